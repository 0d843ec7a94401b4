import { resolveAddress } from './requests/address.js';
import { createAdoption } from './tokens/adoption.js';
import { createAuthorizedFetch } from './requests/authorized-fetch.js';
import { REVOKE_SESSION, REVOKE_TOKEN } from './requests/operations.js';
import { createTurns, defaultLocks, type LockManagerLike } from './tokens/lock.js';
import { orCookie, type Pair, selectsPair } from './tokens/pair.js';
import { createConfirming } from './tokens/confirming.js';
import { createRenewal } from './tokens/renewal.js';
import { noDevices } from './devices/no-devices.js';
import type { RememberedDevices } from './devices/remembered-devices.js';
import { createRestoring } from './restoring.js';
import { noPasskeys } from './passkeys/no-passkeys.js';
import type { Passkeys } from './passkeys/passkeys.js';
import { createCodeSteps } from './sign-in/code-steps.js';
import { createFlow } from './sign-in/flow.js';
import { holdState, isSame, isStepUp, type SignedIn, type SignInReason } from './state.js';
import { memoryStorage, tabsStorage, type TokenStorage } from './tokens/storage.js';
import { type KeptTokens, keepTokens } from './tokens/token-keeper.js';
import {
  createPost,
  dataOf,
  type Fetch,
  isUnauthenticated,
  type SendOperation,
} from './requests/transport.js';

export interface AuthClientOptions {
  /** The GraphQL endpoint: `https://auth.example.com/graphql`. */
  url: string;
  /**
   * `cookie`: the refresh token is in a cookie that no script can read, and the session survives a reload. For pages on
   * the same site as a server with `TOKEN_COOKIES`. The client then has no `storage`, and begins in the step `restoring`.
   */
  tokens?: 'cookie';
  /** Default: `memoryStorage()`. Tokens of another `url` in it are not used. */
  storage?: TokenStorage;
  /** `rememberedDevices()`, for a client that can remember its browser. */
  devices?: RememberedDevices;
  fetch?: Fetch;
  /** Default: `navigator.locks`, or locks within this page if the browser has none. */
  locks?: LockManagerLike;
  /** `passkeys()`, for a client that uses them. */
  passkeys?: Passkeys;
  /** How long before its expiry an access token is renewed. Default 30. */
  renewBeforeSeconds?: number;
  /**
   * How long a request waits for its whole response. Then it fails with NETWORK_ERROR. Default 30,000. A renewal has a
   * shorter limit. The caller sets the limit of requests through `fetch` and Apollo Client.
   */
  timeoutMs?: number;
  /** Unix time in milliseconds. Default `Date.now`. */
  now?: () => number;
}

export type AuthClient = ReturnType<typeof createAuthClient>;

