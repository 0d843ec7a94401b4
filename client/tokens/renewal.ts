import { AuthError } from '../errors.js';
import type { Turns } from './lock.js';
import { pause } from '../pause.js';
import { isLost, refresh } from './refresh.js';
import type { SignInReason } from '../state.js';
import type { KeptTokens, TokenKeeper } from './token-keeper.js';
import type { Post } from '../requests/transport.js';

/** A browser may grant a lock before the next tab can read what the last one stored. */
const SETTLE_MS = 200;

export interface RenewalOptions {
  tokens: TokenKeeper;
  post: Post;
  inTurn: Turns;
  /** The session of these tokens has ended, and they are deleted. */
  onEnd(reason: SignInReason, ended: KeptTokens): void;
  onRenewed(): void;
}

/**
 * Makes the function that renews an access token that is due or was refused. All callers in all tabs share one refresh.
 * It returns the valid token, or undefined if nobody is signed in any more or another user is: an operation of one user
 * must not be sent as another.
 */
export function createRenewal({ tokens, post, inTurn, onEnd, onRenewed }: RenewalOptions) {
  let underWay: Promise<string | undefined> | undefined;

  /** The tokens that still need a renewal. Undefined if there are none, or another caller has renewed them. */
  const stillStale = (stale: string): KeptTokens | undefined => {
    const kept = tokens.read();
    return kept && (kept.access === stale || tokens.isDue(kept)) ? kept : undefined;
  };

  /** As `stillStale`, but waits a moment: the pair of another tab may be stored and not yet visible here. */
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
    // Before it is sent: the page may be closed before the response arrives.
    tokens.mark(current, true);
    let { maybeUsed } = current;
    try {
      const pair = await refresh(post, current, () => (maybeUsed = true));
      if (tokens.read()?.access === current.access) {
        tokens.keep(pair);
        onRenewed();
      }
      // Otherwise a sign-out or a new sign-in came first and wins.
      return tokens.read()?.access;
    } catch (error) {
      if (!isLost(error)) tokens.mark(current, maybeUsed);
      const reason = endOf(error, maybeUsed);
      if (!reason) throw error;
      const now = tokens.read();
      // A sign-out or a new sign-in came first: that session has not ended.
      if (now?.access !== current.access) return now?.access;
      tokens.clear();
      onEnd(reason, current);
      throw error;
    }
  };

  /**
   * A frozen tab, or one paused in a debugger, keeps the lock. If it has not marked the token as used, it has not sent
   * it, and it reads the storage again before it does. If it has marked the token, the new pair may be on its way to that
   * tab, and this tab must not send the token again: ten seconds after the rotation the server would treat that as theft.
   */
  const renewWithoutLock = async (stale: string): Promise<string | undefined> => {
    const current = await settledStale(stale);
    if (!current?.maybeUsed) return renewAlone(stale);
    throw new AuthError('NETWORK_ERROR', 'Another tab is renewing the tokens and has not finished.');
  };

  const renew = async (stale: string): Promise<string | undefined> => {
    if (underWay) return underWay;
    if (!stillStale(stale)) return tokens.read()?.access;
    underWay = inTurn(
      () => renewAlone(stale),
      () => renewWithoutLock(stale),
    ).finally(() => (underWay = undefined));
    return underWay;
  };

  return async (stale: string): Promise<string | undefined> => {
    const access = await renew(stale);
    const isSameUser =
      access !== undefined && tokens.userIdOf({ access }) === tokens.userIdOf({ access: stale });
    return isSameUser ? access : undefined;
  };
}

/** TOKEN_REUSED is no sign of theft if this client may have used the token itself and lost the response. */
function endOf(error: unknown, maybeUsed: boolean): SignInReason | undefined {
  if (!(error instanceof AuthError)) return undefined;
  if (error.code === 'TOKEN_REUSED') return maybeUsed ? 'expired' : 'reused';
  return error.code === 'TOKEN_INVALID' ? 'expired' : undefined;
}
