import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuthClient, MeDocument, webStorage } from '../../../client/index.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createPerson, createSignedIn, createSharedPages, createWebStorage } from '../harness.js';

const KEY = 'graphql-two-factor-auth';

describe('the client package in two tabs when the storage refuses the writes of one', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** A user signed in in two tabs. `refuse` makes the next writes of the first tab fail. */
  async function createTwoTabs() {
    let refused = 0;
    const [here, there] = createSharedPages((items) => ({
      ...items,
      setItem: (key, value) => {
        if (refused > 0) {
          refused -= 1;
          throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
        }
        items.setItem(key, value);
      },
    }));
    const first = await createSignedIn(server, { storage: here });
    const second = createPerson(server, { storage: there });
    expect(second.auth.getState()).toMatchObject({ step: 'signedIn', persisted: true });
    const states: unknown[] = [];
    second.auth.subscribe(() => states.push(second.auth.getState()));
    return { first, second, states, refuse: (writes: number) => void (refused = writes) };
  }

  const usernameOf = async (auth: AuthClient) => (await auth.request(MeDocument, {})).me?.username;

  it('stays signed in after one failed write', async () => {
    const { first, second, states, refuse } = await createTwoTabs();
    refuse(1);
    server.passSeconds(360);
    const { username } = first.user;
    await expect(usernameOf(first.auth)).resolves.toBe(username);
    expect(first.auth.getState()).toMatchObject({ step: 'signedIn', persisted: true });
    await expect(usernameOf(second.auth)).resolves.toBe(username);
    expect(states).toEqual([]);
  });

  it('keeps a newer sign-in of the other tab', async () => {
    const { first, second, states, refuse } = await createTwoTabs();
    refuse(Infinity);
    server.passSeconds(360);
    await expect(usernameOf(first.auth)).resolves.toBe(first.user.username);
    expect(first.auth.getState()).toMatchObject({ step: 'signedIn', persisted: false });
    // The used token of the first tab must not stay for the other tab.
    expect(second.auth.getState()).toEqual({ step: 'signIn', reason: 'signedOut' });
    const another = await server.createUser();
    await second.auth.signIn(another);
    refuse(0);
    const soFar = states.length;

    server.passSeconds(360);
    await expect(usernameOf(first.auth)).resolves.toBe(first.user.username);
    await expect(usernameOf(second.auth)).resolves.toBe(another.username);
    await first.auth.signOut();
    expect(first.auth.getState()).toEqual({ step: 'signIn', reason: 'signedOut' });
    await first.auth.signIn(first.user);
    await first.auth.signOut();
    expect(states.slice(soFar)).toEqual([]);
    expect(second.auth.getState()).toMatchObject({ step: 'signedIn', userId: another.user.id });
    await expect(usernameOf(second.auth)).resolves.toBe(another.username);
  });

  it('keeps a sign-in of the other tab between two writes', async () => {
    const items = createWebStorage();
    const theirItems = createWebStorage();
    await createSignedIn(server, { storage: webStorage(theirItems) });
    const theirs = theirItems.getItem(KEY) ?? '';
    let isOvertaken = false;
    const { auth } = await createSignedIn(server, {
      storage: webStorage({
        ...items,
        setItem: (key, value) => {
          if (isOvertaken) items.setItem(key, theirs);
          else items.setItem(key, value);
        },
      }),
    });
    isOvertaken = true;
    server.passSeconds(360);
    await auth.request(MeDocument, {});
    expect(items.getItem(KEY)).toBe(theirs);
  });

  it('keeps the tokens of a client of another server', async () => {
    const items = createWebStorage();
    const kept = JSON.stringify({
      url: 'https://other.test/graphql',
      access: 'a',
      refresh: 'r',
      receivedAtMs: 0,
    });
    items.setItem(KEY, kept);
    const refuse = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    const { auth } = await createSignedIn(server, { storage: webStorage({ ...items, setItem: refuse }) });
    expect(auth.getState()).toMatchObject({ step: 'signedIn', persisted: false });
    server.passSeconds(360);
    await auth.request(MeDocument, {});
    await auth.signOut();
    expect(items.getItem(KEY)).toBe(kept);
  });

  it('removes its tokens as soon as the storage works', async () => {
    const items = createWebStorage();
    let isShut = false;
    const open = () => {
      if (isShut) throw new DOMException('The request is denied.', 'SecurityError');
      return items;
    };
    const { auth } = await createSignedIn(server, { storage: webStorage(open) });
    isShut = true;
    await auth.request(MeDocument, {});
    expect(auth.getState()).toMatchObject({ step: 'signedIn', persisted: false });
    isShut = false;
    server.passSeconds(360);
    // From here on the stored token is used.
    await auth.request(MeDocument, {});
    expect(items.getItem(KEY)).toBeNull();
  });
});
