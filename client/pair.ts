import type { TokenPair } from './state.js';

/** What is kept of a TokenPair. */
export type Pair = Pick<TokenPair, 'access' | 'refresh'>;

/** Whether it is what its type says: a server answers it, and it need not be ours. */
export function isPair(value: unknown): value is Pair {
  const { access, refresh } = (value ?? {}) as Partial<Record<keyof Pair, unknown>>;
  return typeof access === 'string' && typeof refresh === 'string';
}
