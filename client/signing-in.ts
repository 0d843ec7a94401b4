import { normalizeCode } from './code.js';
import { AuthError, type AuthErrorCode } from './errors.js';
import {
  ObtainTokenDocument,
  RequestStepUpDocument,
  ResendTwoFactorTokenDocument,
  type TwoFactorChannel,
  type TwoFactorKind,
  VerifyTwoFactorTokenDocument,
} from './generated/graphql.js';
import { isPair, type Pair } from './tokens/pair.js';
import {
  type AuthState,
  type Challenge,
  isStepUp,
  type SignInReason,
  type StateHolder,
  type TokenPair,
} from './state.js';
import type { ConfirmSession } from './tokens/confirming.js';
import type { TokenKeeper } from './tokens/token-keeper.js';
import { dataOf, notGraphQL, type Post, type SendOperation } from './requests/transport.js';

export interface SigningInOptions {
  tokens: TokenKeeper;
  post: Post;
  /** Sends an operation of the session. */
  request: SendOperation;
  /** Sends a step of the session, and keeps the session's new pair. */
  confirm: ConfirmSession;
  /** Does a step after the one before it, until its session is kept or ended. */
  inTurn: <T>(step: () => Promise<T>) => Promise<T>;
  state: StateHolder;
  /** The state for the owner of these tokens. */
  signedIn(pair: Pair): AuthState;
  signInAgain(reason: SignInReason): void;
  revoke(refresh: string): Promise<unknown>;
  /** A recovery code that the user has not stored yet. */
  noteRecoveryCode(code: string, owner: Pair): void;
}

/** How a code is sent. */
export interface CodeOptions {
  /** The factor that the code is of. If unset, the one that a code was last asked for, or a recovery code by its form. */
  kind?: TwoFactorKind;
}

