import { AuthError, type AuthErrorCode } from './errors.js';
import { RefreshTokenDocument, type RefreshTokenMutation } from './generated/graphql.js';
import type { LockManagerLike } from './lock.js';
import { isPair, type Pair } from './pair.js';
import type { SignInReason } from './state.js';
import type { KeptTokens, TokenKeeper } from './tokens.js';
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
/** A renewal of another tab takes less, so one that holds the lock for longer stands still. */
const LOCK_WAIT_MS = 15_000;
/** A browser may hand on a lock before the next tab reads what the last one stored. */
const SETTLE_MS = 200;

export interface RenewalOptions {
  tokens: TokenKeeper;
  post: Post;
  locks: LockManagerLike;
  lockName: string;
  onEnd(reason: SignInReason): void;
  onRenewed(): void;
}

/**
 * Makes the function that renews an access token which is due or was refused. However many ask, in however many
 * tabs, one refresh is under way. It answers the good token, or undefined when nobody is signed in any more, or
 * somebody else is: what one user asked for must not be sent as another.
 */
export function createRenewal({ tokens, post, locks, lockName, onEnd, onRenewed }: RenewalOptions) {
  let underWay: Promise<string | undefined> | undefined;

  /** The tokens that are still to be renewed; undefined when there are none, or somebody else has renewed them. */
  const stillStale = (stale: string): KeptTokens | undefined => {
    const kept = tokens.read();
    return kept && (kept.access === stale || tokens.isDue(kept)) ? kept : undefined;
  };

  /** As `stillStale`; a pair that another tab has asked for may have been stored, and be seen only in a moment. */
  const settledStale = async (stale: string): Promise<KeptTokens | undefined> => {
    let kept = stillStale(stale);
    for (let waitedMs = 0; kept?.maybeUsed && waitedMs < SETTLE_MS; waitedMs += 10) {
      await pause(10);
      kept = stillStale(stale);
    }
    return kept;
  };

  const renewAlone = async (stale: string): Promise<string | undefined> => {
    const current = await settledStale(stale);
    if (!current) return tokens.read()?.access;
    // Before it is sent: the page may be left before the answer comes.
    tokens.mark(current, true);
    let { maybeUsed } = current;
    try {
      const pair = await refresh(post, current, () => (maybeUsed = true));
      if (tokens.read()?.refresh === current.refresh) {
        tokens.keep(pair);
        onRenewed();
      }
      // Otherwise somebody signed out or in meanwhile, and that counts.
      return tokens.read()?.access;
    } catch (error) {
      if (!isLost(error)) tokens.mark(current, maybeUsed);
      const reason = endOf(error, maybeUsed);
      if (!reason) throw error;
      const now = tokens.read();
      // Somebody signed out or in meanwhile: it is not their session that ended.
      if (now?.refresh !== current.refresh) return now?.access;
      tokens.clear();
      onEnd(reason);
      throw error;
    }
  };

  /**
   * A tab that is frozen, or paused in a debugger, keeps the lock. If it has not marked the token it has not sent it,
   * and will read what is stored before it does. If it has, the new pair may be on its way to it, and the token must
   * not be sent again: after the time in which the server repeats its answer, that would end the session as stolen.
   */
  const renewWithoutLock = async (stale: string): Promise<string | undefined> => {
    const current = await settledStale(stale);
    if (!current?.maybeUsed) return renewAlone(stale);
    throw new AuthError('NETWORK_ERROR', 'Another tab renews the tokens, and does not come to an end.');
  };

  const renewInTurn = (stale: string): Promise<string | undefined> => {
    const signal = AbortSignal.timeout(LOCK_WAIT_MS);
    let turn: Promise<string | undefined> | undefined;
    const asked = locks.request(lockName, { signal }, () => (turn = renewAlone(stale)));
    return asked.catch((error: unknown) => {
      if (turn || !signal.aborted) throw error;
      return renewWithoutLock(stale);
    });
  };

  const renew = async (stale: string): Promise<string | undefined> => {
    if (underWay) return underWay;
    if (!stillStale(stale)) return tokens.read()?.access;
    underWay = renewInTurn(stale).finally(() => (underWay = undefined));
    return underWay;
  };

  return async (stale: string): Promise<string | undefined> => {
    const access = await renew(stale);
    const isSameUser =
      access !== undefined && tokens.userIdOf({ access }) === tokens.userIdOf({ access: stale });
    return isSameUser ? access : undefined;
  };
}

/** Without an access token: one that has ended would be refused before the refresh token is looked at. */
async function refresh(post: Post, { refresh }: KeptTokens, onLost: () => void): Promise<Pair> {
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
function isLost(error: unknown): boolean {
  return !(error instanceof AuthError && REFUSALS.has(error.code));
}

/** A token that was used is no sign of theft when it may have been this client that used it, and lost the answer. */
function endOf(error: unknown, maybeUsed: boolean): SignInReason | undefined {
  if (!(error instanceof AuthError)) return undefined;
  if (error.code === 'TOKEN_REUSED') return maybeUsed ? 'expired' : 'reused';
  return error.code === 'TOKEN_INVALID' ? 'expired' : undefined;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
