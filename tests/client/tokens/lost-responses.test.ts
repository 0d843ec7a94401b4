import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LockManagerLike, MeDocument, webStorage } from '../../../client/index.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createPerson, createSignedIn, createWebStorage } from '../harness.js';

/** Later the server treats a repeated token as theft. */
const GRACE_SECONDS = 10;

describe('a refresh whose response is lost for longer than the server repeats it', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  const expire = () => server.passSeconds(360);
  const refusal = (code: string) => Response.json({ errors: [{ message: 'Later.', extensions: { code } }] });
  const down = () => Promise.reject(new TypeError('down'));

  it('is not reported as theft', async () => {
    const { auth, wire } = await createSignedIn(server);
    expire();
    wire.once('refreshToken', async (send) => {
      await send();
      return down();
    });
    wire.once('refreshToken', down);
    wire.once('refreshToken', down);
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(auth.getState().step).toBe('signedIn');
    server.passSeconds(GRACE_SECONDS + 1);
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'TOKEN_REUSED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'expired' });
  });

  it('is not reported as theft within the tries of one renewal', async () => {
    const { auth, wire } = await createSignedIn(server);
    expire();
    wire.once('refreshToken', async (send) => {
      await send();
      server.passSeconds(GRACE_SECONDS + 1);
      return down();
    });
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'TOKEN_REUSED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'expired' });
  });

  it('is not reported as theft after a reload during the refresh', async () => {
    const items = createWebStorage();
    // A reload releases the lock of the page.
    const locks: LockManagerLike = { request: (_name, _options, callback) => callback() };
    const left = await createSignedIn(server, { storage: webStorage(items), locks });
    expire();
    await new Promise<void>((sent) => {
      left.wire.once('refreshToken', async (send) => {
        await send();
        sent();
        return new Promise<never>(() => undefined);
      });
      // It continues after the test, when the server is closed.
      left.auth.request(MeDocument, {}).catch(() => undefined);
    });
    server.passSeconds(GRACE_SECONDS + 1);
    const { auth } = createPerson(server, { storage: webStorage(items), locks });
    expect(auth.getState()).toMatchObject({ step: 'signedIn' });
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'TOKEN_REUSED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'expired' });
  });

  it.each(['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', 'A_CODE_OF_A_GATEWAY'])(
    'is repeated when the server failed after the rotation: %s',
    async (code) => {
      const { auth, wire } = await createSignedIn(server);
      expire();
      wire.once('refreshToken', async (send) => {
        await send();
        return refusal(code);
      });
      await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
      expect(auth.getState().step).toBe('signedIn');
      expect(wire.sent('refreshToken')).toBe(2);
    },
  );

  it('is not reported as theft when the server keeps failing after the rotation', async () => {
    const { auth, wire } = await createSignedIn(server);
    expire();
    wire.once('refreshToken', async (send) => {
      await send();
      return refusal('SERVICE_UNAVAILABLE');
    });
    for (let tries = 1; tries < 3; tries += 1)
      wire.once('refreshToken', async () => refusal('SERVICE_UNAVAILABLE'));
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(auth.getState().step).toBe('signedIn');
    server.passSeconds(GRACE_SECONDS + 1);
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'TOKEN_REUSED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'expired' });
  });

  it.each(['RATE_LIMITED', 'BAD_USER_INPUT', 'UNAUTHENTICATED', 'FORBIDDEN'])(
    'does not hide theft after a renewal that the server refused: %s',
    async (code) => {
      const { auth, wire, storage } = await createSignedIn(server);
      expire();
      wire.once('refreshToken', async () => refusal(code));
      await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code });
      expect(wire.sent('refreshToken')).toBe(1);
      const { refresh } = JSON.parse(storage.read() ?? '') as { refresh: string };
      await server.client().refreshToken(refresh);
      server.passSeconds(GRACE_SECONDS + 1);
      await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'TOKEN_REUSED' });
      expect(auth.getState()).toEqual({ step: 'signIn', reason: 'reused' });
    },
  );
});
