import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuthClient, type AuthState, MeDocument, webStorage } from '../../../client/index.js';
import { eventually } from '../../setup/eventually.js';
import { switchOn } from '../../setup/flows.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createPerson, createSignedIn, createTabs, createWebStorage } from '../harness.js';

describe('the client package in two tabs', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** The states that a subscriber was notified of. */
  function watched(auth: AuthClient): AuthState[] {
    const states: AuthState[] = [];
    auth.subscribe(() => states.push(auth.getState()));
    return states;
  }

  it('is signed in and out in both at once', async () => {
    const [here, there] = createTabs();
    const user = await server.createUser();
    const used = createPerson(server, { storage: here });
    const idle = createPerson(server, { storage: there });
    const states = watched(idle.auth);
    await used.auth.signIn(user);
    expect(states).toMatchObject([{ step: 'signedIn', persisted: true }]);
    await used.auth.signOut();
    expect(states.slice(1)).toEqual([{ step: 'signIn', reason: 'signedOut' }]);
    expect(idle.auth.getState()).toBe(states[1]);
    expect(idle.wire.sent('')).toBe(0);
  });

  it('does not notify of a renewal in the other', async () => {
    const [here, there] = createTabs();
    const { auth } = await createSignedIn(server, { storage: here });
    const idle = createPerson(server, { storage: there });
    const states = watched(idle.auth);
    server.passSeconds(360);
    await auth.request(MeDocument, {});
    expect(states).toEqual([]);
    await idle.auth.request(MeDocument, {});
    expect(idle.wire.sent('refreshToken')).toBe(0);
  });

  it('does not repeat a renewal whose tokens it sees late', async () => {
    const items = createWebStorage();
    const seenThere = createWebStorage();
    const setItem = (key: string, value: string) => {
      items.setItem(key, value);
      const isRenewal = !value.includes('"maybeUsed":true') && seenThere.getItem(key) !== null;
      setTimeout(() => seenThere.setItem(key, value), isRenewal ? 50 : 0);
    };
    const here = await createSignedIn(server, { storage: webStorage({ ...items, setItem }) });
    const stale = (await here.auth.accessToken()) ?? '';
    const there = createPerson(server, { storage: webStorage(seenThere) });
    await eventually(() => expect(there.auth.accessToken()).resolves.toBe(stale));
    const renewed = await Promise.all([here.auth.renew(stale), there.auth.renew(stale)]);
    expect(renewed).toEqual(Array(2).fill(await here.auth.accessToken()));
    expect([here, there].map(({ wire }) => wire.sent('refreshToken'))).toEqual([1, 0]);
  });

  it('notifies of another user who signed in while the tab was asleep', async () => {
    const items = createWebStorage();
    const [first, second] = [await server.createUser(), await server.createUser()];
    const page = new EventTarget();
    const asleep = createPerson(server, { storage: webStorage(items, 'tokens', page) });
    await asleep.auth.signIn(first);
    const states = watched(asleep.auth);
    await createPerson(server, { storage: webStorage(items, 'tokens') }).auth.signIn(second);
    page.dispatchEvent(new Event('pageshow'));
    expect(states).toEqual([{ step: 'signedIn', persisted: true, userId: second.user.id }]);
  });

  it('sends nothing of one user with the token of another', async () => {
    const items = createWebStorage();
    const { auth, user } = await createSignedIn(server, { storage: webStorage(items) });
    const stale = (await auth.accessToken()) ?? '';
    const another = await createSignedIn(server, { storage: webStorage(items) });
    await expect(auth.renew(stale)).resolves.toBeUndefined();
    await another.auth.signIn(user);
    await expect(auth.renew(stale)).resolves.toBe(await another.auth.accessToken());
  });

  it('keeps its pending code', async () => {
    const [here, there] = createTabs();
    const user = await server.createUser();
    await switchOn(server, user);
    const waiting = createPerson(server, { storage: there });
    await waiting.auth.signIn(user);
    const { auth } = await createSignedIn(server, { storage: here });
    expect(waiting.auth.getState().step).toBe('needsCode');
    await auth.signOut();
    expect(waiting.auth.getState().step).toBe('needsCode');
    waiting.auth.cancel();
    expect(waiting.auth.getState()).toEqual({ step: 'signIn', reason: 'canceled' });
  });

  it.each([
    ['of another key', 'storage', { key: 'another' }, 'signedIn'],
    ['of the whole storage', 'storage', { key: null }, 'signIn'],
    ['of a page that comes back', 'pageshow', {}, 'signIn'],
    ['of a tab that is shown again', 'visibilitychange', {}, 'signIn'],
  ])('reads the storage at an event %s: %s %j, then %s', async (_what, type, details, step) => {
    const items = createWebStorage();
    const page = new EventTarget();
    const { auth } = await createSignedIn(server, { storage: webStorage(items, 'tokens', page) });
    items.removeItem('tokens');
    page.dispatchEvent(Object.assign(new Event(type), details));
    expect(auth.getState().step).toBe(step);
  });
});
