import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLClient } from 'graphql-request';
import { createElement, Suspense } from 'react';
import { renderToReadableStream } from 'react-dom/server';
import { type Client, Provider, useQuery } from 'urql';
import { authLink } from '../../client/apollo.js';
import { type AuthClient, MeDocument } from '../../client/index.js';
import { startServer, type TestServer } from '../setup/server.js';
import { moduleOf } from '../integrate/page.js';
import { createSignedIn } from './harness.js';

type Person = Awaited<ReturnType<typeof createSignedIn>>;

interface UrqlBlock {
  createUrqlClient(auth: AuthClient): Client;
}

function Me() {
  const [{ data, error }] = useQuery({ query: MeDocument });
  return createElement('p', null, error?.message ?? data?.me?.username);
}

/** How each library queries `me`. */
const LIBRARIES: Record<string, (person: Person, url: string) => () => Promise<string | undefined>> = {
  'Apollo Client': ({ auth, wire }, uri) => {
    const link = authLink(auth).concat(new HttpLink({ uri, fetch: wire.fetch }));
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return async () =>
      (await client.query({ query: MeDocument, fetchPolicy: 'no-cache' })).data?.me?.username;
  },
  'Apollo Client by its fetch': ({ auth }, uri) => {
    const link = new HttpLink({ uri, fetch: auth.fetch });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return async () =>
      (await client.query({ query: MeDocument, fetchPolicy: 'no-cache' })).data?.me?.username;
  },
  'urql in React': ({ auth }, url) => {
    return async () => {
      const { createUrqlClient } = (await import(moduleOf('urql.ts', new URL(url).origin))) as UrqlBlock;
      const client = createUrqlClient(auth);
      // The renderer waits for the data instead of rendering a fallback.
      client.suspense = true;
      const page = createElement(
        Provider,
        { value: client },
        createElement(Suspense, null, createElement(Me)),
      );
      const stream = await renderToReadableStream(page);
      await stream.allReady;
      return /<p>(.*)<\/p>/.exec(await new Response(stream).text())?.[1];
    };
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

  it('sends the token and repeats with a new one after it has expired', async () => {
    const person = await createSignedIn(server);
    const ask = connect(person, `${server.url}/graphql`);
    await expect(ask()).resolves.toBe(person.user.username);
    expect(person.wire.sent('refreshToken')).toBe(0);
    server.passSeconds(360);
    await expect(Promise.all([ask(), ask(), ask()])).resolves.toEqual(Array(3).fill(person.user.username));
    expect(person.wire.sent('refreshToken')).toBe(1);
  });
});
