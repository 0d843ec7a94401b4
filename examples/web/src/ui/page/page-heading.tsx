import { type ReactNode, useEffect, useRef } from 'react';
import { options } from '../../options.js';

interface PageHeadingProps {
  /** Shown in the browser's tab and history. */
  title: string;
  /** For a page whose first element is no field, so that a screen reader reads the heading. */
  focused?: boolean;
  children: ReactNode;
}

export function PageHeading({ title, focused = false, children }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${options.branding.name}`;
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
