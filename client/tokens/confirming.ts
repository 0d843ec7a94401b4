import { AuthError } from '../errors.js';
import type { Challenge, TokenPair } from '../state.js';
import type { Turns } from './lock.js';
import { isLost } from './refresh.js';
import type { TokenKeeper } from './token-keeper.js';

export interface ConfirmingOptions {
  tokens: TokenKeeper;
  /** Shared with the renewals of all tabs: both replace the refresh token. */
  inTurn: Turns;
  /** A valid access token, renewed if necessary. */
  accessToken(): Promise<string | undefined>;
  /** Renews an access token that the server refused. */
  renew(access: string): Promise<string | undefined>;
}

type Send = (access: string) => Promise<TokenPair | Challenge>;

/** @throws UNAUTHENTICATED if the session has ended, CANCELED if a sign-out or a new sign-in came first */
export type ConfirmSession = (send: (access: string) => Promise<TokenPair | Challenge>) => Promise<TokenPair>;

/** Makes the function that completes a step-up: the session stays, and gets a new pair in all tabs. */
export function createConfirming({ tokens, inTurn, accessToken, renew }: ConfirmingOptions): ConfirmSession {
  const confirmOnce = (send: Send) =>
    inTurn(async () => {
      const current = tokens.read();
      if (!current) throw new AuthError('UNAUTHENTICATED', 'The session has ended.');
      // Before it is sent, as for a renewal: without the response nobody knows whether the tokens were replaced.
      tokens.mark(current, true);
      const pair = await send(current.access).catch((error: unknown) => {
        if (!isLost(error)) tokens.mark(current, current.maybeUsed);
        throw error;
      });
      const now = tokens.read();
      if (pair.__typename !== 'TokenPair' || !now || !tokens.isSameSession(now, pair))
        throw new AuthError('CANCELED', 'The sign-in was canceled.');
      tokens.keep(pair);
      return pair;
    });

  return async (send) => {
    // Before the turn: a renewal needs a turn, too.
    const access = await accessToken();
    return confirmOnce(send).catch(async (error: unknown) => {
      const isRefused = error instanceof AuthError && error.code === 'UNAUTHENTICATED';
      if (!isRefused || access === undefined || (await renew(access)) === undefined) throw error;
      return confirmOnce(send);
    });
  };
}
