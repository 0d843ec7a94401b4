import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import {
  type Challenge,
  createAuthClient,
  passkeys,
  rememberedDevices,
  webStorage,
} from 'graphql-two-factor-auth/client';
import { authLink } from 'graphql-two-factor-auth/client/apollo';
import { relayStylePagination } from '@apollo/client/utilities';
import { options, url } from './options.js';
import { language } from './texts/texts.js';
import { noteServerTime } from './ui/time/server-clock.js';
import { forgetKept, keep, readKept } from './ui/use-kept.js';

/** Requests messages in the language of the page, which may differ from the browser's, and notes the server's clock. */
const fetchInPageLanguage: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  request.headers.set('accept-language', language);
  const response = await fetch(request);
  noteServerTime(response);
  return response;
};

/** A reload and other tabs stay signed in. No script can read the refresh token if it is in a cookie. */
export const auth = createAuthClient({
  url,
  fetch: fetchInPageLanguage,
  passkeys: passkeys(),
  devices: rememberedDevices(),
  ...(options.tokenCookies ? { tokens: 'cookie' } : { storage: webStorage(() => localStorage) }),
});

export const apollo = new ApolloClient({
  link: authLink(auth).concat(new HttpLink({ uri: url, fetch: fetchInPageLanguage })),
  cache: new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          users: relayStylePagination(['search', 'filter']),
          securityEvents: relayStylePagination(['userId', 'type']),
        },
      },
      User: { fields: { securityEvents: relayStylePagination() } },
    },
  }),
});

/** A sign-in that waits for its second factor goes on after a reload. A step-up does not: its dialog is gone. */
const PENDING = 'pending-sign-in';
let before = readKept(PENDING) as Challenge | undefined;
const keepPending = () => {
  const state = auth.getState();
  if (state.step === 'restoring') return;
  const resumed = state.step === 'signIn' ? before : undefined;
  before = undefined;
  if (resumed) {
    void auth.resume(resumed);
    return;
  }
  if (state.step === 'signedIn') {
    forgetKept();
    return;
  }
  const isSignIn = state.step === 'needsCode' && state.challenge.purpose !== 'STEP_UP';
  keep(PENDING, isSignIn ? { value: state.challenge, expiresAt: state.challenge.expiresAt } : undefined);
};
auth.subscribe(keepPending);
keepPending();

// The next user must not see what the cache holds of the last one.
let userId = signedInUser();
auth.subscribe(() => {
  // During a step-up the session continues. The user of the new session is known at its end.
  if (auth.getState().step === 'needsCode') return;
  const next = signedInUser();
  if (userId !== undefined && next !== userId) void apollo.clearStore();
  userId = next;
});

function signedInUser(): string | undefined {
  const state = auth.getState();
  return state.step === 'signedIn' ? state.userId : undefined;
}
