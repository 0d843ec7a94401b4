import { AuthError, type AuthErrorCode } from '../errors.js';
import type { RefreshTokenMutation } from '../generated/graphql.js';
import { REFRESH_TOKEN } from '../requests/operations.js';
import { isPair, orCookie, type Pair } from './pair.js';
import { pause } from '../pause.js';
import type { KeptTokens } from './token-keeper.js';
import { dataOf, type GraphQLReply, notGraphQL, type Post } from '../requests/transport.js';

/**
 * Pauses before the same refresh token is sent again. For ten seconds after a rotation, the server returns the same
 * successor for the old token. Later it treats the old token as reused. So these pauses ignore `retryAfter`, which may be
 * longer. Two retries are few enough for an overloaded server: a browser refreshes once in the life of an access token,
 * for all its tabs.
 */
const RETRY_AFTER_MS = [200, 800];
/** A hanging server must not block the lock for all tabs. */
const TIMEOUT_MS = 3_000;
/**
 * The server returns these before it rotates, at a refresh or a step-up. Any other response may hide a rotation: the HTML of a proxy, or
 * SERVICE_UNAVAILABLE if the database was lost right after the commit.
 */
const REFUSALS: ReadonlySet<string> = new Set<AuthErrorCode>([
  'TOKEN_INVALID',
  'TOKEN_REUSED',
  'RATE_LIMITED',
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'REDIRECTED',
  'CHALLENGE_EXPIRED',
  'INVALID_TWO_FACTOR_TOKEN',
  'INVALID_PASSKEY',
  'PROVIDER_UNAVAILABLE',
]);

/**
 * Requests the next pair, at most three times. Sends no access token: the server would refuse an expired one before it
 * reads the refresh token.
 *
 * @param onLost called after each try that may have rotated the token
 * @throws AuthError of the last try
 */
export async function refresh(
  post: Post,
  { refresh }: Pick<KeptTokens, 'refresh'>,
  onLost: () => void,
): Promise<Pair> {
  for (let lost = 0; ; lost += 1) {
    try {
      return pairIn(await post(REFRESH_TOKEN, { refresh: orCookie(refresh) }, { timeoutMs: TIMEOUT_MS }));
    } catch (error) {
      if (!isLost(error)) throw error;
      onLost();
      const waitMs = RETRY_AFTER_MS[lost];
      if (waitMs === undefined) throw error;
      await pause(waitMs);
    }
  }
}

/** @throws NOT_GRAPHQL if the response holds no pair */
function pairIn(reply: GraphQLReply<RefreshTokenMutation>): Pair {
  const { refreshToken: pair } = dataOf(reply);
  if (!isPair(pair)) throw notGraphQL();
  return pair;
}

/** Whether the server may have rotated, but the new pair did not arrive. */
export function isLost(error: unknown): boolean {
  return !(error instanceof AuthError && REFUSALS.has(error.code));
}
