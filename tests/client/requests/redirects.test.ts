import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { authLink } from '../../../client/apollo.js';
import { type AuthClient, MeDocument } from '../../../client/index.js';
import { signIn } from '../../setup/flows.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createPerson, createSignedIn } from '../harness.js';

const BODY = JSON.stringify({ query: '{ me { username } }' });
const POST = { method: 'POST', headers: { 'content-type': 'application/json' }, body: BODY };

/** The ways to send a token or a password. */
const WAYS: Record<string, (auth: AuthClient, url: string) => Promise<unknown>> = {
  request: (auth) => auth.request(MeDocument, {}),
  'auth.fetch': (auth, url) => auth.fetch(url, POST),
  'Apollo Client': (auth, uri) =>
    new ApolloClient({
      link: authLink(auth).concat(new HttpLink({ uri })),
      cache: new InMemoryCache(),
    }).query({ query: MeDocument }),
  'signing in': (auth) => auth.signIn({ username: 'somebody', password: 'a password' }),
  'signing out': (auth) => auth.signOut(),
};

describe('the client package at a server that redirects', () => {
  let server: TestServer;
  const opened: Server[] = [];
  /** The requests that reached the other origin. */
  const seen: { authorization: string | undefined; body: string }[] = [];
  let elsewhere = '';

  beforeAll(async () => {
    server = await startServer();
    const other = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ authorization: request.headers.authorization, body });
        response.setHeader('content-type', 'application/json').end('{"data":{"me":null}}');
      });
    });
    elsewhere = await listen(other);
  });
  afterEach(() => void seen.splice(0));
  afterAll(async () => {
    for (const one of opened) {
      one.closeAllConnections();
      one.close();
    }
    await server.close();
  });

  async function listen(one: Server): Promise<string> {
    opened.push(one);
    await new Promise<void>((done) => one.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(one.address() as AddressInfo).port}/graphql`;
  }

  const pairOf = async () => (await signIn(server, await server.createUser())).pair;

  const redirecting = (status: number) =>
    listen(createServer((_request, response) => response.writeHead(status, { location: elsewhere }).end()));

  describe.each([302, 307])('with a %d', (status) => {
    it.each(Object.keys(WAYS))('sends nothing to the new address and throws REDIRECTED: %s', async (way) => {
      const url = await redirecting(status);
      const { auth } = createPerson(server, { url });
      auth.adopt(await pairOf());
      await expect(WAYS[way]?.(auth, url)).rejects.toMatchObject({ code: 'REDIRECTED' });
      expect(seen).toEqual([]);
    });

    it('sends no password to the new address through auth.fetch', async () => {
      const url = await redirecting(status);
      const { auth } = createPerson(server, { url });
      await expect(auth.fetch(url, POST)).rejects.toMatchObject({ code: 'REDIRECTED' });
      expect(seen).toEqual([]);
    });

    it('keeps the tokens when the refresh is redirected', async () => {
      const now = () => server.now().getTime();
      const { auth } = createPerson(server, { url: await redirecting(status), now });
      const pair = await pairOf();
      auth.adopt(pair);
      server.passSeconds(360);
      await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'REDIRECTED' });
      expect(auth.getState().step).toBe('signedIn');
      expect(seen).toEqual([]);
      const back = createPerson(server).auth;
      back.adopt(pair);
      await expect(back.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    });
  });

  it.each([
    ['none to another origin', () => `${server.url}/graphql`, () => elsewhere, undefined],
    ['none to another path', () => elsewhere, () => elsewhere.replace('graphql', 'other'), undefined],
    ['one to its address with a query', () => elsewhere, () => `${elsewhere}?name=Me`, expect.any(String)],
  ])('adds a token to an operation of Apollo Client with a uri: %s', async (_what, url, uri, token) => {
    const { auth } = createPerson(server, { url: url() });
    auth.adopt(await pairOf());
    const link = authLink(auth).concat(new HttpLink({ uri: url() }));
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    await client.query({ query: MeDocument, context: { uri: uri() } });
    expect(seen).toMatchObject([{ authorization: token }]);
  });

  it.each<[string, () => HttpLink]>([
    ['an address', () => new HttpLink({ uri: elsewhere })],
    ['a function', () => new HttpLink({ uri: () => elsewhere })],
    ['none, for that of the page', () => new HttpLink()],
  ])('sends operations of Apollo Client to the server with an HttpLink of uri %s', async (_what, http) => {
    const { auth, user } = await createSignedIn(server);
    const client = new ApolloClient({ link: authLink(auth).concat(http()), cache: new InMemoryCache() });
    const me = async () => (await client.query({ query: MeDocument, fetchPolicy: 'no-cache' })).data?.me;
    await expect(me()).resolves.toMatchObject({ username: user.username });
    await auth.signOut();
    await expect(me()).resolves.toBeNull();
    expect(seen).toEqual([]);
  });

  it('sends no token to another origin through an HttpLink with auth.fetch', async () => {
    const { auth } = await createSignedIn(server);
    const link = new HttpLink({ uri: elsewhere, fetch: auth.fetch });
    await new ApolloClient({ link, cache: new InMemoryCache() }).query({ query: MeDocument });
    expect(seen).toMatchObject([{ authorization: undefined }]);
  });

  it('sends no token to another origin through auth.fetch', async () => {
    const { auth } = await createSignedIn(server);
    await auth.fetch(elsewhere, POST);
    expect(seen).toEqual([{ authorization: undefined, body: BODY }]);
  });
});
