import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { createAdoption } from './adoption.js';
import { createAuthorizedFetch } from './authorized-fetch.js';
import { RevokeTokenDocument } from './generated/graphql.js';
import { defaultLocks, type LockManagerLike } from './lock.js';
import type { Pair } from './pair.js';
import { createRenewal } from './renewal.js';
import { createSigningIn } from './signing-in.js';
import { type AuthState, holdState, type SignInReason } from './state.js';
import { memoryStorage, type TokenStorage } from './storage.js';
import { type KeptTokens, keepTokens } from './tokens.js';
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

/** Signs in, keeps the tokens fresh, and puts them on requests. Every failure is an `AuthError`. */
export function createAuthClient(options: AuthClientOptions) {
  const { renewBeforeSeconds = 30, timeoutMs = 30_000, now = Date.now, locks = defaultLocks() } = options;
  const fetch: Fetch = options.fetch ?? ((...args) => globalThis.fetch(...args));
  // Once: where a page is, and its <base href>, change where an address without an origin leads.
  const address = absolute(options.url).href;
  const post = createPost(address, fetch, timeoutMs);
  const tokens = keepTokens(address, options.storage ?? memoryStorage(), now, renewBeforeSeconds);
  const signedIn = (kept: Pair): AuthState => ({
    step: 'signedIn',
    persisted: tokens.persisted,
    userId: tokens.userIdOf(kept),
  });
  const signInAgain = (reason: SignInReason) => state.set({ step: 'signIn', reason });
  const before = tokens.read();
  const state = holdState(before ? signedIn(before) : { step: 'signIn' });

  let ended: KeptTokens | undefined;
  const renew = createRenewal({
    tokens,
    post,
    locks,
    lockName: `graphql-two-factor-auth:${address}`,
    onEnd: (reason, tokensThen) => {
      ended = tokensThen;
      // A code that is waited for is not of the session that ended.
      if (state.get().step !== 'needsCode') signInAgain(reason);
    },
    onRenewed: () => void follow(),
  });

  const revoke = (refresh: string) => post(RevokeTokenDocument, { refresh }).then(dataOf);

  const signingIn = createSigningIn({ tokens, post, state, signedIn, signInAgain, revoke });

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

  const adoptAnswer = createAdoption({
    tokens,
    getState: state.get,
    lastEnded: () => ended,
    onAdopted: () => void follow(),
    revoke,
  });

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

    ...signingIn.steps,

    /**
     * Forgets the tokens at once, then ends the session.
     * @throws NETWORK_ERROR and others when the server was not told, which the state says as well: `signedOutHere`
     */
    async signOut(): Promise<void> {
      signingIn.giveUp();
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

    /**
     * Takes over the pair that the `data` of an answer brings in place of the session of `access`, the token that was
     * sent. For links and clients of other libraries.
     */
    adoptAnswer,

    /**
     * Sends an operation, signed in if somebody is. A pair that it answers in place of the session is taken over.
     * @throws AuthError with the code of the first error
     */
    async request<TData, TVariables>(
      document: TypedDocumentNode<TData, TVariables>,
      variables: TVariables,
    ): Promise<TData> {
      const send = async (access: string | undefined) => {
        const reply = await post(document, variables, { access });
        if (access !== undefined) adoptAnswer(reply.data, access);
        return reply;
      };
      const access = await accessToken();
      const reply = await send(access);
      if (access === undefined || !isUnauthenticated(reply)) return dataOf(reply);
      const renewed = await renew(access);
      return dataOf(renewed === undefined ? reply : await send(renewed));
    },

    fetch: createAuthorizedFetch(address, fetch, { accessToken, renew, adoptAnswer }),
  };
}
