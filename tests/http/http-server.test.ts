import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { loadConfig } from '../../src/config/config.js';
import { createHttpServer } from '../../src/http/http-server.js';
import { startServer, type TestServer } from '../setup/server.js';

const ASKED = { accept: 'application/json', 'apollo-require-preflight': '1' };

const json = (query: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: JSON.stringify({ query }),
  headers: { 'content-type': 'application/json', ...headers },
});

/** Requests that are no GraphQL request, or should not be taken for one. */
describe('over HTTP', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  async function refusal(response: Response) {
    const { errors } = (await response.json()) as {
      errors?: { message: string; extensions?: { code: string } }[];
    };
    return { status: response.status, code: errors?.[0]?.extensions?.code };
  }

  it.each([
    ['nothing', ''],
    ['half a JSON', '{"query": "{ me'],
    ['no object', '[]'],
    ['no query', '{}'],
    ['a query that is no text', '{"query": 7}'],
    ['an unknown operation', '{"query": "query A { __typename }", "operationName": "B"}'],
    ['__proto__', '{"query": "{ __typename }", "variables": {"__proto__": {"x": 1}}}'],
    ['constructor', '{"query": "{ __typename }", "variables": {"constructor": {"prototype": {"x": 1}}}}'],
    ['a batch', '[{"query":"{ __typename }"},{"query":"{ __typename }"}]'],
    ['a batch of ten', JSON.stringify(Array(10).fill({ query: '{ __typename }' }))],
  ])('%s is refused with 400 and a code', async (_what, body) => {
    expect(await refusal(await post(body))).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
  });

  it('a body over 64 KiB is refused with 413', async () => {
    const body = JSON.stringify({ query: '{ __typename }', variables: { pad: 'x'.repeat(65_536) } });
    expect(await refusal(await post(body))).toEqual({ status: 413, code: 'BAD_USER_INPUT' });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    '%s, which needs no preflight, is refused',
    async (type) => {
      const response = await post('{"query":"{ __typename }"}', { 'content-type': type });
      expect(response.status).toBe(415);
    },
  );

  it('a GET without a preflighting header is refused, and a mutation by GET always', async () => {
    const get = (query: string, headers: Record<string, string>) =>
      fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { accept: 'application/json', ...headers },
      });
    expect((await get('{ __typename }', {})).status).toBe(400);
    expect((await get('{ __typename }', { 'apollo-require-preflight': '1' })).status).toBe(200);
    const mutation = 'mutation { revokeToken(refresh: "x") }';
    expect((await get(mutation, { 'apollo-require-preflight': '1' })).status).toBe(405);
  });

  /** What Helmet 8 sends by default, where it fits: an API frames nothing and loads nothing. */
  it('responses carry security headers and do not name the server', async () => {
    const { headers } = await post('{"query":"{ __typename }"}');
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': "default-src 'none';base-uri 'none';frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-download-options': 'noopen',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
      'x-xss-protection': '0',
    });
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  });

  /** RFC 6749, 5.1; ASVS 14.3.2: responses hold tokens, and data of users. */
  it.each<[string, number, string, RequestInit]>([
    ['a response', 200, '/graphql', json('{ __typename }')],
    ['a bad refresh token', 200, '/graphql', json('mutation { refreshToken(refresh: "x") { access } }')],
    ['a bad access token', 401, '/graphql', json('{ __typename }', { authorization: 'Bearer x' })],
    ['a refused document', 400, '/graphql', json('{ nothing }')],
    ['a query by GET', 200, `/graphql?query=${encodeURIComponent('{ __typename }')}`, { headers: ASKED }],
    ['a GET without a preflighting header', 400, '/graphql?query={me{id}}', {}],
    ['another method', 405, '/graphql', { method: 'DELETE' }],
    ['half a JSON', 400, '/graphql', { ...json(''), body: '{"query": "{ me' }],
    ['a body over the limit', 413, '/graphql', json('x'.repeat(65_536))],
    ['another type', 415, '/graphql', json('{ __typename }', { 'content-type': 'text/plain' })],
    ['health', 200, '/health/live', {}],
    ['readiness', 200, '/health/ready', {}],
    ['metrics', 200, '/metrics', {}],
    ['an unknown path', 404, '/nowhere', {}],
  ])('no cache keeps %s', async (_what, status, path, init) => {
    const response = await fetch(`${server.url}${path}`, init);
    await response.arrayBuffer();
    expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store']);
  });

  it('only known origins may read responses', async () => {
    const allowed = async (origin: string) =>
      (await post('{"query":"{ __typename }"}', { origin })).headers.get('access-control-allow-origin');
    expect(await allowed('http://localhost:5173')).toBe('http://localhost:5173');
    expect(await allowed('https://evil.example')).toBeNull();
    expect(await allowed('http://localhost.evil.example')).toBeNull();
  });

  it.each([undefined, 'https://evil.example', 'http://localhost:5173'])(
    'a cache keeps the responses for %s apart from those for other origins',
    async (origin) => {
      const { headers } = await post('{"query":"{ __typename }"}', origin === undefined ? {} : { origin });
      expect(headers.get('vary')).toBe('Origin');
    },
  );

  it('only known origins may send a token and JSON', async () => {
    const ask = async (origin: string) => {
      const { headers } = await fetch(`${server.url}/graphql`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization, content-type',
        },
      });
      return {
        origin: headers.get('access-control-allow-origin'),
        methods: headers.get('access-control-allow-methods'),
        headers: headers.get('access-control-allow-headers'),
      };
    };
    expect(await ask('http://localhost:5173')).toEqual({
      origin: 'http://localhost:5173',
      methods: expect.stringContaining('POST'),
      headers: 'authorization, content-type',
    });
    expect(await ask('https://evil.example')).toMatchObject({ origin: null });
  });

  it('a known origin may read the time, and how long to wait', async () => {
    const query = 'mutation { obtainToken(username: "nobody", password: "wrong") { __typename } }';
    const signIn = () =>
      post(JSON.stringify({ query }), {
        origin: 'http://localhost:5173',
        'x-forwarded-for': '10.9.9.9',
      });
    let response = await signIn();
    for (let tries = 0; tries < 15; tries += 1) response = await signIn();
    expect((await refusal(response)).code).toBe('RATE_LIMITED');
    const { headers } = response;
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    const exposed = headers.get('access-control-expose-headers')?.split(', ');
    expect(exposed).toEqual(expect.arrayContaining(['retry-after', 'date']));
    for (const name of ['retry-after', 'date']) expect(headers.get(name)).toBeTruthy();
  });

  it('where origins are named, those alone may read responses', async () => {
    const named = await startServer({ CORS_ORIGINS: 'https://app.example.com' });
    const allowed = async (origin: string) => {
      const { headers } = await named.client().post({ query: '{ __typename }' }, { origin });
      return headers.get('access-control-allow-origin');
    };
    expect(await allowed('https://app.example.com')).toBe('https://app.example.com');
    for (const origin of [
      'https://evil.example',
      'http://localhost:5173',
      'https://app.example.com.evil.example',
    ])
      expect(await allowed(origin)).toBeNull();
    await named.close();
  });

  it.each(['/%zzhunter2', '/graphiql/assets/%hunter2', '/graphql/%c3?hunter2=1'])(
    '%s, which is no address, is refused with a code and not repeated',
    async (path) => {
      const response = await fetch(`${server.url}${path}`);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await response.clone().text()).not.toContain('hunter2');
      expect(await refusal(response)).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
    },
  );
});

describe('in production', () => {
  const PRODUCTION_ENV = {
    NODE_ENV: 'production',
    DATABASE_URL: 'embedded',
    JWT_KEYS: 'key.pem',
    PUBLIC_URL: 'https://auth.example.com',
    TWO_FACTOR_PROVIDER: 'authy',
    AUTHY_API_KEY: 'key',
  };

  /** By the part of the server that needs no database. */
  async function respond(env: Record<string, string>) {
    const config = loadConfig({ ...PRODUCTION_ENV, ...env });
    const server = createHttpServer(config, pino({ level: 'silent' }), {
      clientAddress: () => '192.0.2.1',
    });
    const url = await server.listen({ port: 0 });
    const { headers } = await fetch(`${url}/nowhere`);
    await server.close();
    return headers.get('strict-transport-security');
  }

  it('HSTS names this host alone, and its subdomains only if somebody says so', async () => {
    expect(await respond({})).toMatch(/^max-age=\d{8,}$/);
    expect(await respond({ HSTS_INCLUDE_SUBDOMAINS: 'true' })).toMatch(/^max-age=\d{8,}; includeSubDomains$/);
  });
});
