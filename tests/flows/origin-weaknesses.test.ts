import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '../../src/config.js';
import { type Client, codeOf, pairOf, requiredOf } from '../helpers/client.js';
import { otherThan, signIn as signInAt } from '../helpers/flows.js';
import { watchProvider } from '../helpers/provider.js';
import { newPhone, startServer, type TestServer, type TestUser } from '../helpers/server.js';
import type { HttpRequest, HttpResponse } from '../../src/two-factor/transport.js';

/** What was measured to be wrong with the original, in its order. None may come back. */
describe('the weaknesses of the original', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ TWO_FACTOR_TIMEOUT: '1s' });
  });
  afterAll(() => server.close());

  async function signIn({
    username,
    password,
  }: TestUser): Promise<{ client: Client; access: string; refresh: string }> {
    const client = server.client();
    const { access, refresh } = pairOf((await client.obtainToken(username, password)).data?.obtainToken);
    return { client: client.as(access), access, refresh };
  }

  async function switchOn(user: TestUser, phone = newPhone()) {
    const before = await signIn(user);
    await before.client.verifyPhone(phone);
    const { data } = await before.client.registerPhone(phone, server.messageTo(phone).code);
    return { before, phone, pair: pairOf(data?.registerPhone) };
  }

  it('1. shows users to staff only, and never a password hash', async () => {
    const user = await server.createUser();
    const stranger = server.client();
    const { client } = await signIn(user);
    expect(codeOf(await stranger.query('{ users { totalCount } }'))).toBe('UNAUTHENTICATED');
    expect(codeOf(await client.query('{ users { totalCount } }'))).toBe('FORBIDDEN');
    expect(
      codeOf(await client.query('query ($id: ID!) { user(id: $id) { id } }', { id: user.user.id })),
    ).toBe('FORBIDDEN');
    const { data } = await stranger.query<{ __type: { fields: { name: string }[] } }>(
      '{ __type(name: "User") { fields { name } } }',
    );
    const names = data?.__type.fields.map(({ name }) => name) ?? [];
    expect(names).toContain('username');
    expect(names.filter((name) => /password|hash|authy/i.test(name))).toEqual([]);
  });

  it('2. does not let a token from before the second factor replace the phone', async () => {
    const { before } = await switchOn(await server.createUser());
    expect(codeOf(await before.client.verifyPhone(newPhone()))).toBe('UNAUTHENTICATED');
  });

  it('2. asks for a fresh sign-in with the second factor before the phone may change', async () => {
    const { before, pair } = await switchOn(await server.createUser());
    const client = before.client.as(pair.access);
    server.passSeconds(290);
    const fresh = await client.verifyPhone(newPhone());
    server.passSeconds(20);
    const { data } = await server.client().refreshToken(pair.refresh);
    const later = before.client.as(pairOf(data?.refreshToken).access);
    const stale = await later.verifyPhone(newPhone());
    expect(codeOf(fresh)).toBeUndefined();
    expect(codeOf(stale)).toBe('REAUTHENTICATION_REQUIRED');
  });

  it('3. ends every session when the second factor is switched on', async () => {
    const user = await server.createUser();
    const elsewhere = await signIn(user);
    const { before, pair } = await switchOn(user);
    for (const old of [elsewhere, before]) {
      expect(codeOf(await old.client.me())).toBe('UNAUTHENTICATED');
      expect(codeOf(await server.client().refreshToken(old.refresh))).toBe('TOKEN_INVALID');
    }
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBeUndefined();
  });

  it('3. ends every session on a password change and on deactivation', async () => {
    const user = await server.createUser();
    const em = server.app.orm.em.fork();
    const first = await signIn(user);
    await server.app.users.setPassword(user.user, 'another long password', em);
    expect(codeOf(await first.client.me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.client().refreshToken(first.refresh))).toBe('TOKEN_INVALID');

    const second = await signIn({ ...user, password: 'another long password' });
    await server.app.users.setActive(user.user, false, em);
    expect(codeOf(await second.client.me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.client().refreshToken(second.refresh))).toBe('TOKEN_INVALID');
  });

  it('3. logs out: the session and its access tokens end', async () => {
    const { client, refresh } = await signIn(await server.createUser());
    const { data } = await server.client().revokeToken(refresh);
    expect(data?.revokeToken).toBe(true);
    expect(codeOf(await client.me())).toBe('UNAUTHENTICATED');
    expect((await server.client().revokeToken(refresh)).data?.revokeToken).toBe(false);
  });

  it('4. takes five wrong codes, then no code', async () => {
    const { client, phone, challenge } = await loginChallenge();
    const { code } = server.messageTo(phone);
    for (const attemptsLeft of [4, 3, 2, 1, 0]) {
      const { errors } = await client.verifyTwoFactorToken({ challenge, token: otherThan(code) });
      expect(errors?.[0]?.extensions).toEqual({ code: 'INVALID_TWO_FACTOR_TOKEN', attemptsLeft });
    }
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
  });

  it('4. takes ten wrong passwords, then says how long to wait', async () => {
    const { username, password } = await server.createUser();
    const client = server.client();
    for (let attempt = 0; attempt < 10; attempt++)
      expect(codeOf(await client.obtainToken(username, 'wrong password'))).toBe('INVALID_CREDENTIALS');
    const { errors, headers } = await client.obtainToken(username.toUpperCase(), password);
    expect(errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    expect(Number(headers.get('retry-after'))).toBe(errors?.[0]?.extensions.retryAfter);
  });

  it('5. sends one message for twenty calls at once, and none to premium numbers', async () => {
    const { client } = await signIn(await server.createUser());
    const phone = newPhone();
    const atOnce = <T>(call: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, call));
    // With connections that are open already, none is ahead of the others.
    await atOnce(() => client.me());
    const answers = await atOnce(() => client.verifyPhone(phone));
    expect(answers.map(codeOf).filter(Boolean)).toEqual([]);
    expect(server.messagesTo(phone)).toHaveLength(1);
    expect(codeOf(await client.verifyPhone('+48700123456'))).toBe('PHONE_NOT_ALLOWED');
  });

  it('5. sends four messages to a number in ten minutes, whatever the pauses, whoever asks', async () => {
    const [one, other] = [await server.createUser(), await server.createUser()];
    const phone = newPhone();
    const codes: (string | undefined)[] = [];
    for (const user of [one, one, other, other, one]) {
      codes.push(codeOf(await (await signIn(user)).client.verifyPhone(phone)));
      // Longer than the pause that the message brought.
      server.passSeconds(61);
    }
    expect(codes).toEqual([undefined, undefined, undefined, undefined, 'RATE_LIMITED']);
    expect(server.messagesTo(phone)).toHaveLength(4);
  });

  it('6. answers others while the provider hangs', async () => {
    const server = await startServer({ TWO_FACTOR_TIMEOUT: '20s' });
    const [asked, answer] = [Promise.withResolvers<HttpRequest>(), Promise.withResolvers<HttpResponse>()];
    watchProvider(server, (request) => {
      asked.resolve(request);
      return answer.promise;
    });
    const { client } = await signInAt(server, await server.createUser());
    const hanging = client.verifyPhone(newPhone());
    await asked.promise;
    expect(codeOf(await client.me())).toBeUndefined();
    // It is waited for still.
    const body = JSON.stringify({ sid: `VE${'a1'.repeat(16)}`, status: 'pending' });
    answer.resolve({ status: 201, headers: {}, body });
    expect(codeOf(await hanging)).toBeUndefined();
    await server.close();
  });

  it('6. gives up on a provider that hangs', async () => {
    const { client } = await signIn(await server.createUser());
    expect(codeOf(await client.verifyPhone('+48501230006'))).toBe('PROVIDER_UNAVAILABLE');
  });

  it.each(['+48501230004', '+48501230005', '+48501230007'])(
    '7. calls an outage an outage: %s',
    async (phone) => {
      const { client } = await signIn(await server.createUser());
      const answer = await client.verifyPhone(phone);
      expect(answer.status).toBe(200);
      expect(codeOf(answer)).toBe('PROVIDER_UNAVAILABLE');
    },
  );

  it('8. tells of another user’s number only to who proved it, and keeps their own', async () => {
    const { phone } = await switchOn(await server.createUser());
    const { client } = await signIn(await server.createUser());
    server.passSeconds(60);
    const { data } = await client.verifyPhone(phone);
    expect(data?.verifyPhone.__typename).toBe('TwoFactorRequired');
    const { code } = server.messageTo(phone);
    expect(codeOf(await client.registerPhone(phone, otherThan(code)))).toBe('INVALID_TWO_FACTOR_TOKEN');
    expect(codeOf(await client.registerPhone(phone, code))).toBe('PHONE_ALREADY_REGISTERED');
    expect((await client.me()).data?.me).toMatchObject({ phone: null, twoFactorEnabled: false });
  });

  it('9. takes a padded name, and refuses other forms of a code without an internal error', async () => {
    const user = await server.createUser();
    expect(codeOf(await server.client().obtainToken(`  ${user.username}\t`, user.password))).toBeUndefined();
    const { client, challenge } = await loginChallenge();
    for (const token of [
      '../sms',
      '12 345',
      '１２３４５６',
      '123',
      '12345678901',
      '',
      'abcdef',
      '\0\0\0\0\0\0',
    ])
      expect(codeOf(await client.verifyTwoFactorToken({ challenge, token }))).toBe('BAD_USER_INPUT');
    for (const token of [123456, null, ['123456'], {}])
      expect(codeOf(await client.verifyTwoFactorToken({ challenge, token }))).toBe('BAD_USER_INPUT');
    for (const phone of [48123456789, null, {}])
      expect(codeOf(await client.verifyPhone(phone))).toBe('BAD_USER_INPUT');
  });

  it('10. takes a login code only after the password, and a phone code only from who asked', async () => {
    const user = await server.createUser();
    const { username, password } = user;
    const { phone: theirs } = await switchOn(user);
    const answer = (token: string, password: string) =>
      server.client().verifyTwoFactorToken({ username, password, token });
    expect(codeOf(await answer('123456', password))).toBe('CHALLENGE_EXPIRED');
    await server.client().obtainToken(username, password);
    const { code } = server.messageTo(theirs);
    expect(codeOf(await answer(code, 'wrong password'))).toBe('INVALID_CREDENTIALS');

    const asker = await signIn(await server.createUser());
    const other = await signIn(await server.createUser());
    const phone = newPhone();
    await asker.client.verifyPhone(phone);
    expect(codeOf(await other.client.registerPhone(phone, server.messageTo(phone).code))).toBe(
      'CHALLENGE_EXPIRED',
    );
  });

  it('11. pages the list of users in a stable order, each user once', async () => {
    const { client } = await signIn(await server.createUser({ isStaff: true }));
    const tag = `page-${Date.now()}`;
    for (let index = 0; index < 5; index++) await server.createUser({ email: `${tag}-${index}@example.com` });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data }: { data?: { users: UsersPage } | null } = await client.query<{ users: UsersPage }>(
        'query ($after: String, $search: String) { users(first: 2, after: $after, search: $search) { totalCount pageInfo { hasNextPage endCursor } edges { node { username } } } }',
        { after, search: tag },
      );
      if (!data) throw new Error('No page.');
      expect(data.users.totalCount).toBe(5);
      seen.push(...data.users.edges.map(({ node }) => node.username));
      expect(seen.length).toBeLessThanOrEqual(5);
      after = data.users.pageInfo.hasNextPage ? data.users.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(5);
    expect(seen).toEqual([...new Set(seen)].sort());
  });

  it('12. has no secret to publish: production does not start without keys of its own', () => {
    const load = () => loadConfig({ NODE_ENV: 'production' });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/JWT_KEYS/);
  });

  /** A login that waits for its code. */
  async function loginChallenge() {
    const user = await server.createUser();
    const { phone } = await switchOn(user);
    const client = server.client();
    const { data } = await client.obtainToken(user.username, user.password);
    return { client, phone, challenge: requiredOf(data?.obtainToken).challenge };
  }
});

interface UsersPage {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string };
  edges: { node: { username: string } }[];
}
