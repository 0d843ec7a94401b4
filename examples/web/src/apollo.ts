import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { createAuthClient, webStorage } from 'graphql-two-factor-auth/client';
import { authLink } from 'graphql-two-factor-auth/client/apollo';
import { relayStylePagination } from '@apollo/client/utilities';
import { noteServerTime } from './server-clock.js';

const url = new URL('/graphql', location.origin).href;

/** Has the server speak the language of the page, which need not be the browser's, and notes its clock. */
const fetchInPageLanguage: typeof fetch = async (input, init) => {
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  headers.set('accept-language', document.documentElement.lang);
  const response = await fetch(input, { ...init, headers });
  noteServerTime(response);
  return response;
};

/** Kept in this browser, so that a reload and other tabs stay signed in. */
export const auth = createAuthClient({
  url,
  storage: webStorage(() => localStorage),
  fetch: fetchInPageLanguage,
});

export const apollo = new ApolloClient({
  link: authLink(auth).concat(new HttpLink({ uri: url, fetch: fetchInPageLanguage })),
  cache: new InMemoryCache({
    typePolicies: {
      Query: { fields: { users: relayStylePagination(['search']) } },
      User: { fields: { securityEvents: relayStylePagination() } },
    },
  }),
});

/** What one user saw is not for the next. */
let userId = signedInUser();
auth.subscribe(() => {
  // A session may wait behind a new sign-in; whose that is shows when it is done.
  if (auth.getState().step === 'needsCode') return;
  const next = signedInUser();
  if (userId !== undefined && next !== userId) void apollo.clearStore();
  userId = next;
});

function signedInUser(): string | undefined {
  const state = auth.getState();
  return state.step === 'signedIn' ? state.userId : undefined;
}
