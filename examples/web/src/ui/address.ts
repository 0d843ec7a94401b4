import { useSyncExternalStore } from 'react';

/** What a part of the pages reads of the address. It follows links, and "Back" and "Forward" of the browser. */
export function useAddress<Place extends string>(read: () => Place): Place {
  return useSyncExternalStore(subscribe, read);
}

/** Opens another page without a reload. The page that was left is one step back. */
export function openPage(path: string): void {
  if (new URL(path, location.href).href === location.href) return;
  history.pushState(null, '', path);
  scrollTo(0, 0);
  dispatchEvent(new Event(CHANGED));
}

/** Puts another page in the place of this one: "Back" does not lead here again. */
export function replacePage(path: string): void {
  history.replaceState(null, '', path);
  dispatchEvent(new Event(CHANGED));
}

/** The browser says nothing of changes by a script. */
const CHANGED = 'pagechange';

function subscribe(listener: () => void): () => void {
  const events = ['popstate', 'hashchange', CHANGED];
  for (const event of events) addEventListener(event, listener);
  return () => events.forEach((event) => removeEventListener(event, listener));
}
