import { afterEach, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '../setup/server.js';

describe('/.well-known/change-password', () => {
  let server: TestServer;
  afterEach(() => server.close());

  it.each([
    ['the form of the hosted pages', {}, 302, '/security#change-password'],
    [
      'the front end, without hosted pages',
      { HOSTED_PAGES: 'false', APP_URL: 'https://app.example.com' },
      302,
      'https://app.example.com',
    ],
    ['nowhere, if neither is known', { HOSTED_PAGES: 'false' }, 404, null],
  ])('leads to %s', async (_where, settings, status, location) => {
    server = await startServer(settings);
    const response = await fetch(`${server.url}/.well-known/change-password`, { redirect: 'manual' });
    expect(response.status).toBe(status);
    expect(response.headers.get('location')).toBe(location);
  });
});
