import type { TwoFactorChannel, TwoFactorKind, VerifyEmailMutationVariables } from '../generated/graphql.js';
import {
  OBTAIN_TOKEN,
  REQUEST_STEP_UP,
  RESEND_TWO_FACTOR_TOKEN,
  VERIFY_EMAIL,
  VERIFY_TWO_FACTOR_TOKEN,
} from '../requests/operations.js';
import type { KeptDevices } from '../devices/kept-devices.js';
import { dataOf, type Post, type SendOperation } from '../requests/transport.js';
import type { AuthState, Challenge } from '../state.js';
import { normalizeCode, normalizeMailToken } from './code.js';
import { type SignInFlow, stepIn } from './flow.js';

export interface CodeStepsOptions {
  flow: SignInFlow;
  post: Post;
  /** Sends an operation of the session. */
  request: SendOperation;
  devices: Pick<KeptDevices, 'findByName' | 'drop'>;
}

/** How a code is sent. */
export interface CodeOptions {
  /** The factor that the code is of. If unset, the one that a code was last asked for, or a recovery code by its form. */
  kind?: TwoFactorKind;
}

/** The steps of a sign-in with a password and a code. */
export function createCodeSteps({ flow, post, request, devices }: CodeStepsOptions) {
  return {
    /**
     * Sends the password, and the token of a remembered device. Resolves to `signedIn` or `needsCode`. Despite NETWORK_ERROR the server may have opened a
     * session or sent a code: the client does not see a late or lost response, and such a session stays unused until it
     * expires.
     * @throws INVALID_CREDENTIALS, RATE_LIMITED, and the other codes of `obtainToken`
     */
    async signIn(credentials: { username: string; password: string }): Promise<AuthState> {
      return flow.begin(flow.start(), async () => {
        const device = devices.findByName(credentials.username);
        const reply = await post(OBTAIN_TOKEN, credentials, { device: device?.token });
        const step = stepIn(dataOf(reply).obtainToken);
        // The server knows it no longer.
        if (device && step.__typename === 'TwoFactorRequired') devices.drop(device);
        return step;
      });
    },

    /**
     * Signs in with a mail of `register` or `requestEmailSignIn`, instead of a password. Resolves to `signedIn` or
     * `needsCode`.
     *
     * @param mail `challenge` of the EmailStep and the code that the user typed as `token`, or both from the link. A page
     * that the link opens must wait for a click first: programs that look for viruses open links, too. In a browser that
     * did not register it asks for the `password` of the registration: a stranger may have used the address of the reader.
     * @throws INVALID_EMAIL_TOKEN with `attemptsLeft`, CHALLENGE_EXPIRED, and the other codes of `verifyEmail`
     */
    async verifyEmail({ challenge, token, password }: VerifyEmailMutationVariables): Promise<AuthState> {
      return flow.begin(flow.start(), async () => {
        const reply = await post(VERIFY_EMAIL, { challenge, token: normalizeMailToken(token), password });
        return stepIn(dataOf(reply).verifyEmail);
      });
    },

    /**
     * Asks the signed-in user for the second factor again, after REAUTHENTICATION_REQUIRED. Resolves to `needsCode`, whose
     * challenge has the purpose `STEP_UP`. The session stays the same, and `cancel` goes back to it.
     * @throws TWO_FACTOR_NOT_ENABLED: then only a new `signIn` helps
     */
    async stepUp(): Promise<AuthState> {
      const attempt = flow.start();
      return flow.accept(attempt, stepIn((await request(REQUEST_STEP_UP, {})).requestStepUp));
    },

    /**
     * Sends a code: of a message, an authenticator app or the list of recovery codes. Spaces, dashes and digits of other
     * scripts are understood, see `normalizeCode`.
     * @throws INVALID_TWO_FACTOR_TOKEN with `attemptsLeft`, which the state keeps as `error`. After CHALLENGE_EXPIRED the
     * step is `signIn` again.
     */
    async submitCode(code: string, { kind }: CodeOptions = {}): Promise<AuthState> {
      return flow.complete(flow.pending(), async (challenge, access) => {
        const variables = { token: normalizeCode(code), challenge, ...(kind && { kind }) };
        const reply = await post(VERIFY_TWO_FACTOR_TOKEN, variables, { access });
        return stepIn(dataOf(reply).verifyTwoFactorToken);
      });
    },

    /**
     * Sends a code to the phone, again or for the first time, through `channel` if given.
     * @throws RATE_LIMITED with `retryAfter`. After CHALLENGE_EXPIRED the step is `signIn` again.
     */
    async resendCode(channel?: TwoFactorChannel): Promise<AuthState> {
      const pending = flow.pending();
      const variables = { challenge: pending.challenge.challenge, ...(channel && { channel }) };
      const result = await post(RESEND_TWO_FACTOR_TOKEN, variables)
        .then((reply) => stepIn(dataOf(reply).resendTwoFactorToken))
        .catch((error: unknown) => flow.failWith(pending, error));
      return flow.accept(pending.attempt, result);
    },

    /**
     * Goes on with the `challenge` of a `needsCode` before, which the page kept over a reload. Resolves to `needsCode`. The
     * server says with the next step if it has expired.
     */
    resume: (challenge: Challenge): Promise<AuthState> => flow.accept(flow.start(), challenge),

    /** Cancels a pending sign-in. A session that already exists continues. */
    cancel: flow.cancel,

    /**
     * Signs in with a pair from elsewhere. Not needed for operations through `request`, `fetch` and Apollo Client's link
     * of a signed-in user: they keep a pair that replaces the session.
     */
    adopt: flow.adopt,
  };
}
