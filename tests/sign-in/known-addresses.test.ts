import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiResponse, type Client, codeOf } from '../setup/client.js';
import { signIn, switchOn } from '../setup/flows.js';
import { LIMIT_STORES } from '../setup/database/limit-stores.js';
import { PASSWORD, startServer, type TestServer, type TestUser } from '../setup/server.js';

const WRONG = 'wrong password';

describe.each(LIMIT_STORES)('with logins counted in %s', (_where, store) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ ...store, LIMIT_LOGINS_PER_ADDRESS: '30/10m' });
  });
  afterAll(() => server.close());

  async function tryWrong(client: Client, username: string, times: number): Promise<ApiResponse<unknown>[]> {
    const responses: ApiResponse<unknown>[] = [];
    for (let attempt = 0; attempt < times; attempt++)
      responses.push(await client.obtainToken(username, WRONG));
    return responses;
  }

  /** A user who has signed in from an address, and a client there. */
  async function known(): Promise<{ user: TestUser; home: Client }> {
    const user = await server.createUser();
    const home = server.client();
    expect(codeOf(await home.obtainToken(user.username, user.password))).toBeUndefined();
    return { user, home };
  }

  it('past the limit a wrong password does not show whether the user was here before', async () => {
    const { user, home } = await known();
    const stranger = await server.createUser();
    const bodies: string[] = [];
    for (const name of [user.username, stranger.username, `nobody-${Date.now()}`]) {
      await tryWrong(server.client(), name, 10);
      const { status, data, errors } = await home.obtainToken(name, WRONG);
      bodies.push(JSON.stringify({ status, data, errors }).replace(/\d+/g, ''));
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    }
    expect(new Set(bodies).size).toBe(1);
    expect(codeOf(await home.obtainToken(user.username, user.password))).toBeUndefined();
    expect(codeOf(await home.obtainToken(stranger.username, stranger.password))).toBe('RATE_LIMITED');
  });

  it('past the limit of an address users who were here before sign in, and nobody else', async () => {
    const { user, home } = await known();
    for (let name = 0; name < 30; name++) await home.obtainToken(`name ${name}`, WRONG);
    const stranger = await server.createUser();
    expect(codeOf(await home.obtainToken(stranger.username, stranger.password))).toBe('RATE_LIMITED');
    expect(codeOf(await home.obtainToken(user.username, WRONG))).toBe('RATE_LIMITED');
    expect(codeOf(await home.obtainToken(user.username, user.password))).toBeUndefined();
  });

  it('past the limit a user has ten tries at a known address', async () => {
    const { user, home } = await known();
    for (let name = 0; name < 30; name++) await home.obtainToken(`other ${name}`, WRONG);
    await tryWrong(home, user.username, 10);
    expect(codeOf(await home.obtainToken(user.username, user.password))).toBe('RATE_LIMITED');
  });

  it('successes do not count on the address, with a second factor or without', async () => {
    const office = server.client();
    const guarded = await server.createUser();
    await switchOn(server, guarded);
    for (let round = 0; round < 40; round++) {
      const user = round % 8 === 0 ? guarded : await server.createUser();
      expect(codeOf(await office.obtainToken(user.username, user.password))).toBeUndefined();
    }
    const wrong = await Promise.all(
      Array.from({ length: 29 }, (_none, name) => office.obtainToken(`somebody ${name}`, WRONG)),
    );
    expect(wrong.map(codeOf)).not.toContain('RATE_LIMITED');
  });

  it('a success takes back its own attempt and no failure before it', async () => {
    const own = await server.createUser();
    const client = server.client();
    for (let name = 0; name < 29; name++) {
      await client.obtainToken(`victim ${name}`, 'Summer2026!');
      if (name % 7 === 0) expect(codeOf(await client.obtainToken(own.username, PASSWORD))).toBeUndefined();
    }
    await client.obtainToken('victim 29', 'Summer2026!');
    expect(codeOf(await client.obtainToken('victim 30', 'Summer2026!'))).toBe('RATE_LIMITED');
  });
});

describe('credentials sent again with a code', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('without a pending code are refused alike for right and wrong passwords', async () => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    const client = server.client();
    const tried = async (password: string) => {
      const { username } = user;
      const { status, data, errors } = await client.verifyTwoFactorToken({
        username,
        password,
        token: '123456',
      });
      return { status, data, errors };
    };
    const wrong = await tried(WRONG);
    expect(wrong.errors?.[0]).toMatchObject({
      message: expect.stringContaining('no code is waiting'),
      extensions: { code: 'INVALID_CREDENTIALS' },
    });
    expect(await tried(user.password)).toEqual(wrong);

    // A code that expired is none: its message was long ago.
    await client.obtainToken(user.username, user.password);
    const { code } = server.messageTo(phone);
    server.passSeconds(601);
    expect(await tried(user.password)).toEqual(wrong);

    await client.obtainToken(user.username, user.password);
    expect(server.messageTo(phone).code).not.toBe(code);
    const { username, password } = user;
    const token = server.messageTo(phone).code;
    expect(codeOf(await client.verifyTwoFactorToken({ username, password, token }))).toBeUndefined();
    await signIn(server, await server.createUser());
  });
});
