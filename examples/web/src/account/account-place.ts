import { useAddress } from '../ui/address.js';

/** The pages of somebody who is signed in, by their paths. The server serves each of them. */
const PLACES = ['/', '/security', '/devices', '/activity', '/users'] as const;

export type AccountPlace = (typeof PLACES)[number];

/** The page that the address names. */
export function useAccountPlace(): AccountPlace {
  return useAddress(read);
}

function read(): AccountPlace {
  return PLACES.find((path) => path === location.pathname) ?? '/';
}
