import type { AuthError } from './errors.js';
import type { ObtainTokenMutation } from './generated/graphql.js';

/**
 * TwoFactorRequired as the server returned it: every way on in `methods`, the one begun first, and in `delivery` the code
 * that is on its way to a phone.
 */
export type Challenge = Extract<ObtainTokenMutation['obtainToken'], { __typename: 'TwoFactorRequired' }>;

/** The two tokens of a session, as `obtainToken`, `registerPhone` and others return them. */
export type TokenPair = Extract<ObtainTokenMutation['obtainToken'], { __typename: 'TokenPair' }>;

/**
 * Why a sign-in is needed. Unset when the page was just opened.
 * `reused`: another client has used the refresh token. `expired`: the session has ended in another way, or the response
 * of a renewal was lost. `signedOutHere`: the tokens are deleted here, but the server did not confirm the end of the
 * session, so it may live until it expires.
 */
export type SignInReason =
  'signedOut' | 'signedOutHere' | 'expired' | 'reused' | 'canceled' | 'challengeExpired';

export type AuthState =
  /**
   * In cookie mode, until the server has said whether somebody is signed in. With an `error` the request failed: call
   * `restore` again.
   */
  | { readonly step: 'restoring'; readonly error?: AuthError }
  | { readonly step: 'signIn'; readonly reason?: SignInReason }
  | Waiting
  | SignedIn;

/** A sign-in or a step-up that waits for a second factor. */
export interface Waiting {
  readonly step: 'needsCode';
  readonly challenge: Challenge;
  /** The methods of the challenge, without those that this browser does not have. */
  readonly methods: Challenge['methods'];
  /** Why the last code or passkey was refused. */
  readonly error?: AuthError;
}

export interface SignedIn {
  readonly step: 'signedIn';
  /** False if a reload of the page loses the session. */
  readonly persisted: boolean;
  /** The `sub` of the access token. It changes when another tab signs in as another user: then clear your caches. */
  readonly userId: string | undefined;
  /**
   * True if the server requires a second factor and the user has none. The session can only add one: every other operation
   * is TWO_FACTOR_ENROLLMENT_REQUIRED.
   */
  readonly mustEnroll?: true;
  /** `TrustedDevice.id` of this browser, if it is remembered for the user. */
  readonly deviceId?: string;
  /**
   * The one new recovery code, after one was used. Show it until the user has stored it, then call `forgetRecoveryCode`.
   * It is nowhere else: a reload of the page loses it.
   */
  readonly recoveryCode?: string;
}

/** Whether a challenge asks the owner of the session again. Then the session continues. */
export function isStepUp({ purpose }: Challenge): boolean {
  return purpose === 'STEP_UP';
}

/** Whether nothing in the state would change. */
export function isSame(one: AuthState, other: AuthState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export interface StateHolder {
  get(): AuthState;
  set(state: AuthState): void;
  subscribe(listener: () => void): () => void;
}

/** Holds the state. `get` returns the same object until it changes, as React's `useSyncExternalStore` requires. */
export function holdState(initial: AuthState): StateHolder {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set: (next) => {
      state = next;
      for (const listener of [...listeners]) notify(listener);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** An error of a listener does not fail the change of state. It becomes an uncaught error of the page. */
function notify(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    // React Native before 0.66 has no `queueMicrotask`.
    setTimeout(() => {
      throw error;
    });
  }
}
