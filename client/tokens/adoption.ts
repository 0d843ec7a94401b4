import { isPair, type Pair } from './pair.js';
import type { AuthState } from '../state.js';
import type { KeptTokens, TokenKeeper } from './token-keeper.js';

export interface AdoptionOptions {
  tokens: TokenKeeper;
  getState(): AuthState;
  /** The tokens of the last session that the server refused to renew. */
  lastEnded(): KeptTokens | undefined;
  onAdopted(): void;
  /** Ends the session of this pair, whatever session the cookie is of. */
  end(pair: Pair): Promise<unknown>;
}

/** These end no session. Code that sends them itself decides what to do with the pair. */
const SIGN_INS: ReadonlySet<string> = new Set([
  'obtainToken',
  'verifyTwoFactorToken',
  'verifyPasskey',
  'verifyEmail',
]);

/**
 * Makes the function that keeps the token pair of a response. `changePassword`, `registerPhone` and
 * `disableTwoFactor` end the session that sent them and return the pair of a new one. Without this function the page
 * would be signed out.
 */
export function createAdoption({ tokens, getState, lastEnded, onAdopted, end }: AdoptionOptions) {
  /** The session that the new one replaces. A renewal may have found it ended before the response arrived. */
  const current = () => {
    const state = getState();
    const hasEnded = state.step === 'signIn' && state.reason === 'expired';
    return tokens.read() ?? (hasEnded ? lastEnded() : undefined);
  };

  return (data: unknown, access: string): void => {
    const fields = Object.entries(data ?? {}).filter(([name]) => !SIGN_INS.has(name));
    const pair = fields.map(([, value]: [string, unknown]) => value).find(isPair);
    // A pair of another user belongs to the code that requested it.
    if (!pair || tokens.userIdOf(pair) !== tokens.userIdOf({ access })) return;
    const replaced = current();
    if (replaced && tokens.isSameSession(replaced, { access })) {
      tokens.keep(pair);
      onAdopted();
      return;
    }
    // A sign-out or a new sign-in came first and wins. The new session must not stay valid without an owner.
    if (!replaced || !tokens.isSameSession(replaced, pair)) void end(pair).catch(() => undefined);
  };
}
