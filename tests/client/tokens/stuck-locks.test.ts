import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MeDocument, webStorage } from '../../../client/index.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createPerson, createSignedIn, createWebStorage } from '../harness.js';

/** How long a renewal waits for the lock of another tab. */
const LOCK_WAIT_MS = 15_000;

describe('a renewal whose lock is held by a frozen tab', () => {
  let server: TestServer;
  let release: () => void = () => undefined;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  beforeEach(() => {
    const { setTimeout } = globalThis;
    jest
      .spyOn(globalThis, 'setTimeout')
      .mockImplementation((callback: () => void, ms?: number) =>
        setTimeout(callback, ms === LOCK_WAIT_MS ? 300 : ms),
      );
  });
  afterEach(() => {
    release();
    jest.restoreAllMocks();
  });

  /** Holds the lock, as a tab that was frozen before its renewal. */
  async function holdLock() {
    const { promise: held, resolve } = Promise.withResolvers<undefined>();
    release = () => resolve(undefined);
    await new Promise<void>((granted) => {
      void navigator.locks.request(`graphql-two-factor-auth:${server.url}/graphql`, () => {
        granted();
        return held;
      });
    });
  }

  it('continues without the lock when the token was not sent', async () => {
    const { auth, wire, user } = await createSignedIn(server);
    server.passSeconds(360);
    await holdLock();
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { username: user.username } });
    expect(wire.sent('refreshToken')).toBe(1);
  });

  it('is one renewal for all clients without the lock', async () => {
    const items = createWebStorage();
    const first = await createSignedIn(server, { storage: webStorage(items) });
    const second = createPerson(server, { storage: webStorage(items) });
    server.passSeconds(360);
    await holdLock();
    const ask = () => Promise.all([first, second].map(({ auth }) => auth.request(MeDocument, {})));
    const { username } = first.user;
    await expect(ask()).resolves.toMatchObject(Array(2).fill({ me: { username } }));
    await expect(ask()).resolves.toMatchObject(Array(2).fill({ me: { username } }));
    const tokens = await Promise.all([first, second].map(({ auth }) => auth.accessToken()));
    expect(new Set(tokens).size).toBe(1);
  });

  it('is left to that tab when it has sent the token', async () => {
    const items = createWebStorage();
    const still = await createSignedIn(server, { storage: webStorage(items) });
    const { auth, wire } = createPerson(server, { storage: webStorage(items) });
    server.passSeconds(360);
    const sent = Promise.withResolvers<undefined>();
    const thawed = Promise.withResolvers<undefined>();
    still.wire.once('refreshToken', async (send) => {
      const response = await send();
      sent.resolve(undefined);
      await thawed.promise;
      return response;
    });
    const asked = still.auth.request(MeDocument, {});
    await sent.promise;
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({
      name: 'AuthError',
      code: 'NETWORK_ERROR',
    });
    expect(wire.sent('refreshToken')).toBe(0);
    expect(auth.getState().step).toBe('signedIn');
    thawed.resolve(undefined);
    const { username } = still.user;
    await expect(asked).resolves.toMatchObject({ me: { username } });
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { username } });
    expect(wire.sent('refreshToken')).toBe(0);
  });

  it('is not repeated by a tab that thaws later', async () => {
    const items = createWebStorage();
    const { auth } = await createSignedIn(server, { storage: webStorage(items) });
    const waiting = Promise.withResolvers<() => Promise<unknown>>();
    const frozen = createPerson(server, {
      storage: webStorage(items),
      locks: {
        request: <T>(_name: string, _options: object, callback: () => Promise<T>) =>
          new Promise<T>((resolve) => waiting.resolve(() => callback().then(resolve))),
      },
    });
    server.passSeconds(360);
    await holdLock();
    const asked = frozen.auth.request(MeDocument, {});
    const begin = await waiting.promise;
    await auth.request(MeDocument, {});
    // Longer than the server repeats the successor.
    server.passSeconds(60);
    await begin();
    await expect(asked).resolves.toMatchObject({ me: {} });
    expect(frozen.wire.sent('refreshToken')).toBe(0);
  });
});