/** The steps of a sign-in: the password, the code, the session. */
export function createSigningIn({
  tokens,
  post,
  request,
  confirm,
  inTurn,
  state,
  signedIn,
  signInAgain,
  revoke,
  noteRecoveryCode,
}: SigningInOptions) {
  /** Counts started and canceled sign-ins, so that a late response of an earlier one is recognized. */
  let attempt = 0;
  const abandon = () => void (attempt += 1);
  const canceled = () => new AuthError('CANCELED', 'The sign-in was canceled.');
  /** A sign-in may be canceled while it waits. Then it is not sent. */
  const inTurnUnlessCanceled = <T>(mine: number, step: () => Promise<T>) =>
    inTurn(() => (mine === attempt ? step() : Promise.reject(canceled())));

  const adopt = ({ access, refresh }: Pair): AuthState => {
    abandon();
    tokens.keep({ access, refresh });
    state.set(signedIn({ access, refresh }));
    return state.get();
  };

  const accept = async (mine: number, result: TokenPair | Challenge): Promise<AuthState> => {
    if (mine !== attempt) {
      // The new session must not stay valid without an owner.
      if (result.__typename === 'TokenPair') await revoke(result.refresh).catch(() => undefined);
      throw canceled();
    }
    if (result.__typename === 'TokenPair') {
      const replaced = tokens.read();
      if (result.recoveryCode) noteRecoveryCode(result.recoveryCode, result);
      const next = adopt(result);
      // The old session must not stay valid without an owner. The sign-in does not wait for its end. In cookie mode the
      // server has ended it.
      if (replaced?.refresh) void revoke(replaced.refresh).catch(() => undefined);
      return next;
    }
    // A response that was sent before a wrong code, and arrives after it, has too many attempts.
    const attemptsLeft = Math.min(result.attemptsLeft, latest(result)?.attemptsLeft ?? Infinity);
    state.set({ step: 'needsCode', challenge: { ...result, attemptsLeft } });
    return state.get();
  };

  /** The same challenge as it is in the state now. Undefined if the state no longer has it. */
  const latest = ({ challenge }: Challenge): Challenge | undefined => {
    const current = state.get();
    return current.step === 'needsCode' && current.challenge.challenge === challenge
      ? current.challenge
      : undefined;
  };

  const currentChallenge = (): Challenge => {
    const current = state.get();
    if (current.step === 'needsCode') return current.challenge;
    throw new AuthError('CHALLENGE_EXPIRED', 'No sign-in is waiting for a code.');
  };

  /** Back to the password, or to the session that existed before the new sign-in. */
  const goBack = (reason: SignInReason) => {
    const kept = tokens.read();
    if (kept) state.set(signedIn(kept));
    else signInAgain(reason);
  };

  /** Puts the failure into the state, beside its challenge or in place of it, and throws it. */
  const failWith = (mine: number, sent: Challenge, error: unknown): never => {
    const challenge = latest(sent);
    if (mine === attempt && challenge && error instanceof AuthError) {
      if (error.code === 'CHALLENGE_EXPIRED') {
        goBack('challengeExpired');
        throw error;
      }
      if (isStepUp(challenge) && ENDED.has(error.code)) {
        goBack('expired');
        throw error;
      }
      const attemptsLeft = Math.min(challenge.attemptsLeft, error.attemptsLeft ?? Infinity);
      state.set({ step: 'needsCode', challenge: { ...challenge, attemptsLeft }, error });
    }
    throw error;
  };

  /** Sends what completes the pending sign-in, or the pending step-up of the session. */
  const complete = async (
    send: (challenge: string, access?: string) => Promise<TokenPair | Challenge>,
  ): Promise<AuthState> => {
    const challenge = currentChallenge();
    const mine = attempt;
    const sent = (access?: string) => send(challenge.challenge, access);
    if (!isStepUp(challenge))
      return inTurnUnlessCanceled(mine, async () =>
        accept(mine, await sent().catch((error: unknown) => failWith(mine, challenge, error))),
      );
    const pair = await confirm(sent).catch((error: unknown) => failWith(mine, challenge, error));
    if (pair.recoveryCode) noteRecoveryCode(pair.recoveryCode, pair);
    // The session has its new tokens, even if the user has canceled.
    if (mine === attempt || state.get().step === 'signedIn') state.set(signedIn(pair));
    return state.get();
  };

  const steps = {
    /**
     * Sends the password. Resolves to `signedIn` or `needsCode`. Despite NETWORK_ERROR the server may have opened a
     * session or sent a code: the client does not see a late or lost response, and such a session stays unused until it
     * expires.
     * @throws INVALID_CREDENTIALS, RATE_LIMITED, and the other codes of `obtainToken`
     */
    async signIn(credentials: { username: string; password: string }): Promise<AuthState> {
      const mine = (attempt += 1);
      return inTurnUnlessCanceled(mine, async () =>
        accept(mine, stepIn(dataOf(await post(ObtainTokenDocument, credentials)).obtainToken)),
      );
    },

    /**
     * Asks the signed-in user for the second factor again, after REAUTHENTICATION_REQUIRED. Resolves to `needsCode`, whose
     * challenge has the purpose `STEP_UP`. The session stays the same, and `cancel` goes back to it.
     * @throws TWO_FACTOR_NOT_ENABLED: then only a new `signIn` helps
     */
    async stepUp(): Promise<AuthState> {
      const mine = (attempt += 1);
      return accept(mine, stepIn((await request(RequestStepUpDocument, {})).requestStepUp));
    },

    /**
     * Sends a code: of a message, an authenticator app or the list of recovery codes. Spaces, dashes and digits of other
     * scripts are understood, see `normalizeCode`.
     * @throws INVALID_TWO_FACTOR_TOKEN with `attemptsLeft`, which the state keeps as `error`. After CHALLENGE_EXPIRED the
     * step is `signIn` again.
     */
    async submitCode(code: string, { kind }: CodeOptions = {}): Promise<AuthState> {
      return complete(async (challenge, access) => {
        const variables = { token: normalizeCode(code), challenge, ...(kind && { kind }) };
        return stepIn(
          dataOf(await post(VerifyTwoFactorTokenDocument, variables, { access })).verifyTwoFactorToken,
        );
      });
    },

    /**
     * Sends a code to the phone, again or for the first time, through `channel` if given.
     * @throws RATE_LIMITED with `retryAfter`. After CHALLENGE_EXPIRED the step is `signIn` again.
     */
    async resendCode(channel?: TwoFactorChannel): Promise<AuthState> {
      const challenge = currentChallenge();
      const mine = attempt;
      const variables = { challenge: challenge.challenge, ...(channel && { channel }) };
      const result = await post(ResendTwoFactorTokenDocument, variables)
        .then((reply) => stepIn(dataOf(reply).resendTwoFactorToken))
        .catch((error: unknown) => failWith(mine, challenge, error));
      return accept(mine, result);
    },

    /** Cancels a pending sign-in. A session that already exists continues. */
    cancel(): void {
      abandon();
      if (state.get().step === 'needsCode') goBack('canceled');
    },

    /**
     * Signs in with a pair from elsewhere. Not needed for operations through `request`, `fetch` and Apollo Client's link
     * of a signed-in user: they keep a pair that replaces the session.
     */
    adopt,
  };
  return { steps, abandon };
}

/** After these a step-up has no session any more. */
const ENDED: ReadonlySet<string> = new Set<AuthErrorCode>([
  'UNAUTHENTICATED',
  'TOKEN_INVALID',
  'TOKEN_REUSED',
]);

/** @throws NOT_GRAPHQL if the field is neither a pair nor a challenge */
function stepIn(field: unknown): TokenPair | Challenge {
  const step = field as TokenPair | Challenge | null | undefined;
  if (step?.__typename === 'TwoFactorRequired' || (step?.__typename === 'TokenPair' && isPair(step)))
    return step;
  throw notGraphQL();
}
