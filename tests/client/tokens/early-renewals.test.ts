import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MeDocument } from '../../../client/index.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createSignedIn, type Wire } from '../harness.js';

const ACCESS_TTL_SECONDS = 300;

/** Failures of a renewal that do not end the session. */
const FAILURES: [code: string, respond: () => Promise<Response>][] = [
  ['SERVICE_UNAVAILABLE', async () => Response.json({ errors: [failure('SERVICE_UNAVAILABLE')] })],
  ['NETWORK_ERROR', () => Promise.reject(new TypeError('down'))],
  ['NOT_GRAPHQL', async () => new Response('<html>Bad gateway</html>', { status: 502 })],
  ['REDIRECTED', async () => new Response(null, { status: 302, headers: { location: '/login' } })],
];

function failure(code: string) {
  return { message: 'Later.', extensions: { code } };
}

describe('an access token that is about to end', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** A user with the server's clock, seconds before the token expires. */
  async function createDue(leftSeconds: number) {
    const person = await createSignedIn(server, { now: () => server.now().getTime() });
    server.passSeconds(ACCESS_TTL_SECONDS - leftSeconds);
    return person;
  }

  /** For all tries of one renewal. */
  function fail(wire: Wire, respond: () => Promise<Response>) {
    for (let tries = 0; tries < 3; tries += 1) wire.once('refreshToken', respond);
  }

  it.each(FAILURES)('is used until it expires when it cannot be renewed: %s', async (_code, respond) => {
    const { auth, wire, user } = await createDue(20);
    fail(wire, respond);
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { username: user.username } });
    expect(auth.getState().step).toBe('signedIn');
  });

  it.each(FAILURES)('is not used after it has expired: %s', async (code, respond) => {
    const { auth, wire } = await createDue(0);
    fail(wire, respond);
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code });
    expect(wire.sent('me')).toBe(0);
  });

  it.each([
    ['TOKEN_REUSED', 'reused'],
    ['TOKEN_INVALID', 'expired'],
  ])('is not used when its session has ended: %s', async (code, reason) => {
    const { auth, wire } = await createDue(20);
    wire.once('refreshToken', async () => Response.json({ errors: [failure(code)] }));
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code });
    expect(auth.getState()).toEqual({ step: 'signIn', reason });
    expect(wire.sent('me')).toBe(0);
  });

  it('is renewed as soon as possible', async () => {
    const { auth, wire, storage } = await createDue(20);
    const before = storage.read();
    fail(wire, async () => Response.json({ errors: [failure('SERVICE_UNAVAILABLE')] }));
    const access = await auth.accessToken();
    expect(before).toContain(access);
    await expect(auth.accessToken()).resolves.not.toBe(access);
  });
});
