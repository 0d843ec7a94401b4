import { AuthError } from './errors.js';
import type { LockManagerLike } from './lock.js';
import { pause } from './pause.js';
import { isLost, refresh } from './refresh.js';
import type { SignInReason } from './state.js';
import type { KeptTokens, TokenKeeper } from './tokens.js';
import type { Post } from './transport.js';

/** One renewal takes less: a tab that holds the lock for longer stands still. */
const LOCK_WAIT_MS = 15_000;
/** A browser may hand on a lock before the next tab reads what the last one stored. */
const SETTLE_MS = 200;

export interface RenewalOptions {
  tokens: TokenKeeper;
  post: Post;
  locks: LockManagerLike;
  lockName: string;
  /** The session of these tokens has ended; they are forgotten. */
  onEnd(reason: SignInReason, ended: KeptTokens): void;
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
      onEnd(reason, current);
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

/** A token that was used is no sign of theft when it may have been this client that used it, and lost the answer. */
function endOf(error: unknown, maybeUsed: boolean): SignInReason | undefined {
  if (!(error instanceof AuthError)) return undefined;
  if (error.code === 'TOKEN_REUSED') return maybeUsed ? 'expired' : 'reused';
  return error.code === 'TOKEN_INVALID' ? 'expired' : undefined;
}
