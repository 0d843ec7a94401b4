import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { loadConfig } from '../../src/config/config.js';
import { codeOf, type Pair } from '../setup/client.js';
import { switchOn } from '../setup/flows.js';
import { newPhone, PASSWORD, startServer, type TestServer } from '../setup/server.js';

const PUBLIC_URL = 'https://auth.example.com';
const APP = 'https://app.example.com';
const COOKIE_MODE = { 'x-token-mode': 'cookie', origin: APP, 'sec-fetch-site': 'same-site' };

const SIGN_IN = `mutation ($username: String!, $password: String!) {
  result: obtainToken(username: $username, password: $password) {
    __typename ... on TokenPair { access refresh } ... on TwoFactorRequired { challenge }
  }
}`;
const REFRESH = 'mutation ($refresh: String) { result: refreshToken(refresh: $refresh) { access refresh } }';
const REVOKE = 'mutation ($refresh: String) { result: revokeToken(refresh: $refresh) }';

interface Given<T> {
  status: number;
  result: T | undefined;
  code: string | undefined;
  /** The cookie that was set, with its attributes. */
  setCookie: string[];
}

describe('cookie mode', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ PUBLIC_URL, TOKEN_COOKIES: 'true', CORS_ORIGINS: APP });
  });
  afterAll(() => server.close());

  async function send<T = Pick<Pair, 'access' | 'refresh'> & { __typename: string; challenge: string }>(
    query: string,
    variables: object,
    headers: Record<string, string> = COOKIE_MODE,
    to: TestServer = server,
  ): Promise<Given<T>> {
    const client = to.client();
    const response = await client.post<{ result: T }>({ query, variables }, headers);
    return {
      status: response.status,
      result: response.data?.result,
      code: codeOf(response),
      setCookie: response.headers.getSetCookie(),
    };
  }

  /** What the browser would send back. */
  const cookieOf = ({ setCookie }: { setCookie: string[] }) => setCookie[0]?.split(';')[0] ?? '';
  const withCookie = (cookie: string) => ({ ...COOKIE_MODE, cookie });

  async function signIn() {
    const { username } = await server.createUser();
    const given = await send(SIGN_IN, { username, password: PASSWORD });
    return { ...given, username, cookie: cookieOf(given) };
  }

  it('gives the refresh token to the cookie, and not to scripts', async () => {
    const { result, setCookie, cookie } = await signIn();
    expect(result).toMatchObject({ __typename: 'TokenPair', refresh: '' });
    expect(setCookie).toHaveLength(1);
    expect(
      setCookie[0]
        ?.split('; ')
        .slice(1)
        .map((part) => part.replace(/=.*GMT$/, '')),
    ).toEqual(expect.arrayContaining(['Path=/', 'Expires', 'HttpOnly', 'Secure', 'SameSite=Lax']));
    expect(setCookie[0]).not.toMatch(/domain/i);
    expect(cookie).toMatch(/^__Host-refresh=ey/);
    expect(decodeJwt(cookie.split('=')[1] ?? '')['sid']).toBe(decodeJwt(result?.access ?? '')['sid']);
  });

  it('renews and logs out by the cookie alone', async () => {
    const { cookie, result } = await signIn();
    const renewed = await send(REFRESH, {}, withCookie(cookie));
    expect(renewed.result).toMatchObject({ refresh: '', access: expect.stringMatching(/^ey/) });
    expect(renewed.result?.access).not.toBe(result?.access);
    const next = cookieOf(renewed);
    expect(next).not.toBe(cookie);

    const out = await send<boolean>(REVOKE, {}, withCookie(next));
    expect(out.result).toBe(true);
    expect(out.setCookie[0]).toMatch(/^__Host-refresh=; .*Expires=Thu, 01 Jan 1970/);
    expect((await send(REFRESH, {}, withCookie(next))).code).toBe('TOKEN_INVALID');
  });

  it('gives a cookie whose response was lost its successor, and a stolen one none', async () => {
    const { cookie } = await signIn();
    const [one, two] = [
      await send(REFRESH, {}, withCookie(cookie)),
      await send(REFRESH, {}, withCookie(cookie)),
    ];
    const jti = (given: { setCookie: string[] }) => decodeJwt(cookieOf(given).split('=')[1] ?? '').jti;
    expect(jti(two)).toBe(jti(one));
    server.passSeconds(11);
    expect((await send(REFRESH, {}, withCookie(cookie))).code).toBe('TOKEN_REUSED');
    expect((await send(REFRESH, {}, withCookie(cookieOf(one)))).code).toBe('TOKEN_INVALID');
  });

  it('puts every pair into the cookie', async () => {
    const user = await server.createUser();
    const first = await send(SIGN_IN, { username: user.username, password: PASSWORD });
    const as = (access = '') => ({ ...COOKIE_MODE, authorization: `Bearer ${access}` });
    const changed = await send(
      `mutation { result: changePassword(currentPassword: "${PASSWORD}", newPassword: "another long password") { access refresh } }`,
      {},
      as(first.result?.access),
    );
    expect([changed.result?.refresh, cookieOf(changed).slice(0, 17)]).toEqual(['', '__Host-refresh=ey']);
    const other = await server.createUser();
    const phone = newPhone();
    await switchOn(server, other, phone);
    server.passSeconds(60);
    const { result } = await send(SIGN_IN, { username: other.username, password: PASSWORD });
    const second = await send(
      'mutation ($challenge: String, $token: String!) { result: verifyTwoFactorToken(challenge: $challenge, token: $token) { ... on TokenPair { access refresh } } }',
      { challenge: result?.challenge, token: server.messageTo(phone).code },
    );
    expect([second.result?.refresh, cookieOf(second).slice(0, 17)]).toEqual(['', '__Host-refresh=ey']);
    const off = await send(
      'mutation { result: disableTwoFactor { access refresh } }',
      {},
      as(second.result?.access),
    );
    expect([off.result?.refresh, cookieOf(off).slice(0, 17)]).toEqual(['', '__Host-refresh=ey']);
  });

  it('ends the session whose cookie a new sign-in replaces', async () => {
    const { cookie, username } = await signIn();
    const again = await send(SIGN_IN, { username, password: PASSWORD }, withCookie(cookie));
    expect(again.result?.__typename).toBe('TokenPair');
    expect((await send(REFRESH, {}, withCookie(cookie))).code).toBe('TOKEN_INVALID');
    expect((await send(REFRESH, {}, withCookie(cookieOf(again)))).code).toBeUndefined();
  });

  it.each<[string, (given: { access: string; refresh: string }) => [string, object, object]]>([
    [
      'a new password',
      ({ access }) => [
        `mutation { result: changePassword(currentPassword: "${PASSWORD}", newPassword: "another long password") { access } }`,
        {},
        { authorization: `Bearer ${access}` },
      ],
    ],
    ['the renewal of another session', ({ refresh }) => [REFRESH, { refresh }, {}]],
  ])('ends the session whose cookie %s replaces', async (_what, request) => {
    const { cookie } = await signIn();
    const { username } = await server.createUser();
    const other = await send(SIGN_IN, { username, password: PASSWORD }, {});
    const { access = '', refresh = '' } = other.result ?? {};
    const [query, variables, headers] = request({ access, refresh });
    const replacing = await send(query, variables, { ...withCookie(cookie), ...headers });
    expect(replacing.code).toBeUndefined();
    expect((await send(REFRESH, {}, withCookie(cookie))).code).toBe('TOKEN_INVALID');
    expect((await send(REFRESH, {}, withCookie(cookieOf(replacing)))).code).toBeUndefined();
  });

  it('ignores the cookie of a request without the header', async () => {
    const { cookie } = await signIn();
    const plain = await send(REFRESH, {}, { cookie, origin: APP });
    expect(plain).toMatchObject({ code: 'BAD_USER_INPUT', setCookie: [] });
    expect((await send<boolean>(REVOKE, {}, { cookie, origin: APP })).code).toBe('BAD_USER_INPUT');
    const { username } = await server.createUser();
    const given = await send(SIGN_IN, { username, password: PASSWORD }, { cookie });
    expect(given.setCookie).toEqual([]);
    expect(given.result?.refresh).toMatch(/^ey/);
    expect((await send(REFRESH, {}, withCookie(cookie))).code).toBeUndefined();
  });

  it.each([
    ['another origin', { origin: 'https://evil.example.com', 'sec-fetch-site': 'same-site' }],
    ['another site', { origin: APP, 'sec-fetch-site': 'cross-site' }],
    ['a sandbox', { origin: 'null' }],
    ['an origin that begins as a named one', { origin: `${APP}.evil.com` }],
    ['a named host without TLS', { origin: 'http://app.example.com' }],
    ['nowhere', {}],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ])('refuses a request from %s, and leaves the session as it is', async (_where, from) => {
    const { cookie, username } = await signIn();
    const headers = { ...from, 'x-token-mode': 'cookie', cookie };
    for (const [query, variables] of [
      [REFRESH, {}],
      [REVOKE, {}],
      [SIGN_IN, { username, password: PASSWORD }],
    ] as const)
      expect(await send(query, variables, headers)).toMatchObject({
        status: 403,
        code: 'BAD_USER_INPUT',
        setCookie: [],
      });
    expect((await send(REFRESH, {}, withCookie(cookie))).code).toBeUndefined();
  });

  it.each([
    ['the own pages', { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:4000' }],
    ['the own pages, in an old browser', { origin: PUBLIC_URL }],
    ['a named origin', { origin: APP }],
  ])('takes a request from %s', async (_where, from) => {
    const { cookie } = await signIn();
    const renewed = await send(REFRESH, {}, { ...from, 'x-token-mode': 'cookie', cookie });
    expect(renewed.code).toBeUndefined();
  });

  it('says what is wrong with a request that has no token, or a strange mode', async () => {
    expect((await send(REFRESH, {})).code).toBe('TOKEN_INVALID');
    expect((await send<boolean>(REVOKE, {})).result).toBe(false);
    expect((await send(REFRESH, {}, {})).code).toBe('BAD_USER_INPUT');
    for (const mode of ['Cookie', 'memory', '', 'cookie, cookie'])
      expect(await send(REFRESH, {}, { ...COOKIE_MODE, 'x-token-mode': mode })).toMatchObject({
        status: 400,
      });
  });

  it('reads the cookie of its name among others, and no other', async () => {
    const { cookie } = await signIn();
    const [, token = ''] = cookie.split('=');
    for (const others of [
      `refresh=${token}`,
      `__host-refresh=${token}`,
      `__Host-refresh2=${token}`,
      'a',
      '=;;',
    ])
      expect((await send(REFRESH, {}, withCookie(others))).code).toBe('TOKEN_INVALID');
    expect((await send(REFRESH, {}, withCookie(`a=b; ${cookie}; refresh=x`))).code).toBeUndefined();
  });

  it('lets named origins send cookies, and never any port of localhost', async () => {
    const preflight = (to: TestServer, origin: string) =>
      fetch(`${to.url}/graphql`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,x-token-mode',
        },
      });
    const named = (await preflight(server, APP)).headers;
    expect(named.get('access-control-allow-origin')).toBe(APP);
    expect(named.get('access-control-allow-credentials')).toBe('true');
    expect(named.get('access-control-allow-headers')).toContain('x-token-mode');
    expect(
      (await preflight(server, 'https://evil.com')).headers.get('access-control-allow-origin'),
    ).toBeNull();

    const local = await startServer({ TOKEN_COOKIES: 'true' });
    try {
      const origin = 'http://localhost:5173';
      const { headers } = await preflight(local, origin);
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      const { username } = await local.createUser();
      const sent = { username, password: PASSWORD };
      expect((await send(SIGN_IN, sent, { ...COOKIE_MODE, origin }, local)).status).toBe(403);
      const own = await send(SIGN_IN, sent, { ...COOKIE_MODE, 'sec-fetch-site': 'same-origin' }, local);
      expect(own.setCookie[0]).toMatch(/^refresh=ey.*HttpOnly; SameSite=Lax$/);
    } finally {
      await local.close();
    }
  });

  it('is on with the hosted pages, and elsewhere off unless switched on', async () => {
    expect(loadConfig({}).tokenCookies).toBe(true);
    expect(loadConfig({ HOSTED_PAGES: 'false' }).tokenCookies).toBe(false);
    expect(loadConfig({ HOSTED_PAGES: 'false', TOKEN_COOKIES: 'true' }).tokenCookies).toBe(true);
    const off = await startServer({ CORS_ORIGINS: APP, TOKEN_COOKIES: 'false' });
    try {
      const { username } = await off.createUser();
      const refused = await send(SIGN_IN, { username, password: PASSWORD }, COOKIE_MODE, off);
      expect(refused).toMatchObject({ status: 400, code: 'BAD_USER_INPUT', setCookie: [] });
    } finally {
      await off.close();
    }
  });
});
