import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createAuthClient, type LockManagerLike, memoryStorage, MeDocument } from '../../client/index.js';
import { startServer, type TestServer } from '../setup/server.js';
import { createPerson, createSignedIn } from './harness.js';

describe('the client package at two servers with one storage', () => {
  let server: TestServer;
  let other: TestServer;
  beforeAll(async () => void ([server, other] = await Promise.all([startServer(), startServer()])));
  afterAll(() => Promise.all([server.close(), other.close()]));

  it('sends the tokens of one server to that server only', async () => {
    const { auth, storage, user } = await createSignedIn(server);
    const kept = storage.read();
    const seen: (string | null)[] = [];
    const elsewhere = createPerson(other, {
      storage,
      fetch: async (input, init) => {
        const request = new Request(input, init);
        seen.push(request.headers.get('authorization'), await request.clone().text());
        return fetch(request);
      },
    });
    expect(elsewhere.auth.getState()).toEqual({ step: 'signIn' });
    await expect(elsewhere.auth.request(MeDocument, {})).resolves.toEqual({ me: null });
    await elsewhere.auth.signOut();
    expect(seen).toEqual([null, expect.stringContaining('me')]);
    expect(storage.read()).toBe(kept);
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { username: user.username } });
  });

  it('treats an address with a default port as the same', async () => {
    const storage = memoryStorage();
    const { auth } = createPerson(server, { url: 'https://login.test/graphql', storage });
    auth.adopt({ access: 'an.access.token', refresh: 'a.refresh.token' });
    const again = createPerson(server, { url: 'https://login.test:443/graphql', storage });
    expect(again.auth.getState().step).toBe('signedIn');
  });

  it('renews under one lock for two spellings of an address', async () => {
    const names: string[] = [];
    const locks: LockManagerLike = {
      request: (name, _options, callback) => {
        names.push(name);
        return callback();
      },
    };
    const { auth, storage } = await createSignedIn(server, { locks });
    server.passSeconds(360);
    await auth.request(MeDocument, {});
    const again = createPerson(server, { url: `${server.url}/./graphql`, storage, locks });
    server.passSeconds(360);
    await again.auth.request(MeDocument, {});
    const [name] = names;
    expect(names).toEqual([name, name]);
  });
});

describe('the client package with a relative address', () => {
  const page = globalThis as { location?: { href: string } };
  afterEach(() => {
    delete page.location;
  });

  it('sends everything to the address at the time of its creation', async () => {
    page.location = { href: 'https://shop.test/cart/' };
    const seen: string[] = [];
    const auth = createAuthClient({
      url: 'graphql',
      fetch: async (input) => {
        seen.push(input instanceof Request ? input.url : input.toString());
        return Response.json({ data: { me: null } });
      },
    });
    page.location = { href: 'https://shop.test/cart/old/7' };
    await auth.request(MeDocument, {});
    await auth.fetch(auth.url, { method: 'POST', body: '{}' });
    expect([auth.url, ...seen]).toEqual(Array(3).fill('https://shop.test/cart/graphql'));
  });
});

it('sends no token to another host of a custom scheme', async () => {
  const seen: [string, string | null][] = [];
  const auth = createAuthClient({
    url: 'capacitor://localhost/graphql',
    fetch: async (input, init) => {
      const { url, headers } = new Request(input, init);
      seen.push([url, headers.get('authorization')]);
      return Response.json({ data: {} });
    },
  });
  auth.adopt({ access: 'an.access.token', refresh: 'a.refresh.token' });
  for (const url of [auth.url, 'capacitor://elsewhere/graphql'])
    await auth.fetch(url, { method: 'POST', body: '{}' });
  expect(seen).toEqual([
    ['capacitor://localhost/graphql', 'Bearer an.access.token'],
    ['capacitor://elsewhere/graphql', null],
  ]);
});