/** Signs in, renews the tokens in time, and adds them to requests. Every failure is an `AuthError`. */
export function createAuthClient(options: AuthClientOptions) {
  const { renewBeforeSeconds = 30, timeoutMs = 30_000, now = Date.now, locks = defaultLocks() } = options;
  const fetch: Fetch = options.fetch ?? ((...args) => globalThis.fetch(...args));
  // Resolved once: navigation and <base href> change what a relative address means.
  const cookies = options.tokens === 'cookie';
  const server = { ...resolveAddress(options.url), cookies };
  const { href: address } = server;
  const name = `graphql-two-factor-auth:${address}`;
  const post = createPost(server, fetch, timeoutMs);
  const storage = cookies ? tabsStorage(name) : (options.storage ?? memoryStorage());
  const devices = (options.devices ?? noDevices)({
    url: address,
    request: (...operation) => request(...operation),
    userId: () => {
      const kept = tokens.read();
      return kept && tokens.userIdOf(kept);
    },
    onChanged: () => {
      follow();
      return state.get();
    },
  });
  const tokens = keepTokens(address, storage, now, renewBeforeSeconds);
  /** The recovery code that the user has not stored yet. */
  let unread: { userId: string | undefined; recoveryCode: string } | undefined;
  const signedIn = (kept: Pair): SignedIn => {
    const userId = tokens.userIdOf(kept);
    const deviceId = devices.kept.findByUser(userId)?.id;
    const recoveryCode = unread?.userId === userId ? unread?.recoveryCode : undefined;
    return {
      step: 'signedIn',
      persisted: tokens.persisted,
      userId,
      ...(tokens.mustEnroll(kept) && { mustEnroll: true }),
      ...(deviceId && { deviceId }),
      ...(recoveryCode && { recoveryCode }),
    };
  };
  const signInAgain = (reason: SignInReason) => state.set({ step: 'signIn', reason });
  const before = tokens.read();
  const state = holdState(before ? signedIn(before) : { step: cookies ? 'restoring' : 'signIn' });
  const inTurn = createTurns(locks, name);

  let ended: KeptTokens | undefined;
  const renew = createRenewal({
    tokens,
    post,
    inTurn,
    onEnd: (reason, tokensThen) => {
      ended = tokensThen;
      const current = state.get();
      // The pending code of a sign-in does not belong to the session that ended.
      if (current.step !== 'needsCode' || isStepUp(current.challenge)) signInAgain(reason);
    },
    onRenewed: () => void follow(),
  });

  const revoke = (refresh: string) =>
    post(REVOKE_TOKEN, { refresh: orCookie(refresh) }, { keepalive: true }).then(dataOf);
  /** In cookie mode by its own access token: the cookie may be of a later sign-in by now. */
  const end = async (pair: Pair) => {
    if (pair.refresh) return revoke(pair.refresh);
    const id = tokens.sessionIdOf(pair) ?? '';
    return post(REVOKE_SESSION, { id }, { access: pair.access }).then(dataOf);
  };
  const restore = createRestoring({ tokens, post, inTurn, state, signedIn });

  const flow = createFlow({
    tokens,
    // The cookie of a renewal, or the end of a canceled sign-in, must not come after the cookie of a later sign-in.
    inTurn: cookies ? inTurn : (step) => step(),
    state,
    signedIn,
    signInAgain,
    usable: (methods) => methods.filter(({ kind }) => kind !== 'PASSKEY' || passkeys.steps.canUsePasskeys),
    revoke,
    confirm: createConfirming({ tokens, inTurn, accessToken: () => accessToken(), renew }),
    noteRecoveryCode: (recoveryCode, owner) => {
      unread = { userId: tokens.userIdOf(owner), recoveryCode };
    },
    endCeremonies: () => passkeys.endCeremonies(),
  });

  /** Follows the storage: another tab may have signed in or out, or the storage may have failed. */
  const follow = () => {
    const kept = tokens.read();
    const current = state.get();
    // A pending code stays. The session behind it continues or ends independently, except that a step-up is of it.
    if (current.step === 'needsCode' && (kept !== undefined || !isStepUp(current.challenge))) return kept;
    if (kept && !isSame(current, signedIn(kept))) state.set(signedIn(kept));
    if (!kept && (current.step === 'signedIn' || current.step === 'needsCode')) signInAgain('signedOut');
    return kept;
  };
  tokens.watch(follow);
  if (state.get().step === 'restoring') void restore();

  const adoptResponse = createAdoption({
    tokens,
    getState: state.get,
    lastEnded: () => ended,
    onAdopted: () => void follow(),
    end,
  });

  const accessToken = async (): Promise<string | undefined> => {
    if (state.get().step === 'restoring') await restore();
    const kept = follow();
    if (!kept || !tokens.isDue(kept)) return kept?.access;
    return renew(kept.access).catch((error: unknown) => {
      // The renewal was early: the token is still valid, and a later renewal may succeed.
      if (tokens.isValid(kept) && tokens.read()?.access === kept.access) return kept.access;
      throw error;
    });
  };

  const request: SendOperation = async (document, variables) => {
    const sendNow = async (access: string | undefined) => {
      const reply = await post(document, variables, { access });
      if (access !== undefined) adoptResponse(reply.data, access);
      return reply;
    };
    const send = selectsPair(document)
      ? // Otherwise a tab that renews before the new pair is kept finds the session ended.
        (access: string | undefined) => inTurn(() => sendNow(access))
      : sendNow;
    const access = await accessToken();
    const reply = await send(access);
    if (access === undefined || !isUnauthenticated(reply)) return dataOf(reply);
    const renewed = await renew(access);
    return dataOf(renewed === undefined ? reply : await send(renewed));
  };

  const passkeys = (options.passkeys ?? noPasskeys)({ flow, post, request, getState: state.get });

  return {
    /** The GraphQL endpoint as an absolute address. */
    url: address,

    /** Whether the refresh token is in a cookie. */
    cookies,

    getState: state.get,
    subscribe: state.subscribe,

    ...createCodeSteps({ flow, post, request, devices: devices.kept }),

    ...passkeys.steps,

    ...devices.steps,

    /**
     * In cookie mode, asks the server once more whether somebody is signed in: after an `error` in the step `restoring`.
     * The client has asked by itself when it was made. Resolves to the state.
     */
    restore,

    /**
     * Deletes the tokens at once, then ends the session on the server.
     * @throws AuthError (NETWORK_ERROR and others) if the server could not end it. The reason in the state is then
     * `signedOutHere`.
     */
    async signOut(): Promise<void> {
      flow.abandon();
      unread = undefined;
      const kept = tokens.read();
      tokens.clear();
      signInAgain('signedOut');
      if (!kept && !cookies) return;
      const response = revoke(kept?.refresh ?? '');
      // Sent at once, since the page may be closed. A later sign-in waits, because the response clears the cookie.
      if (cookies) void inTurn(() => response).catch(() => undefined);
      await response.catch((error: unknown) => {
        // Unless there is a new sign-in by now.
        if (state.get().step === 'signIn') signInAgain('signedOutHere');
        throw error;
      });
    },

    /**
     * Returns a valid access token. Renews it if it is about to expire. Undefined if nobody is signed in.
     * @throws AuthError if the token or its session has ended and cannot be renewed
     */
    accessToken,

    /**
     * Renews an access token that the server refused, and returns the new one. Undefined if nobody is signed in any more,
     * or another user is. For links and clients of other libraries.
     * @throws AuthError if it cannot be renewed
     */
    renew,

    /**
     * Keeps the token pair in the `data` of a response, if it replaces the session of `access`, the token that was sent.
     * For links and clients of other libraries.
     */
    adoptResponse,

    /**
     * Sends an operation, with the access token if somebody is signed in. Keeps a pair that replaces the session.
     * @throws AuthError with the code of the first error
     */
    request,

    /** Removes the recovery code from the state, once the user has stored it. */
    forgetRecoveryCode(): void {
      unread = undefined;
      follow();
    },

    /** `fetch` with the access token on requests to `url`. */
    fetch: createAuthorizedFetch(server, fetch, { accessToken, renew, adoptResponse }),
  };
}
