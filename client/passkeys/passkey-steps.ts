import { CONFIRM_PASSKEY, REQUEST_PASSKEY, START_PASSKEY, VERIFY_PASSKEY } from '../requests/operations.js';
import { dataOf, type Post, type SendOperation } from '../requests/transport.js';
import { type SignInFlow, stepIn } from '../sign-in/flow.js';
import { type AuthState, isStepUp } from '../state.js';
import type { PasskeyAuthenticator } from './authenticator.js';
import type { createCeremonies } from './ceremonies.js';
import { passkeysUnavailable } from './no-passkeys.js';

export interface PasskeyStepsOptions {
  flow: SignInFlow;
  post: Post;
  /** Sends an operation of the session, and keeps a pair that replaces the session. */
  request: SendOperation;
  getState(): AuthState;
  ceremonies: ReturnType<typeof createCeremonies>;
  /** Undefined if the browser has no passkeys. */
  authenticator: PasskeyAuthenticator | undefined;
}

export interface PasskeyOptions {
  /** Ends the request to the browser, and its dialog. */
  signal?: AbortSignal;
}

export interface PasskeySignInOptions extends PasskeyOptions {
  /**
   * Offers passkeys in the autofill of an input with `autocomplete="username webauthn"`, instead of a dialog. It waits
   * until the user chooses one, signs in otherwise, or another passkey is asked for.
   */
  autofill?: boolean;
}

export type PasskeySteps = ReturnType<typeof createPasskeySteps>;

/** Signing in with a passkey, and making one. */
export function createPasskeySteps({
  flow,
  post,
  request,
  getState,
  ceremonies,
  authenticator,
}: PasskeyStepsOptions) {
  const requireAuthenticator = () => {
    if (!authenticator) throw passkeysUnavailable();
    return authenticator;
  };

  const verify = async (challenge: string, response: object, access?: string) =>
    stepIn(dataOf(await post(VERIFY_PASSKEY, { challenge, response }, { access })).verifyPasskey);

  return {
    /** Whether this browser has passkeys. */
    canUsePasskeys: authenticator !== undefined,

    /**
     * Signs in with a passkey, without a username or a password. The state stays as it is until the server has accepted
     * the passkey.
     * @throws PASSKEY_NOT_USED if the user closed the dialog or has no passkey; CANCELED if it was ended;
     * PASSKEYS_UNAVAILABLE, also if there is no autofill; CHALLENGE_EXPIRED after five minutes; INVALID_PASSKEY, and the other codes of `verifyPasskey`
     */
    async signInWithPasskey({ autofill = false, signal }: PasskeySignInOptions = {}): Promise<AuthState> {
      const passkeys = requireAuthenticator();
      if (autofill && !(await passkeys.canAutofill?.())) throw passkeysUnavailable();
      // The page waits for autofill while the user may sign in with a password.
      const started = autofill ? undefined : flow.start();
      const { challenge, response } = await ceremonies.run(signal, async (asking) => {
        const { requestPasskey } = dataOf(await post(REQUEST_PASSKEY, {}));
        const { options } = requestPasskey;
        return { ...requestPasskey, response: await passkeys.get(options, { signal: asking, autofill }) };
      });
      return flow.begin(started ?? flow.start(), () => verify(challenge, response));
    },

    /**
     * Completes the step `needsCode` with a passkey: a sign-in or a `stepUp`.
     * @throws PASSKEY_NOT_USED if the user closed the dialog or has no passkey, and CANCELED: the state is as before, and
     * the user may try again. INVALID_PASSKEY with `attemptsLeft`, which the state keeps as `error`. After
     * CHALLENGE_EXPIRED the step is `signIn` again.
     */
    async usePasskey({ signal }: PasskeyOptions = {}): Promise<AuthState> {
      const passkeys = requireAuthenticator();
      const pending = flow.pending();
      const { challenge } = pending.challenge;
      const send: SendOperation = isStepUp(pending.challenge)
        ? request
        : async (document, variables) => dataOf(await post(document, variables));
      const response = await ceremonies.run(signal, async (asking) => {
        const { requestPasskey } = await send(REQUEST_PASSKEY, { challenge }).catch((error: unknown) =>
          flow.failWith(pending, error),
        );
        return passkeys.get(requestPasskey.options, { signal: asking });
      });
      return flow.complete(pending, (_challenge, access) => verify(challenge, response, access));
    },

    /**
     * Makes a passkey for the signed-in user, and keeps the new tokens of the session.
     * @throws REAUTHENTICATION_REQUIRED: call `stepUp` or `signIn` first. PASSKEY_NOT_USED if the user closed the dialog,
     * PASSKEY_EXISTS if this device has one already, PASSKEYS_UNAVAILABLE, and the codes of `startPasskey` and
     * `confirmPasskey`
     */
    async addPasskey({ name, signal }: PasskeyOptions & { name?: string } = {}): Promise<AuthState> {
      const passkeys = requireAuthenticator();
      const { enrollment, response } = await ceremonies.run(signal, async (asking) => {
        const { startPasskey } = await request(START_PASSKEY, {});
        return { ...startPasskey, response: await passkeys.create(startPasskey.options, { signal: asking }) };
      });
      await request(CONFIRM_PASSKEY, { enrollment, response, ...(name !== undefined && { name }) });
      return getState();
    },
  };
}
