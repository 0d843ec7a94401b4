import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Client, codeOf, pairOf } from '../setup/client.js';
import { signIn, waitingLogin } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

/** What nobody should send: a stable code and a sentence, never an internal error, never an echo. */
describe('bad input', () => {
  let server: TestServer;
  /** Signed in, and staff: lets the input be all that is wrong. */
  let client: Client;

  beforeAll(async () => {
    server = await startServer();
    ({ client } = await signIn(server, await server.createUser({ isStaff: true })));
  });
  afterAll(() => server.close());

  it.each([
    ['empty', ''],
    ['blank', ' \t\n'],
    ['over-long', 'x'.repeat(151)],
    ['over-long once folded', 'ﷺ'.repeat(20)],
    ['with a NUL byte', 'twi\0lio'],
    ['with an unpaired surrogate', 'twi\ud800lio'],
  ])('as username, %s, is BAD_USER_INPUT with the field', async (_what, username) => {
    const { errors } = await server.client().obtainToken(username, 'some password');
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'username' });
  });

  it.each([null, 42, true, {}, ['twilio']])('as username, %j, is BAD_USER_INPUT', async (username) => {
    expect(codeOf(await server.client().obtainToken(username, 'some password'))).toBe('BAD_USER_INPUT');
  });

  it('knows one user by every way of writing the name', async () => {
    const password = 'correct horse battery';
    await server.app.users.createUser({ username: 'Ünïcode Straße', password }, server.app.orm.em.fork());
    for (const username of [
      'Ünïcode Straße',
      ' ünïcode STRASSE ',
      'ÜNÏCODE STRASSE',
      'Ünïcode Straße'.normalize('NFD'),
      // A mathematical capital C: no case of its own, and a C once it is normalized.
      'Ünï\u{1d402}ode Straße',
    ])
      expect(codeOf(await server.client().obtainToken(username, password))).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['over 72 bytes', 'x'.repeat(73)],
    ['with a NUL byte', 'correct horse battery\0'],
    ['cut at a NUL byte', 'correct horse battery\0x'],
  ])('as password, %s, is simply wrong', async (_what, password) => {
    const { username } = await server.createUser();
    expect(codeOf(await server.client().obtainToken(username, password))).toBe('INVALID_CREDENTIALS');
  });

  it('as password, with an unpaired surrogate, is BAD_USER_INPUT with the field', async () => {
    const { username } = await server.createUser();
    const { errors } = await server.client().obtainToken(username, 'correct horse battery\ud800');
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'password' });
  });

  it('does not cut a password at 72 bytes', async () => {
    const password = 'x'.repeat(72);
    const { username } = await server.createUser({ password });
    expect(codeOf(await server.client().obtainToken(username, `${password}y`))).toBe('INVALID_CREDENTIALS');
    expect(codeOf(await server.client().obtainToken(username, password))).toBeUndefined();
  });

  // The time of NFKC grows with the square of the accents in a row: these would take seconds.
  it('as any text that is compared, 30,000 accents, is refused before it is normalized', async () => {
    const accents = `a${'\u0301\u0316'.repeat(15_000)}`;
    const normalize = jest.spyOn(String.prototype, 'normalize');
    const anybody = server.client();
    const responses = [
      await anybody.obtainToken(accents, 'some password'),
      await anybody.obtainToken(`${accents}@example.com`, 'some password'),
      await anybody.obtainToken('twilio', accents),
      await anybody.register(accents, 'ada@example.com', 'correct horse battery'),
      await anybody.register('accents', `${accents}@example.com`, 'correct horse battery'),
      await anybody.register('accents', 'ada@example.com', accents),
      await anybody.requestPasswordReset(accents),
      await anybody.resetPassword('no challenge', 'no token', accents),
      await anybody.acceptInvitation('no challenge', 'no token', accents),
      await client.changePassword(accents, 'correct horse battery'),
      await client.verifyPhone(accents),
    ];
    const longest = Math.max(...normalize.mock.contexts.map((text) => String(text).length));
    normalize.mockRestore();
    expect(responses.map(codeOf)).not.toContain(undefined);
    expect(longest).toBeLessThanOrEqual(4096);
  });

  it('as both or neither way of naming a login is BAD_USER_INPUT', async () => {
    const { client, challenge, user } = await waitingLogin(server);
    const { username, password } = user;
    for (const way of [
      {},
      { challenge, username, password },
      { username },
      { password },
      { challenge, username },
      { challenge, password },
    ])
      expect(codeOf(await client.verifyTwoFactorToken({ token: '123456', ...way }))).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['empty', ''],
    ['short', 'x'],
    ['of 5,000 characters', 'x'.repeat(5000)],
    ['of a NUL byte', '\0'],
    ['of an unpaired surrogate', '\ud800'],
    ['of other letters', 'ünïcode'],
  ])('as challenge, %s, is CHALLENGE_EXPIRED', async (_what, challenge) => {
    expect(codeOf(await server.client().verifyTwoFactorToken({ token: '123456', challenge }))).toBe(
      'CHALLENGE_EXPIRED',
    );
    expect(codeOf(await server.client().resendTwoFactorToken(challenge))).toBe('CHALLENGE_EXPIRED');
  });

  it.each([
    ['empty', ''],
    ['short', 'x'],
    ['of 5,000 characters', 'x'.repeat(5000)],
    ['of a NUL byte', '\0'],
    ['of three parts', 'a.b.c'],
  ])('as refresh token, %s, is TOKEN_INVALID', async (_what, refresh) => {
    expect(codeOf(await server.client().refreshToken(refresh))).toBe('TOKEN_INVALID');
    expect((await server.client().revokeToken(refresh)).data?.revokeToken).toBe(false);
  });

  it.each([
    '',
    '123',
    '+',
    '48123456789',
    '+48 12',
    '+999999999999',
    'tel:+48',
    '+48123456789;ext=1',
    '\0',
    '+4812345678９０',
    `+48${'1'.repeat(90)}`,
  ])('as phone, %j, is INVALID_PHONE_NUMBER', async (phone) => {
    expect(codeOf(await client.verifyPhone(phone))).toBe('INVALID_PHONE_NUMBER');
    expect(codeOf(await client.registerPhone(phone, '123456'))).toBe('INVALID_PHONE_NUMBER');
  });

  it('takes every notation of a phone as the same number', async () => {
    const asker = await signIn(server, await server.createUser());
    expect(codeOf(await asker.client.verifyPhone('+48 123-456-789'))).toBeUndefined();
    const { code } = server.messageTo('+48123456789');
    const response = await asker.client.registerPhone('+48 (123) 456 789', code);
    const { access } = pairOf(response.data?.registerPhone);
    expect((await server.client().as(access).me()).data?.me).toMatchObject({ phone: '+48123456789' });
  });

  it.each([
    { first: 0 },
    { first: -1 },
    { first: 101 },
    { after: 'not a cursor!' },
    { after: '' },
    { after: 'AA' },
    { search: 'x'.repeat(151) },
    { search: '\0' },
    { search: '\ud800' },
  ])('as page, %j, is BAD_USER_INPUT', async (page) => {
    const response = await client.query(
      'query ($first: Int = 20, $after: String, $search: String) { users(first: $first, after: $after, search: $search) { totalCount } }',
      page,
    );
    expect(codeOf(response)).toBe('BAD_USER_INPUT');
  });

  it('as pattern matches itself and nothing else', async () => {
    const em = server.app.orm.em.fork();
    await server.app.users.createUser({ username: '%a_b\\c' }, em);
    await server.app.users.createUser({ username: '_%d', email: '%y_z{w@example.com' }, em);
    const found: Record<string, number> = { '%': 2, _: 1, '%a_b\\c': 1, '%Y_z{W': 1, '_%': 1 };
    for (const search of [...Object.keys(found), '\\', '%b', '%a%', '__', "'; drop table users; --"]) {
      const { data } = await client.query(
        'query ($search: String) { users(search: $search) { totalCount } }',
        { search },
      );
      expect([search, data]).toEqual([search, { users: { totalCount: found[search] ?? 0 } }]);
    }
  });

  it.each(['no uuid', '', '00000000-0000-4000-8000-000000000000', '\0'])(
    'as user id, %j, finds nobody',
    async (id) => {
      const { data, errors } = await client.query('query ($id: ID!) { user(id: $id) { id } }', { id });
      expect([data, errors]).toEqual([{ user: null }, undefined]);
    },
  );

  it('never comes back in a response, nor in the log', async () => {
    const secret = 'hunter2-Zx9';
    const anonymous = server.client();
    const { challenge } = await waitingLogin(server);
    const responses = await Promise.all([
      anonymous.query('mutation ($p: String!) { obtainToken(username: "a", password: $p) { __typename } }', {
        p: { value: secret },
      }),
      anonymous.query('mutation ($p: Int!) { obtainToken(username: "a", password: $p) { __typename } }', {
        p: secret,
      }),
      anonymous.query(
        `mutation { obtainToken(username: "a", password: "${secret}", ${secret.slice(0, 6)}: 1) { __typename } }`,
      ),
      anonymous.query(`mutation { verifyPhone(phone: "+48501999888", channel: "${secret}") { __typename } }`),
      anonymous.query(`mutation { users(first: "${secret}") { totalCount } }`),
      anonymous.query(`mutation { obtainToken(username: "a" "${secret}") { __typename } }`),
      anonymous.query(`mutation { obtainToken(username: "a", password: """${secret}`),
      anonymous.query(`{ users(first: "${secret}") { totalCount } }`),
      anonymous.query('query ($first: Int) { users(first: $first) { totalCount } }', { first: secret }),
      anonymous.obtainToken('somebody', secret),
      anonymous.refreshToken(secret),
      anonymous.verifyTwoFactorToken({ token: secret, challenge: secret }),
      anonymous.verifyTwoFactorToken({ token: secret, challenge }),
      anonymous.as(secret).me(),
    ]);
    for (const { data, errors } of responses) {
      expect(JSON.stringify({ data, errors })).not.toContain(secret);
      expect(errors?.[0]?.extensions.code).toMatch(/^[A-Z_]+$/);
      expect(errors?.[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    }
    expect(server.log()).not.toContain(secret);
  });

  it('as code or phone is BAD_USER_INPUT whatever its form', async () => {
    const { client: anonymous, challenge, user } = await waitingLogin(server);
    const padded = await server.client().obtainToken(`  ${user.username}\t`, user.password);
    expect(codeOf(padded)).toBeUndefined();
    const texts = ['../sms', '12 345', '１２３４５６', '123', '12345678901', '', 'abcdef', '\0\0\0\0\0\0'];
    for (const token of [...texts, 123456, null, ['123456'], {}])
      expect(codeOf(await anonymous.verifyTwoFactorToken({ challenge, token }))).toBe('BAD_USER_INPUT');
    for (const phone of [48123456789, null, {}])
      expect(codeOf(await client.verifyPhone(phone))).toBe('BAD_USER_INPUT');
  });
});
