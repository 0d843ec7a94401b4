import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { createAuthorizedFetch } from './authorized-fetch.js';
import { AuthError } from './errors.js';
import {
  ObtainTokenDocument,
  ResendTwoFactorTokenDocument,
  RevokeTokenDocument,
  type TwoFactorChannel,
  VerifyTwoFactorTokenDocument,
} from './generated/graphql.js';
import { defaultLocks, type LockManagerLike } from './lock.js';
import { createRenewal } from './renewal.js';
import { type AuthState, type Challenge, holdState, type SignInReason, type TokenPair } from './state.js';
import { memoryStorage, type TokenStorage, withFallback } from './storage.js';
import { keepTokens } from './tokens.js';
import { absolute, createPost, dataOf, type Fetch, isUnauthenticated } from './transport.js';

export interface AuthClientOptions {
  /** Of the GraphQL endpoint: `https://auth.example.com/graphql`. */
  url: string;
  /** Default: `memoryStorage()`. The tokens that another `url` has left in it are not used. */
  storage?: TokenStorage;
  fetch?: Fetch;
  /** Default: `navigator.locks`, or locks within this page where there are none. */
  locks?: LockManagerLike;
  /** How long before its end an access token is renewed. Default 30. */
  renewBeforeSeconds?: number;
  /**
   * How long a request waits for its whole answer; then it fails with NETWORK_ERROR. Default 30,000. Renewals have
   * a shorter time of their own, and requests through `fetch` and Apollo Client that of their caller.
   */
  timeoutMs?: number;
  /** Milliseconds. Default `Date.now`. */
  now?: () => number;
}

export type AuthClient = ReturnType<typeof createAuthClient>;

type Pair = Pick<TokenPair, 'access' | 'refresh'>;

