import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authLink } from '../../client/apollo.js';
import { type AuthClient, ChangePasswordDocument, createAuthClient, MeDocument } from '../../client/index.js';
import { startServer, type TestServer } from '../setup/server.js';
import { createSignedIn } from './harness.js';

const HTML = '<html>Bad gateway</html>';

function apolloOf(auth: AuthClient, fetch?: typeof globalThis.fetch) {
  const link = authLink(auth).concat(new HttpLink({ uri: auth.url, ...(fetch && { fetch }) }));
  return new ApolloClient({ link, cache: new InMemoryCache() });
}

/** The ways to send a request that fail with an AuthError. */
const WAYS: Record<string, (auth: AuthClient) => Promise<unknown>> = {
  'Apollo Client': (auth) => apolloOf(auth).query({ query: MeDocument }),
  request: (auth) => auth.request(MeDocument, {}),
  'signing in': (auth) => auth.signIn({ username: 'somebody', password: 'a password' }),
};

describe.each(Object.entries(WAYS))('without a response of the server, %s', (_name, ask) => {
  const opened: Server[] = [];
  afterAll(() => opened.forEach((one) => one.close()));

  async function listen(status: number, contentType: string, text: string): Promise<AuthClient> {
    const one = createServer((_request, response) =>
      response.writeHead(status, { 'content-type': contentType, connection: 'close' }).end(text),
    );
    opened.push(one);
    await new Promise<void>((done) => one.listen(0, '127.0.0.1', done));
    return createAuthClient({ url: `http://127.0.0.1:${(one.address() as AddressInfo).port}/graphql` });
  }

  it.each([
    [200, 'text/html', HTML],
    [502, 'text/html', HTML],
    [401, 'text/html', HTML],
    [503, 'application/json', '{"message":"no upstream"}'],
  ])('throws NOT_GRAPHQL: %d %s', async (status, contentType, text) => {
    const auth = await listen(status, contentType, text);
    await expect(ask(auth)).rejects.toMatchObject({ name: 'AuthError', code: 'NOT_GRAPHQL' });
  });

  it('throws NETWORK_ERROR without any response', async () => {
    const auth = createAuthClient({ url: 'http://127.0.0.1:9/graphql' });
    await expect(ask(auth)).rejects.toMatchObject({ name: 'AuthError', code: 'NETWORK_ERROR' });
  });
});

describe('with a response', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it('returns HTML unchanged: auth.fetch', async () => {
    const { auth, wire } = await createSignedIn(server);
    wire.once('me', async () => new Response(HTML, { status: 502 }));
    const response = await auth.fetch(auth.url, { method: 'POST', body: '{"query":"{ me { id } }"}' });
    expect([response.status, await response.text()]).toEqual([502, HTML]);
  });

  it.each(['application/graphql-response+json', 'application/json'])(
    'leaves GraphQL errors to Apollo Client: %s',
    async (accept) => {
      const { auth, wire } = await createSignedIn(server);
      const asked = apolloOf(auth, (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('accept', accept);
        return wire.fetch(input, { ...init, headers });
      }).mutate({
        mutation: ChangePasswordDocument,
        variables: { currentPassword: 'wrong', newPassword: 'a long new password' },
      });
      await expect(asked).rejects.toMatchObject({
        errors: [{ extensions: { code: 'INVALID_CREDENTIALS' } }],
      });
    },
  );

  it('leaves GraphQL errors in plain JSON with an error status to Apollo Client', async () => {
    const { auth, wire } = await createSignedIn(server);
    const bodyText = JSON.stringify({ errors: [{ message: 'no', extensions: { code: 'NO_SUCH_FIELD' } }] });
    const headers = { 'content-type': 'application/json' };
    wire.once('me', async () => new Response(bodyText, { status: 400, headers }));
    const asked = apolloOf(auth, wire.fetch).query({ query: MeDocument });
    await expect(asked).rejects.toMatchObject({ name: 'ServerError', statusCode: 400, bodyText });
  });
});
