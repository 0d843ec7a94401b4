import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MeDocument, webStorage } from '../../../client/index.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createPerson, createSignedIn, createWebStorage } from '../harness.js';

/** Pages without shared locks: without TLS, and in a sandboxed frame. */
const PAGES: Record<string, object> = {
  'without Web Locks': {},
  'that is refused Web Locks': {
    locks: { request: () => Promise.reject(new DOMException('Access is denied.', 'SecurityError')) },
  },
};

describe.each(Object.entries(PAGES))('the client package in a page %s', (_name, navigator) => {
  let server: TestServer;
  beforeAll(async () => {
    jest.spyOn(globalThis, 'navigator', 'get').mockReturnValue(navigator as Navigator);
    server = await startServer();
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await server.close();
  });

  it('makes one refresh for all clients of the page', async () => {
    const items = createWebStorage();
    const first = await createSignedIn(server, { storage: webStorage(items) });
    const second = createPerson(server, { storage: webStorage(items) });
    server.passSeconds(360);
    const ask = [first, second, first, second].map(({ auth }) => auth.request(MeDocument, {}));
    const { username } = first.user;
    expect((await Promise.all(ask)).map(({ me }) => me?.username)).toEqual(Array(4).fill(username));
    expect(first.wire.sent('refreshToken') + second.wire.sent('refreshToken')).toBe(1);
  });

  it('lets the next client try when a refresh fails', async () => {
    const items = createWebStorage();
    const first = await createSignedIn(server, { storage: webStorage(items) });
    const second = createPerson(server, { storage: webStorage(items) });
    server.passSeconds(360);
    for (let tries = 0; tries < 3; tries += 1)
      first.wire.once('refreshToken', async () => new Response('<html>Bad gateway</html>'));
    const [failed, asked] = await Promise.allSettled(
      [first, second].map(({ auth }) => auth.request(MeDocument, {})),
    );
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'NOT_GRAPHQL' } });
    expect(asked).toMatchObject({ status: 'fulfilled' });
    expect([first, second].map(({ wire }) => wire.sent('refreshToken'))).toEqual([3, 1]);
  });
});
