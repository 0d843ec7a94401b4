import { isPair } from './pair.js';
import type { AuthState } from './state.js';
import type { KeptTokens, TokenKeeper } from './tokens.js';

export interface AdoptionOptions {
  tokens: TokenKeeper;
  getState(): AuthState;
  /** The tokens of the session that a renewal last found ended. */
  lastEnded(): KeptTokens | undefined;
  onAdopted(): void;
  revoke(refresh: string): Promise<unknown>;
}

/** These end no session: whoever sends them by hand has what they answer. */
const SIGN_INS: ReadonlySet<string> = new Set(['obtainToken', 'verifyTwoFactorToken']);

/**
 * Makes the function that takes over the pair in an answer. `changePassword`, `registerPhone` and `disableTwoFactor`
 * end the session that asked, and answer the next: without it, the page would be signed out.
 */
export function createAdoption({ tokens, getState, lastEnded, onAdopted, revoke }: AdoptionOptions) {
  /** The session that the next one stands in for: also one that a renewal found ended before the answer came. */
  const current = () => {
    const state = getState();
    const hasEnded = state.step === 'signIn' && state.reason === 'expired';
    return tokens.read() ?? (hasEnded ? lastEnded() : undefined);
  };

  return (data: unknown, access: string): void => {
    const answers = Object.entries(data ?? {}).filter(([field]) => !SIGN_INS.has(field));
    const pair = answers.map(([, answer]: [string, unknown]) => answer).find(isPair);
    // A sign-in of somebody else is for whoever asked for it.
    if (!pair || tokens.userIdOf(pair) !== tokens.userIdOf({ access })) return;
    const asking = current();
    if (asking && tokens.isSameSession(asking, { access })) {
      tokens.keep(pair);
      onAdopted();
      return;
    }
    // Somebody signed out or in meanwhile, and that counts. It must not stay good without an owner.
    if (!asking || !tokens.isSameSession(asking, pair)) void revoke(pair.refresh).catch(() => undefined);
  };
}
