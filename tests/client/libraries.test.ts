import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cacheExchange, createClient, fetchExchange } from '@urql/core';
import { GraphQLClient } from 'graphql-request';
import { authLink } from '../../client/apollo.js';
import { MeDocument } from '../../client/index.js';
import { startServer, type TestServer } from '../helpers/server.js';
import { createSignedIn } from './harness.js';

type Person = Awaited<ReturnType<typeof createSignedIn>>;

/** How each library asks who is signed in. */
const LIBRARIES: Record<string, (person: Person, url: string) => () => Promise<string | undefined>> = {
  'Apollo Client': ({ auth, wire }, uri) => {
    const link = authLink(auth).concat(new HttpLink({ uri, fetch: wire.fetch }));
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return async () =>
      (await client.query({ query: MeDocument, fetchPolicy: 'no-cache' })).data?.me?.username;
  },
  urql: ({ auth }, url) => {
    const client = createClient({
      url,
      fetch: auth.fetch,
      exchanges: [cacheExchange, fetchExchange],
      preferGetMethod: false,
    });
    return async () =>
      (await client.query(MeDocument, {}, { requestPolicy: 'network-only' })).data?.me?.username;
  },
  'graphql-request': ({ auth }, url) => {
    const client = new GraphQLClient(url, { fetch: auth.fetch });
    return async () => (await client.request(MeDocument)).me?.username;
  },
  fetch:
    ({ auth }, url) =>
    async () => {
      const body = JSON.stringify({ query: '{ me { username } }' });
      const headers = { 'content-type': 'application/json' };
      const response = await auth.fetch(url, { method: 'POST', headers, body });
      return ((await response.json()) as { data?: { me: { username: string } } }).data?.me.username;
    },
};

describe.each(Object.entries(LIBRARIES))('%s', (_name, connect) => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it('asks with the token, and once more with a new one after it has ended', async () => {
    const person = await createSignedIn(server);
    const ask = connect(person, `${server.url}/graphql`);
    await expect(ask()).resolves.toBe(person.user.username);
    expect(person.wire.sent('refreshToken')).toBe(0);
    server.passSeconds(360);
    await expect(Promise.all([ask(), ask(), ask()])).resolves.toEqual(Array(3).fill(person.user.username));
    expect(person.wire.sent('refreshToken')).toBe(1);
  });
});
