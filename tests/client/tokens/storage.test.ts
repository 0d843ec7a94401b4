import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MeDocument, type StorageLike, webStorage } from '../../../client/index.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createPerson, createSignedIn, createWebStorage } from '../harness.js';

const refuse = () => {
  throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
};

describe('the client package in a browser that refuses to store', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** The ways in which browsers refuse to store, on top of a working storage. */
  const REFUSALS: Record<string, (items: StorageLike) => StorageLike> = {
    'is not to be named': refuse,
    'reads and refuses to write': (items) => ({ ...items, setItem: refuse }),
    'drops what is written without a word': (items) => ({ ...items, setItem: () => undefined }),
    'reads and changes nothing': (items) => ({ ...items, setItem: refuse, removeItem: refuse }),
  };

  describe.each(Object.entries(REFUSALS))('whose storage %s', (_name, refusing) => {
    it('signs in for this page only, renews, and signs out', async () => {
      const items = createWebStorage();
      const { auth } = await createSignedIn(server, { storage: webStorage(() => refusing(items)) });
      expect(auth.getState()).toMatchObject({ step: 'signedIn', persisted: false });
      await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
      server.passSeconds(360);
      await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
      expect(auth.getState()).toMatchObject({ step: 'signedIn', persisted: false });
      await auth.signOut();
      expect(auth.getState()).toEqual({ step: 'signIn', reason: 'signedOut' });
      await expect(auth.accessToken()).resolves.toBeUndefined();
    });
  });

  it('continues in memory when the storage is full and leaves no used token in it', async () => {
    const items = createWebStorage();
    const first = await createSignedIn(server, { storage: webStorage(items) });
    const full = webStorage({ ...items, setItem: refuse });
    const { auth } = createPerson(server, { storage: full });
    expect(auth.getState()).toMatchObject({ step: 'signedIn', persisted: true });
    let changes = 0;
    auth.subscribe(() => (changes += 1));
    server.passSeconds(360);
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({
      me: { username: first.user.username },
    });
    expect(auth.getState()).toMatchObject({ step: 'signedIn', persisted: false });
    expect(changes).toBe(1);
    // A reload would send the token again, and that ends the session as stolen.
    expect(createPerson(server, { storage: webStorage(items) }).auth.getState()).toEqual({ step: 'signIn' });
    server.passSeconds(360);
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
  });

  it('continues with the last tokens when the storage can no longer be read', async () => {
    const items = createWebStorage();
    let open = () => items;
    const { auth } = await createSignedIn(server, { storage: webStorage(() => open()) });
    expect(auth.getState()).toMatchObject({ step: 'signedIn', persisted: true });
    open = refuse;
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    expect(auth.getState()).toMatchObject({ step: 'signedIn', persisted: false });
  });

  it('is signed out even if the storage cannot be cleared', async () => {
    const items = createWebStorage();
    const stuck = webStorage({ ...items, removeItem: () => undefined });
    const { auth } = await createSignedIn(server, { storage: stuck });
    await auth.signOut();
    await expect(auth.accessToken()).resolves.toBeUndefined();
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'signedOut' });
  });
});
