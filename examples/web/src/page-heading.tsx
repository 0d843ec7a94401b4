import { type ReactNode, useEffect, useRef } from 'react';

interface PageHeadingProps {
  /** For the tab of the browser and its history. */
  title: string;
  /** On a page without a field to begin with, so that a screen reader tells where one is. */
  focused?: boolean;
  children: ReactNode;
}

export function PageHeading({ title, focused = false, children }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · graphql-two-factor-auth`;
  }, [title]);
  useEffect(() => {
    if (focused) heading.current?.focus();
  }, [focused, title]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
