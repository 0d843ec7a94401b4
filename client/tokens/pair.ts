import { type Operation, textOf } from '../requests/operations.js';
import type { TokenPair } from '../state.js';

/** The fields of a TokenPair that the client keeps. */
export type Pair = Pick<TokenPair, 'access' | 'refresh'>;

/** For `refreshToken` and `revokeToken`. If unset, the server uses the token in the cookie. */
export function orCookie(refresh: string): string | undefined {
  return refresh || undefined;
}

/** Whether the response may have a pair, under whatever name. */
export function selectsPair(operation: Operation<unknown, never>): boolean {
  return /\srefresh\s/.test(textOf(operation));
}

/** Checks at run time, since the response may come from another server. */
export function isPair(value: unknown): value is Pair {
  const { access, refresh } = (value ?? {}) as Partial<Record<keyof Pair, unknown>>;
  return typeof access === 'string' && typeof refresh === 'string';
}
