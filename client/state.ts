import type { AuthError } from './errors.js';
import type { ObtainTokenMutation } from './generated/graphql.js';

/** The answer that a code is needed, as the server gave it. */
export type Challenge = Extract<ObtainTokenMutation['obtainToken'], { __typename: 'TwoFactorRequired' }>;

/** The two tokens of a session, as `obtainToken`, `registerPhone` and others answer them. */
export type TokenPair = Extract<ObtainTokenMutation['obtainToken'], { __typename: 'TokenPair' }>;

/**
 * Why somebody has to sign in who did not just open the page. `reused`: somebody else has used the refresh token.
 * `expired`: the session has ended otherwise, or an answer that renewed it was lost, as far as can be told.
 * `signedOutHere`: the tokens are forgotten, but the server was not told, so the session lives until it expires or
 * is ended from elsewhere.
 */
export type SignInReason =
  'signedOut' | 'signedOutHere' | 'expired' | 'reused' | 'canceled' | 'challengeExpired';

export type AuthState =
  | { readonly step: 'signIn'; readonly reason?: SignInReason }
  | { readonly step: 'needsCode'; readonly challenge: Challenge; readonly error?: AuthError }
  | SignedIn;

export interface SignedIn {
  readonly step: 'signedIn';
  /** False when a reload of the page loses the session. */
  readonly persisted: boolean;
  /** The `sub` of the access token. When it changes, another tab signed in as somebody else: forget what is cached. */
  readonly userId: string | undefined;
}

export interface StateHolder {
  get(): AuthState;
  set(state: AuthState): void;
  subscribe(listener: () => void): () => void;
}

/** Holds the state. The same object is answered until it changes, as React's `useSyncExternalStore` asks. */
export function holdState(initial: AuthState): StateHolder {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set: (next) => {
      state = next;
      for (const listener of [...listeners]) tell(listener);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** What a listener throws is no failure of what is told: it is an uncaught error of the page, as of an event. */
function tell(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
