import { keep } from '../../ui/use-kept.js';

/** The pages that links in mails lead to. */
const PATHS = [
  '/verify-email',
  '/email-sign-in',
  '/reset-password',
  '/change-email',
  '/invitation',
  '/keep-account',
  '/undo-change',
] as const;

export type LinkPath = (typeof PATHS)[number];

export interface MailLink {
  /** Empty for the undo of a change: its token is enough. */
  readonly challenge: string;
  readonly token: string;
}

export function isLinkPath(path: string): path is LinkPath {
  return (PATHS as readonly string[]).includes(path);
}

/**
 * What the link carries that opened this page. Its token goes from the address at once, so that the history, a bookmark
 * or a screenshot does not have it. A reload loses it. Undefined if it is not complete.
 */
export const mailLink: (MailLink & { readonly username: string }) | undefined = takeLink();

function takeLink(): typeof mailLink {
  if (!isLinkPath(location.pathname)) return undefined;
  const parameters = new URLSearchParams(location.search);
  const challenge = parameters.get('challenge') ?? '';
  const token = parameters.get('token') ?? '';
  history.replaceState(null, '', location.pathname);
  const isComplete = token !== '' && (challenge !== '' || location.pathname === '/undo-change');
  const username = parameters.get('username') ?? '';
  if (!isComplete) return undefined;
  // What a reload would go on with is of an earlier link.
  keep(location.pathname, undefined);
  return { challenge, token, username };
}
