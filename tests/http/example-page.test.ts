import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config.js';
import { startServer, type TestServer } from '../helpers/server.js';

describe('the example page', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('is at /, with its script beside it and a policy that lets in nothing else', async () => {
    const page = await fetch(`${server.url}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1];
    const { status, headers } = await fetch(`${server.url}${script ?? '/no-script'}`);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toContain('immutable');
  });

  it('is not there when it is switched off', async () => {
    const other = await startServer({ EXAMPLE_PAGE: 'false' });
    try {
      expect((await fetch(`${other.url}/`)).status).toBe(404);
    } finally {
      await other.close();
    }
  });

  it('is off in production unless switched on', () => {
    const production = {
      NODE_ENV: 'production',
      DATABASE_URL: 'embedded',
      JWT_KEYS: 'key.pem',
      PUBLIC_URL: 'https://auth.example.com',
      TWO_FACTOR_PROVIDER: 'authy',
      AUTHY_API_KEY: 'key',
    };
    expect(loadConfig(production).examplePage).toBe(false);
    expect(loadConfig({ ...production, EXAMPLE_PAGE: 'true' }).examplePage).toBe(true);
    expect(loadConfig({}).examplePage).toBe(true);
  });
});
