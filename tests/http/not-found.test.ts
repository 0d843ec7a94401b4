import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '../setup/server.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('an unknown path', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${server.url}${path}`, { method, headers });

  it.each([
    '/nowhere',
    '/graphql/',
    '/Graphql',
    '/health',
    '/health/readyy',
    '/metrics/',
    '/.well-known/',
    '/%2e%2e/x',
  ])('%s is NOT_FOUND in JSON', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS'].slice(0, 3)) {
      const response = await ask(path, {}, method);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        404,
        'application/json; charset=utf-8',
      ]);
      expect(await response.json()).toEqual({
        errors: [{ message: 'Nothing is at this address.', extensions: { code: 'NOT_FOUND' } }],
      });
    }
  });

  it('is a short page for a browser, in its language, without scripts or the path', async () => {
    const response = await ask('/nowhere-hunter2?x=hunter2', { accept: BROWSER, 'accept-language': 'de' });
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=utf-8',
    ]);
    expect(page).toContain('<html lang="de">');
    expect(page).toContain('Unter dieser Adresse gibt es nichts.');
    expect(page).not.toMatch(/script|hunter2/);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('vary')).toMatch(/accept, accept-language/);
  });

  it.each([
    ['DELETE', '/graphql', 'GET, HEAD, POST'],
    ['PUT', '/graphql', 'GET, HEAD, POST'],
    ['PATCH', '/graphql?query={me{id}}', 'GET, HEAD, POST'],
    ['POST', '/health/live', 'GET, HEAD'],
    ['DELETE', '/.well-known/jwks.json', 'GET, HEAD'],
  ])('is not the response to %s %s, which is 405 with the allowed methods', async (method, path, allow) => {
    const response = await ask(path, {}, method);
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});
