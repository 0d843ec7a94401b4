import { AuthError, type AuthErrorCode } from '../errors.js';
import {
  type AuthState,
  type Challenge,
  isStepUp,
  type SignInReason,
  type StateHolder,
  type TokenPair,
  type Waiting,
} from '../state.js';
import { notGraphQL } from '../requests/transport.js';
import type { ConfirmSession } from '../tokens/confirming.js';
import { isPair, type Pair } from '../tokens/pair.js';
import type { TokenKeeper } from '../tokens/token-keeper.js';

export interface FlowOptions {
  tokens: TokenKeeper;
  /** Sends a step of the session, and keeps the session's new pair. */
  confirm: ConfirmSession;
  /** Does a step after the one before it, until its session is kept or ended. */
  inTurn: <T>(step: () => Promise<T>) => Promise<T>;
  state: StateHolder;
  /** The state for the owner of these tokens. */
  signedIn(pair: Pair): AuthState;
  signInAgain(reason: SignInReason): void;
  /** The ways on that this browser can take. */
  usable(methods: Challenge['methods']): Challenge['methods'];
  revoke(refresh: string): Promise<unknown>;
  /** A recovery code that the user has not stored yet. */
  noteRecoveryCode(code: string, owner: Pair): void;
  /** Ends what the browser still waits for: a passkey in a dialog, or in autofill. */
  endCeremonies(): void;
}

/** What a step of a sign-in returns. */
export type Step = TokenPair | Challenge;

/** A challenge, and the sign-in that it is of. */
export interface Pending {
  readonly challenge: Challenge;
  readonly attempt: number;
}

export type SignInFlow = ReturnType<typeof createFlow>;

/** What all steps of a sign-in share: one sign-in at a time, its challenge, and what comes of its responses. */
export function createFlow(options: FlowOptions) {
  const {
    tokens,
    confirm,
    inTurn,
    state,
    signedIn,
    signInAgain,
    usable,
    revoke,
    noteRecoveryCode,
    endCeremonies,
  } = options;
  /** Counts started and canceled sign-ins, so that a late response of an earlier one is recognized. */
  let latestAttempt = 0;

  /** The sign-in that is under way is no longer wanted. */
  const abandon = () => {
    latestAttempt += 1;
    endCeremonies();
  };

  /** A sign-in may be canceled while it waits. Then it is not sent. */
  const inTurnUnlessCanceled = <T>(attempt: number, step: () => Promise<T>) =>
    inTurn(() => (attempt === latestAttempt ? step() : Promise.reject(canceled())));

  const adopt = ({ access, refresh }: Pair): AuthState => {
    abandon();
    tokens.keep({ access, refresh });
    state.set(signedIn({ access, refresh }));
    return state.get();
  };

  const wait = (challenge: Challenge, more: Pick<Waiting, 'error'> = {}) =>
    state.set({ step: 'needsCode', challenge, methods: usable(challenge.methods), ...more });

  const accept = async (attempt: number, result: Step): Promise<AuthState> => {
    if (attempt !== latestAttempt) {
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
    wait({ ...result, attemptsLeft });
    return state.get();
  };

  /** The same challenge as it is in the state now. Undefined if the state no longer has it. */
  const latest = ({ challenge }: Challenge): Challenge | undefined => {
    const current = state.get();
    return current.step === 'needsCode' && current.challenge.challenge === challenge
      ? current.challenge
      : undefined;
  };

  /** @throws CHALLENGE_EXPIRED if no sign-in waits for a second factor */
  const pending = (): Pending => {
    const current = state.get();
    if (current.step === 'needsCode') return { challenge: current.challenge, attempt: latestAttempt };
    throw new AuthError('CHALLENGE_EXPIRED', 'No sign-in is waiting for a code.');
  };

  /** Back to the password, or to the session that existed before the new sign-in. */
  const goBack = (reason: SignInReason) => {
    const kept = tokens.read();
    if (kept) state.set(signedIn(kept));
    else signInAgain(reason);
  };

  /** Puts the failure into the state, beside its challenge or in place of it, and throws it. */
  const failWith = ({ attempt, challenge: sent }: Pending, error: unknown): never => {
    const challenge = latest(sent);
    if (attempt === latestAttempt && challenge && error instanceof AuthError) {
      if (error.code === 'CHALLENGE_EXPIRED') {
        goBack('challengeExpired');
        throw error;
      }
      if (isStepUp(challenge) && ENDED.has(error.code)) {
        goBack('expired');
        throw error;
      }
      const attemptsLeft = Math.min(challenge.attemptsLeft, error.attemptsLeft ?? Infinity);
      wait({ ...challenge, attemptsLeft }, { error });
    }
    throw error;
  };

  return {
    abandon,
    adopt,
    accept,
    pending,
    failWith,

    /** Starts a sign-in. An earlier one is no longer wanted. @returns its number */
    start: () => (latestAttempt += 1),

    /** Sends the first step of a sign-in, unless it is canceled before its turn. */
    begin: (attempt: number, send: () => Promise<Step>): Promise<AuthState> =>
      inTurnUnlessCanceled(attempt, async () => {
        const next = await accept(attempt, await send());
        endCeremonies();
        return next;
      }),

    /** Sends what completes the pending sign-in, or the pending step-up of the session. */
    async complete(
      of: Pending,
      send: (challenge: string, access?: string) => Promise<Step>,
    ): Promise<AuthState> {
      const { challenge, attempt } = of;
      const fail = (error: unknown) => failWith(of, error);
      const sent = (access?: string) => send(challenge.challenge, access);
      if (!isStepUp(challenge))
        return inTurnUnlessCanceled(attempt, async () => accept(attempt, await sent().catch(fail)));
      const pair = await confirm(sent).catch(fail);
      if (pair.recoveryCode) noteRecoveryCode(pair.recoveryCode, pair);
      // The session has its new tokens, even if the user has canceled.
      if (attempt === latestAttempt || state.get().step === 'signedIn') state.set(signedIn(pair));
      return state.get();
    },

    /** Cancels a pending sign-in. A session that already exists continues. */
    cancel(): void {
      abandon();
      if (state.get().step === 'needsCode') goBack('canceled');
    },
  };
}

export function canceled(): AuthError {
  return new AuthError('CANCELED', 'The sign-in was canceled.');
}

/** After these a step-up has no session any more. */
const ENDED: ReadonlySet<string> = new Set<AuthErrorCode>([
  'UNAUTHENTICATED',
  'TOKEN_INVALID',
  'TOKEN_REUSED',
]);

/** @throws NOT_GRAPHQL if the field is neither a pair nor a challenge */
export function stepIn(field: unknown): Step {
  const step = field as Step | null | undefined;
  if (step?.__typename === 'TwoFactorRequired' || (step?.__typename === 'TokenPair' && isPair(step)))
    return step;
  throw notGraphQL();
}
