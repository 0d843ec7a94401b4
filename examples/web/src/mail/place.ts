import { useSyncExternalStore } from 'react';
import { isLinkPath, type LinkPath } from './mail-link.js';

/** What somebody who is not signed in can do beside signing in. */
const HASHES = ['#register', '#forgot-password', '#email-sign-in'] as const;

export type Place = 'signIn' | LinkPath | (typeof HASHES)[number];

/** The page that the address names: "Back" of the browser leads to the one before. */
export function usePlace(): Place {
  return useSyncExternalStore(subscribe, read);
}

/** Leaves a page of a mail for the account or the sign-in, which the state of the session decides. */
export function leavePlace(): void {
  history.replaceState(null, '', `/${location.search}`);
  dispatchEvent(new Event('hashchange'));
}

function read(): Place {
  const { hash, pathname } = location;
  return HASHES.find((name) => name === hash) ?? (isLinkPath(pathname) ? pathname : 'signIn');
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
