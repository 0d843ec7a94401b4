import type { ComponentProps, MouseEvent } from 'react';
import { openPage } from '../address.js';

interface PageLinkProps extends ComponentProps<'a'> {
  href: string;
}

/** A link to another of these pages, which needs no reload. */
export function PageLink({ href, ...link }: PageLinkProps) {
  const follow = (event: MouseEvent) => {
    // The browser opens a new tab or window then.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    openPage(href);
  };
  return <a href={href} onClick={follow} {...link} />;
}
