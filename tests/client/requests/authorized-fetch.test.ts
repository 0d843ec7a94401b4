import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signIn } from '../../setup/flows.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createSignedIn, createWire } from '../harness.js';

const BODY = JSON.stringify({ query: '{ me { username } }' });

describe('auth.fetch', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** A signed-in user, and the headers of their requests without renewals. */
  async function createWatched() {
    const wire = createWire(server);
    const seen: Headers[] = [];
    const person = await createSignedIn(server, {
      fetch: async (input, init) => {
        const request = new Request(input, init);
        if ((await request.clone().text()) === BODY) seen.push(request.headers);
        return wire.fetch(request);
      },
    });
    return { ...person, seen };
  }

  const requestWith = (headers: Record<string, string>) =>
    new Request(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: BODY,
    });

  const usernameIn = async (response: Response) =>
    ((await response.json()) as { data: { me: { username: string } } }).data.me.username;

  it('keeps the headers of a Request, also when it is sent again', async () => {
    const { auth, user, seen } = await createWatched();
    // The client does not know that the token has expired, and the server refuses it.
    server.passSeconds(360);
    const response = await auth.fetch(requestWith({ 'x-trace': 'abc' }));
    await expect(usernameIn(response)).resolves.toBe(user.username);
    expect(seen.map((headers) => headers.get('x-trace'))).toEqual(['abc', 'abc']);
    const [refused, renewed] = seen.map((headers) => headers.get('authorization'));
    expect([refused, renewed]).toEqual([
      expect.stringMatching(/^Bearer /),
      expect.stringMatching(/^Bearer /),
    ]);
    expect(refused).not.toBe(renewed);
  });

  it('replaces the headers of a Request by those in init', async () => {
    const { auth, seen } = await createWatched();
    const headers = { 'content-type': 'application/json', 'x-trace': 'beside' };
    await auth.fetch(requestWith({ 'x-trace': 'abc' }), { headers });
    expect(seen.map((sent) => sent.get('x-trace'))).toEqual(['beside']);
  });

  it('keeps a token that the caller has set', async () => {
    const { auth } = await createWatched();
    const another = await server.createUser();
    const { pair } = await signIn(server, another);
    const response = await auth.fetch(requestWith({ authorization: `Bearer ${pair.access}` }));
    await expect(usernameIn(response)).resolves.toBe(another.username);
  });
});
