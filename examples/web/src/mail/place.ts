import { replacePage, useAddress } from '../ui/address.js';
import { isLinkPath, type LinkPath } from './links/mail-link.js';

/** What somebody who is not signed in can do beside signing in. */
const HASHES = ['#register', '#forgot-password', '#email-sign-in'] as const;

export type Place = 'signIn' | LinkPath | (typeof HASHES)[number];

/** The page that the address names: "Back" of the browser leads to the one before. */
export function usePlace(): Place {
  return useAddress(read);
}

/** Leaves a page of a mail for the account or the sign-in, which the state of the session decides. */
export function leavePlace(): void {
  replacePage(`/${location.search}`);
}

function read(): Place {
  const { hash, pathname } = location;
  return HASHES.find((name) => name === hash) ?? (isLinkPath(pathname) ? pathname : 'signIn');
}
