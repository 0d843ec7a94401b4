import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LockManagerLike, MeDocument, webStorage } from '../../client/index.js';
import { startServer, type TestServer } from '../helpers/server.js';
import { createPerson, createSignedIn, createWebStorage } from './harness.js';

/** After it the server takes the return of a token for theft. */
const GRACE_SECONDS = 10;

describe('a refresh whose answer is lost for longer than the server repeats it', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  const expire = () => server.passSeconds(360);
  const refusal = (code: string) => Response.json({ errors: [{ message: 'Later.', extensions: { code } }] });
  const down = () => Promise.reject(new TypeError('down'));

  it('is not called theft', async () => {
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

  it('is not called theft within the tries of one renewal', async () => {
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

  it('is not called theft in the page that comes after one that was left meanwhile', async () => {
    const items = createWebStorage();
    // The lock of a page that is left is free.
    const locks: LockManagerLike = { request: (_name, _options, callback) => callback() };
    const left = await createSignedIn(server, { storage: webStorage(items), locks });
    expire();
    await new Promise<void>((sent) => {
      left.wire.once('refreshToken', async (send) => {
        await send();
        sent();
        return new Promise<never>(() => undefined);
      });
      // It goes on trying after the test, at a server that is closed by then.
      left.auth.request(MeDocument, {}).catch(() => undefined);
    });
    server.passSeconds(GRACE_SECONDS + 1);
    const { auth } = createPerson(server, { storage: webStorage(items), locks });
    expect(auth.getState()).toMatchObject({ step: 'signedIn' });
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'TOKEN_REUSED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'expired' });
  });

  it.each(['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', 'A_CODE_OF_A_GATEWAY'])(
    'is asked for once more when the server that made it failed afterwards: %s',
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

  it('is not called theft when the server that made it goes on failing', async () => {
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
    'leaves theft what it is after a renewal that the server refused: %s',
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
