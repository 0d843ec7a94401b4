import { AuthError } from './errors.js';
import {
  ObtainTokenDocument,
  ResendTwoFactorTokenDocument,
  type TwoFactorChannel,
  VerifyTwoFactorTokenDocument,
} from './generated/graphql.js';
import { isPair, type Pair } from './pair.js';
import type { AuthState, Challenge, SignInReason, StateHolder, TokenPair } from './state.js';
import type { TokenKeeper } from './tokens.js';
import { dataOf, notGraphQL, type Post } from './transport.js';

export interface SigningInOptions {
  tokens: TokenKeeper;
  post: Post;
  state: StateHolder;
  /** The state of whoever has these tokens. */
  signedIn(pair: Pair): AuthState;
  signInAgain(reason: SignInReason): void;
  revoke(refresh: string): Promise<unknown>;
}

/** The steps from a password, by way of a code, to a session. */
export function createSigningIn({ tokens, post, state, signedIn, signInAgain, revoke }: SigningInOptions) {
  /** Grows with each sign-in begun or given up, so that a late answer of an earlier one is known. */
  let attempt = 0;
  const giveUp = () => void (attempt += 1);

  const adopt = ({ access, refresh }: Pair): AuthState => {
    giveUp();
    tokens.keep({ access, refresh });
    state.set(signedIn({ access, refresh }));
    return state.get();
  };

  const accept = async (mine: number, result: TokenPair | Challenge): Promise<AuthState> => {
    if (mine !== attempt) {
      // Nobody waits for these any more: they must not stay good without an owner.
      if (result.__typename === 'TokenPair') await revoke(result.refresh).catch(() => undefined);
      throw new AuthError('CANCELED', 'The sign-in was given up.');
    }
    if (result.__typename === 'TokenPair') {
      const replaced = tokens.read();
      const next = adopt(result);
      // The session before it would stay alive without an owner. Nobody waits for its end.
      if (replaced) void revoke(replaced.refresh).catch(() => undefined);
      return next;
    }
    // What was asked before a wrong code, and is answered after it, knows of more tries.
    const attemptsLeft = Math.min(result.attemptsLeft, asOfNow(result)?.attemptsLeft ?? Infinity);
    state.set({ step: 'needsCode', challenge: { ...result, attemptsLeft } });
    return state.get();
  };

  /** The challenge as the state has it, which other answers may have changed; undefined when it is over. */
  const asOfNow = ({ challenge }: Challenge): Challenge | undefined => {
    const current = state.get();
    return current.step === 'needsCode' && current.challenge.challenge === challenge
      ? current.challenge
      : undefined;
  };

  const currentChallenge = (): Challenge => {
    const current = state.get();
    if (current.step === 'needsCode') return current.challenge;
    throw new AuthError('CHALLENGE_EXPIRED', 'No code is waited for.');
  };

  /** Back to the password, or to the session that waits behind a new sign-in. */
  const goBack = (reason: SignInReason) => {
    const kept = tokens.read();
    if (kept) state.set(signedIn(kept));
    else signInAgain(reason);
  };

  /** Shows a failure beside the challenge that it belongs to, or that the challenge is over; hands it on. */
  const failWith = (mine: number, asked: Challenge, error: unknown): never => {
    const challenge = asOfNow(asked);
    if (mine === attempt && challenge && error instanceof AuthError) {
      if (error.code === 'CHALLENGE_EXPIRED') {
        goBack('challengeExpired');
        throw error;
      }
      const attemptsLeft = Math.min(challenge.attemptsLeft, error.attemptsLeft ?? Infinity);
      state.set({ step: 'needsCode', challenge: { ...challenge, attemptsLeft }, error });
    }
    throw error;
  };

  const steps = {
    /**
     * After NETWORK_ERROR the server may have signed somebody in, or sent a code, all the same: an answer that is
     * late or lost is not seen, and a session that it opened stays open, unused, until it ends by itself.
     * @throws INVALID_CREDENTIALS, RATE_LIMITED, and what else `obtainToken` may answer
     */
    async signIn(credentials: { username: string; password: string }): Promise<AuthState> {
      const mine = (attempt += 1);
      return accept(mine, stepIn(dataOf(await post(ObtainTokenDocument, credentials)).obtainToken));
    },

    /**
     * @throws INVALID_TWO_FACTOR_TOKEN with `attemptsLeft`, which the state keeps as `error`; after
     * CHALLENGE_EXPIRED the state asks for the password again
     */
    async submitCode(token: string): Promise<AuthState> {
      const challenge = currentChallenge();
      const mine = attempt;
      const result = await post(VerifyTwoFactorTokenDocument, { token, challenge: challenge.challenge })
        .then((reply) => stepIn(dataOf(reply).verifyTwoFactorToken))
        .catch((error: unknown) => failWith(mine, challenge, error));
      return accept(mine, result);
    },

    /** @throws RATE_LIMITED with `retryAfter`; after CHALLENGE_EXPIRED the state asks for the password again */
    async resendCode(channel?: TwoFactorChannel): Promise<AuthState> {
      const challenge = currentChallenge();
      const mine = attempt;
      const variables = { challenge: challenge.challenge, ...(channel && { channel }) };
      const result = await post(ResendTwoFactorTokenDocument, variables)
        .then((reply) => stepIn(dataOf(reply).resendTwoFactorToken))
        .catch((error: unknown) => failWith(mine, challenge, error));
      return accept(mine, result);
    },

    /** Gives up a sign-in that waits. Does nothing to a session. */
    cancel(): void {
      giveUp();
      if (state.get().step === 'needsCode') goBack('canceled');
    },

    /**
     * Signs in with a pair that was got in another way. What `request`, `fetch` and Apollo Client's link send while
     * somebody is signed in needs it not: they take over the pair that stands in for the session.
     */
    adopt,
  };
  return { steps, giveUp };
}

/** @throws NOT_GRAPHQL for what is no next step */
function stepIn(answer: unknown): TokenPair | Challenge {
  const step = answer as TokenPair | Challenge | null | undefined;
  if (step?.__typename === 'TwoFactorRequired' || (step?.__typename === 'TokenPair' && isPair(step)))
    return step;
  throw notGraphQL();
}
