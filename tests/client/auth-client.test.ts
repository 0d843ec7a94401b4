import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MeDocument, type TokenStorage, webStorage } from '../../client/index.js';
import { otherThan, switchOn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';
import { createPerson, createSignedIn, createWebStorage } from './harness.js';

const ACCESS_TTL_SECONDS = 300;

describe('the client package', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  const expire = () => server.passSeconds(ACCESS_TTL_SECONDS + 60);

  it('signs in with a code in Arabic digits and signs out', async () => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    const { auth, storage } = createPerson(server);
    await auth.signIn(user);
    expect(auth.getState()).toMatchObject({ step: 'needsCode', challenge: { delivery: { codeLength: 6 } } });
    const { code } = server.messageTo(phone);
    await expect(auth.submitCode(otherThan(code))).rejects.toMatchObject({
      code: 'INVALID_TWO_FACTOR_TOKEN',
    });
    expect(auth.getState()).toMatchObject({ step: 'needsCode', error: { attemptsLeft: 4 } });
    await auth.submitCode(` ${inArabic(code.slice(0, 3))} ${code.slice(3)}`);
    expect(auth.getState()).toMatchObject({ step: 'signedIn', persisted: false });
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { username: user.username } });
    await auth.signOut();
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'signedOut' });
    expect(storage.read()).toBeNull();
  });

  it('makes one refresh for ten operations', async () => {
    const { auth, wire, user } = await createSignedIn(server);
    expire();
    const results = await Promise.all(Array.from({ length: 10 }, () => auth.request(MeDocument, {})));
    expect(results.map(({ me }) => me?.username)).toEqual(Array(10).fill(user.username));
    expect(wire.sent('refreshToken')).toBe(1);
  });

  it('makes one refresh for two tabs', async () => {
    const shared = createWebStorage();
    const first = await createSignedIn(server, { storage: webStorage(shared) });
    const second = createPerson(server, { storage: webStorage(shared) });
    expect(second.auth.getState()).toMatchObject({ step: 'signedIn', persisted: true });
    expire();
    const ask = () => Promise.all([first, second].map(({ auth }) => auth.request(MeDocument, {})));
    expect((await ask()).map(({ me }) => me?.username)).toEqual(Array(2).fill(first.user.username));
    expect(first.wire.sent('refreshToken') + second.wire.sent('refreshToken')).toBe(1);
    await ask();
  });

  it('signs out when another client used the refresh token', async () => {
    const { auth, storage } = await createSignedIn(server);
    await server.client().refreshToken(refreshTokenIn(storage));
    expire();
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'TOKEN_REUSED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'reused' });
    expect(storage.read()).toBeNull();
  });

  it('says that the session ended when it is revoked', async () => {
    const { auth, storage } = await createSignedIn(server);
    await server.client().revokeToken(refreshTokenIn(storage));
    expire();
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'expired' });
    expect(storage.read()).toBeNull();
  });

  it.each<[string, () => Promise<Response>]>([
    ['is lost', () => Promise.reject(new TypeError('The connection was cut.'))],
    ['a proxy replaced', async () => new Response('<html>Bad gateway</html>', { status: 502 })],
  ])('recovers from a response to a refresh that %s', async (_how, instead) => {
    const { auth, wire, storage } = await createSignedIn(server);
    expire();
    let lost = '';
    wire.once('refreshToken', async (send) => {
      lost = await (await send()).text();
      return instead();
    });
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    expect(wire.sent('refreshToken')).toBe(2);
    expect(jtiOf(storage.read())).toBe(jtiOf(lost));
  });

  it('keeps the tokens while the network is down or a proxy responds', async () => {
    const { auth, wire } = await createSignedIn(server);
    expire();
    for (let tries = 0; tries < 3; tries += 1)
      wire.once('refreshToken', () => Promise.reject(new TypeError('down')));
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    for (let tries = 0; tries < 3; tries += 1)
      wire.once('refreshToken', async () => new Response('<html>Log in to the hotel</html>'));
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'NOT_GRAPHQL' });
    expect(auth.getState().step).toBe('signedIn');
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
  });

  it('stays signed out when a refresh is refused after the sign-out', async () => {
    const { auth, wire } = await createSignedIn(server);
    expire();
    wire.once('refreshToken', async (send) => {
      await auth.signOut();
      return send();
    });
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'signedOut' });
  });

  it('says in its state that a sign-out did not reach the server', async () => {
    const { auth, wire, storage } = await createSignedIn(server);
    wire.once('revokeToken', () => Promise.reject(new TypeError('offline')));
    await expect(auth.signOut()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'signedOutHere' });
    expect(storage.read()).toBeNull();
  });

  it('stays signed in after a sign-out that fails late', async () => {
    const { auth, wire, user } = await createSignedIn(server);
    wire.once('revokeToken', async () => {
      await auth.signIn(user);
      throw new TypeError('offline');
    });
    await expect(auth.signOut()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(auth.getState().step).toBe('signedIn');
  });

  it('stays signed out when a refresh succeeds after the sign-out', async () => {
    const { auth, wire, storage } = await createSignedIn(server);
    expire();
    wire.once('refreshToken', async (send) => {
      const response = await send();
      await auth.signOut();
      return response;
    });
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'signedOut' });
    expect(storage.read()).toBeNull();
  });

  it('gets no session from a code that was canceled', async () => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    const { auth, wire, storage } = createPerson(server);
    await auth.signIn(user);
    wire.once('verifyTwoFactorToken', async (send) => {
      auth.cancel();
      return send();
    });
    const submitted = auth.submitCode(server.messageTo(phone).code);
    await expect(submitted).rejects.toMatchObject({ code: 'CANCELED' });
    expect(wire.sent('revokeToken')).toBe(1);
    expect(storage.read()).toBeNull();
  });

  it.each([-300, 300])('works with a clock that is %d seconds off', async (offsetSeconds) => {
    let passedMs = 0;
    const now = () => server.now().getTime() + offsetSeconds * 1000 + passedMs;
    const { auth, wire } = await createSignedIn(server, { now });
    await auth.request(MeDocument, {});
    expect(wire.sent('refreshToken')).toBe(0);
    passedMs = (ACCESS_TTL_SECONDS - 20) * 1000;
    await auth.request(MeDocument, {});
    expect(wire.sent('refreshToken')).toBe(1);
    expect(wire.sent('me')).toBe(2);
  });
});

/** The digits as an Arabic keyboard writes them. */
function inArabic(digits: string): string {
  return digits.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
}

function refreshTokenIn(storage: TokenStorage): string {
  return (JSON.parse(storage.read() ?? '') as { refresh: string }).refresh;
}

/** The `jti` of the refresh token in a text. A repeated successor is signed again and keeps its id. */
function jtiOf(text: string | null): unknown {
  const payload = /"refresh":"[^.]+\.([^.]+)\./.exec(text ?? '')?.[1] ?? '';
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: unknown }).jti;
}
