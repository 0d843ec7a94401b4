import type { TokenPair } from '../state.js';

/** The fields of a TokenPair that the client keeps. */
export type Pair = Pick<TokenPair, 'access' | 'refresh'>;

/** For `refreshToken` and `revokeToken`. If unset, the server uses the token in the cookie. */
export function orCookie(refresh: string): string | undefined {
  return refresh || undefined;
}

/** Checks at run time, since the response may come from another server. */
export function isPair(value: unknown): value is Pair {
  const { access, refresh } = (value ?? {}) as Partial<Record<keyof Pair, unknown>>;
  return typeof access === 'string' && typeof refresh === 'string';
}
