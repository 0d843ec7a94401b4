import { AuthError, type AuthErrorCode } from './errors.js';
import { RefreshTokenDocument, type RefreshTokenMutation } from './generated/graphql.js';
import { isPair, type Pair } from './pair.js';
import { pause } from './pause.js';
import type { KeptTokens } from './tokens.js';
import { dataOf, type GraphQLReply, notGraphQL, type Post } from './transport.js';

/**
 * Waits before the same refresh token is sent again. The server answers a repeat of the token that it just
 * rotated with the same successor, for ten seconds only: later it would count as reused. So these do not heed
 * `retryAfter`, which may lie beyond. Two are few enough for a server that sheds load: a browser asks once in the
 * life of an access token, for all its tabs, and a request that is shed costs next to nothing.
 */
const RETRY_AFTER_MS = [200, 800];
/** A server that hangs must not keep the lock from all tabs. */
const TIMEOUT_MS = 3_000;
/**
 * What is answered before anything is rotated. Any other answer, too, may have come in place of the new pair: a
 * proxy's HTML, and SERVICE_UNAVAILABLE where the database was lost right after it took the change.
 */
const REFUSALS: ReadonlySet<string> = new Set<AuthErrorCode>([
  'TOKEN_INVALID',
  'TOKEN_REUSED',
  'RATE_LIMITED',
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'REDIRECTED',
]);

/**
 * Asks for the next pair until there is an answer, a few times. Without an access token: one that has ended would be
 * refused before the refresh token is looked at.
 *
 * @param onLost called after each try that the server may have heard
 */
export async function refresh(post: Post, { refresh }: KeptTokens, onLost: () => void): Promise<Pair> {
  for (let lost = 0; ; lost += 1) {
    try {
      return pairIn(await post(RefreshTokenDocument, { refresh }, { timeoutMs: TIMEOUT_MS }));
    } catch (error) {
      if (!isLost(error)) throw error;
      onLost();
      const waitMs = RETRY_AFTER_MS[lost];
      if (waitMs === undefined) throw error;
      await pause(waitMs);
    }
  }
}

/** @throws NOT_GRAPHQL when the answer holds none */
function pairIn(reply: GraphQLReply<RefreshTokenMutation>): Pair {
  const { refreshToken: pair } = dataOf(reply);
  if (!isPair(pair)) throw notGraphQL();
  return pair;
}

/** Whether the server may have rotated, but the new pair did not come. */
export function isLost(error: unknown): boolean {
  return !(error instanceof AuthError && REFUSALS.has(error.code));
}
