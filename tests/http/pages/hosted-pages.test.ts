import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../src/config/config.js';
import { startServer, type TestServer } from '../../setup/server.js';

describe('the hosted pages', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('are at /, with their script beside them and a policy that lets in nothing else', async () => {
    const page = await fetch(`${server.url}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1];
    const { status, headers } = await fetch(`${server.url}${script ?? '/no-script'}`);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toContain('immutable');
  });

  it.each([
    '/verify-email',
    '/email-sign-in',
    '/reset-password',
    '/change-email',
    '/invitation',
    '/keep-account',
    '/undo-change',
  ])('are where links in mails lead, and hand no token on: %s', async (path) => {
    const page = await fetch(`${server.url}${path}?challenge=x&token=y`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it.each(['/security', '/devices', '/activity', '/users'])('are where the account is: %s', async (path) => {
    const page = await fetch(`${server.url}${path}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
  });

  it('are not there when they are switched off', async () => {
    const other = await startServer({ HOSTED_PAGES: 'false' });
    try {
      for (const path of ['/', '/security']) expect((await fetch(`${other.url}${path}`)).status).toBe(404);
    } finally {
      await other.close();
    }
  });

  it('are off in production unless switched on', () => {
    const production = {
      NODE_ENV: 'production',
      DATABASE_URL: 'embedded',
      JWT_KEYS: 'key.pem',
      PUBLIC_URL: 'https://auth.example.com',
      TWO_FACTOR_PROVIDER: 'authy',
      AUTHY_API_KEY: 'key',
    };
    expect(loadConfig(production).hostedPages).toBe(false);
    expect(loadConfig({ ...production, HOSTED_PAGES: 'true' }).hostedPages).toBe(true);
    expect(loadConfig({}).hostedPages).toBe(true);
  });

  it('let in the logo of the brand', async () => {
    const other = await startServer({ BRAND_LOGO_URL: 'https://cdn.example.com/logo.svg' });
    try {
      const { headers } = await fetch(`${other.url}/`);
      expect(headers.get('content-security-policy')).toContain(
        "img-src 'self' data: https://cdn.example.com;",
      );
    } finally {
      await other.close();
    }
  });

  describe('lead back', () => {
    const APP = 'https://app.example.com';
    let named: TestServer;

    beforeAll(async () => {
      named = await startServer({ CORS_ORIGINS: APP });
    });
    afterAll(() => named.close());

    const goBack = (to: string, on = named) =>
      fetch(`${on.url}/return${to}`, { redirect: 'manual', headers: { accept: 'application/json' } });

    it('to a front end of CORS_ORIGINS', async () => {
      const { status, headers } = await goBack(`?to=${encodeURIComponent(`${APP}/home?a=1#b`)}`);
      expect([status, headers.get('location')]).toEqual([303, `${APP}/home?a=1#b`]);
      const local = 'http://localhost:5173/';
      expect((await goBack(`?to=${local}`, server)).headers.get('location')).toBe(local);
    });

    it.each([
      'https://evil.com',
      '//evil.com',
      '/\\evil.com',
      'https://app.example.com.evil.com',
      'https://app.example.com@evil.com',
      'https://user@app.example.com',
      'http://app.example.com',
      'https://app.example.com:8443',
      'javascript:alert(1)',
      'data:text/html,x',
      'blob:https://app.example.com/x',
      'https://app.example.com。evil.com',
      'https://app.example.com%2eevil.com',
      'http://localhost:5173',
      '',
    ])('never to %j', async (to) => {
      const { status, headers } = await goBack(`?to=${encodeURIComponent(to)}`);
      expect([status, headers.get('location')]).toEqual([400, null]);
    });

    it('show a page in a browser that says so, with the same status', async () => {
      const { status, headers } = await fetch(`${named.url}/return?to=https://evil.com`, {
        redirect: 'manual',
        headers: { accept: 'text/html,*/*;q=0.8' },
      });
      expect([status, headers.get('location')]).toEqual([400, null]);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    });

    it('never to several addresses, or none', async () => {
      for (const to of [`?to=${APP}&to=https://evil.com`, '', '?to[]=https://evil.com'])
        expect((await goBack(to)).status).toBe(400);
    });
  });
});