/** Signs in, keeps the tokens fresh, and puts them on requests. Every failure is an `AuthError`. */
export function createAuthClient(options: AuthClientOptions) {
  const { renewBeforeSeconds = 30, timeoutMs = 30_000, now = Date.now, locks = defaultLocks() } = options;
  const fetch: Fetch = options.fetch ?? ((...args) => globalThis.fetch(...args));
  // Once: where a page is, and its <base href>, change where an address without an origin leads.
  const address = absolute(options.url).href;
  const post = createPost(address, fetch, timeoutMs);
  const storage = withFallback(options.storage ?? memoryStorage());
  const tokens = keepTokens(address, storage, now, renewBeforeSeconds);
  const signedIn = (kept: Pair): AuthState => ({
    step: 'signedIn',
    persisted: tokens.persisted,
    userId: tokens.userIdOf(kept),
  });
  const signInAgain = (reason: SignInReason) => state.set({ step: 'signIn', reason });
  const before = tokens.read();
  const state = holdState(before ? signedIn(before) : { step: 'signIn' });
  /** Grows with each sign-in begun or given up, so that a late answer of an earlier one is known. */
  let attempt = 0;

  const renew = createRenewal({
    tokens,
    post,
    locks,
    lockName: `graphql-two-factor-auth:${address}`,
    onEnd: (reason) => {
      // A code that is waited for is not of the session that ended.
      if (state.get().step !== 'needsCode') signInAgain(reason);
    },
    onRenewed: () => void follow(),
  });

  const revoke = (refresh: string) => post(RevokeTokenDocument, { refresh }).then(dataOf);

  const adopt = ({ access, refresh }: Pair): AuthState => {
    attempt += 1;
    tokens.keep({ access, refresh });
    state.set(signedIn({ access, refresh }));
    return state.get();
  };

  const accept = async (mine: number, result: TokenPair | Challenge): Promise<AuthState> => {
    if (mine !== attempt) {
      // Nobody waits for these any more: they must not stay good without an owner.
      if (result.__typename === 'TokenPair') await revoke(result.refresh).catch(() => undefined);
      throw new AuthError('CANCELLED', 'The sign-in was given up.');
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

  /** The storage is the truth: another tab may have signed in or out, or it may have begun to refuse. */
  const follow = () => {
    const kept = tokens.read();
    const current = state.get();
    const isKnown =
      current.step === 'signedIn' &&
      current.persisted === tokens.persisted &&
      current.userId === (kept && tokens.userIdOf(kept));
    // A code that is waited for is not dropped: the session behind it goes on, or ends, by itself.
    if (current.step === 'needsCode') return kept;
    if (kept && !isKnown) state.set(signedIn(kept));
    if (!kept && current.step === 'signedIn') signInAgain('signedOut');
    return kept;
  };
  tokens.watch(follow);

  const accessToken = async (): Promise<string | undefined> => {
    const kept = follow();
    if (!kept || !tokens.isDue(kept)) return kept?.access;
    return renew(kept.access).catch((error: unknown) => {
      // It was early: until the token or its session ends, a later renewal may do.
      if (tokens.isGood(kept) && tokens.read()?.access === kept.access) return kept.access;
      throw error;
    });
  };

  return {
    /** Of the GraphQL endpoint, in full. */
    url: address,

    getState: state.get,
    subscribe: state.subscribe,

    /**
     * After NETWORK_ERROR the server may have signed somebody in, or sent a code, all the same: an answer that is
     * late or lost is not seen, and a session that it opened stays open, unused, until it ends by itself.
     * @throws INVALID_CREDENTIALS, RATE_LIMITED, and what else `obtainToken` may answer
     */
    async signIn(credentials: { username: string; password: string }): Promise<AuthState> {
      const mine = (attempt += 1);
      return accept(mine, dataOf(await post(ObtainTokenDocument, credentials)).obtainToken);
    },

    /**
     * @throws INVALID_TWO_FACTOR_TOKEN with `attemptsLeft`, which the state keeps as `error`; after
     * CHALLENGE_EXPIRED the state asks for the password again
     */
    async submitCode(token: string): Promise<AuthState> {
      const challenge = currentChallenge();
      const mine = attempt;
      const result = await post(VerifyTwoFactorTokenDocument, { token, challenge: challenge.challenge })
        .then(dataOf)
        .catch((error: unknown) => failWith(mine, challenge, error));
      return accept(mine, result.verifyTwoFactorToken);
    },

    /** @throws RATE_LIMITED with `retryAfter`; after CHALLENGE_EXPIRED the state asks for the password again */
    async resendCode(channel?: TwoFactorChannel): Promise<AuthState> {
      const challenge = currentChallenge();
      const mine = attempt;
      const variables = { challenge: challenge.challenge, ...(channel && { channel }) };
      const result = await post(ResendTwoFactorTokenDocument, variables)
        .then(dataOf)
        .catch((error: unknown) => failWith(mine, challenge, error));
      return accept(mine, result.resendTwoFactorToken);
    },

    /** Gives up a sign-in that waits. Does nothing to a session. */
    cancel(): void {
      attempt += 1;
      if (state.get().step === 'needsCode') goBack('cancelled');
    },

    /**
     * Forgets the tokens at once, then ends the session.
     * @throws NETWORK_ERROR and others when the server was not told, which the state says as well: `signedOutHere`
     */
    async signOut(): Promise<void> {
      attempt += 1;
      const kept = tokens.read();
      tokens.clear();
      signInAgain('signedOut');
      if (!kept) return;
      await revoke(kept.refresh).catch((error: unknown) => {
        // Not when somebody is signed in again by now.
        if (state.get().step === 'signIn') signInAgain('signedOutHere');
        throw error;
      });
    },

    /**
     * A good access token, renewed if it is about to end; undefined when nobody is signed in.
     * @throws why it could not be renewed, once it has ended or its session has
     */
    accessToken,

    /** Renews a token that the server refused. For links and clients of other libraries. */
    renew,

    /** Takes over the pair that `registerPhone`, `disableTwoFactor` or `changePassword` answered. */
    adopt,

    /** Sends an operation, signed in if somebody is. @throws AuthError with the code of the first error */
    async request<TData, TVariables>(
      document: TypedDocumentNode<TData, TVariables>,
      variables: TVariables,
    ): Promise<TData> {
      const access = await accessToken();
      const reply = await post(document, variables, { access });
      if (access === undefined || !isUnauthenticated(reply)) return dataOf(reply);
      const renewed = await renew(access);
      return dataOf(renewed === undefined ? reply : await post(document, variables, { access: renewed }));
    },

    fetch: createAuthorizedFetch(address, fetch, { accessToken, renew }),
  };
}
