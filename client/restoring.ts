import { AuthError } from './errors.js';
import type { AuthState, StateHolder } from './state.js';
import type { Turns } from './tokens/lock.js';
import type { Pair } from './tokens/pair.js';
import { refresh } from './tokens/refresh.js';
import type { TokenKeeper } from './tokens/token-keeper.js';
import type { Post } from './requests/transport.js';

export interface RestoringOptions {
  tokens: TokenKeeper;
  post: Post;
  inTurn: Turns;
  state: StateHolder;
  /** The state for the owner of these tokens. */
  signedIn(pair: Pair): AuthState;
}

/** Makes the function that asks the server, in cookie mode, whether the browser is signed in. */
export function createRestoring({ tokens, post, inTurn, state, signedIn }: RestoringOptions) {
  let underWay: Promise<AuthState> | undefined;

  const isOpen = () => state.get().step === 'restoring';

  const ask = async (): Promise<void> => {
    // Another tab may have shared its tokens meanwhile, or the user has signed in.
    const pair =
      tokens.read() ?? (isOpen() ? await refresh(post, { refresh: '' }, () => undefined) : undefined);
    if (!pair || !isOpen()) return;
    tokens.keep(pair);
    state.set(signedIn(pair));
  };

  const restore = async (): Promise<AuthState> => {
    if (isOpen()) state.set({ step: 'restoring' });
    await inTurn(ask).catch((error: unknown) => {
      if (!(error instanceof AuthError)) throw error;
      if (isOpen()) state.set(hasEnded(error) ? { step: 'signIn' } : { step: 'restoring', error });
    });
    return state.get();
  };

  return (): Promise<AuthState> => (underWay ??= restore().finally(() => (underWay = undefined)));
}

/** The page does not know the session of the cookie. So it cannot distinguish a theft from a lost response. */
function hasEnded({ code }: AuthError): boolean {
  return code === 'TOKEN_INVALID' || code === 'TOKEN_REUSED';
}
