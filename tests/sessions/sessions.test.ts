import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { PendingSignIn } from '../../src/factors/pending/pending-sign-in.entity.js';
import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import { Session } from '../../src/sessions/session.entity.js';
import { User } from '../../src/accounts/user.entity.js';
import { decodeJwt } from 'jose';
import { codeOf, dataOf, pairOf } from '../setup/client.js';
import { eventually } from '../setup/eventually.js';
import { type SignedIn, signIn, switchOn, waitingLogin } from '../setup/flows.js';
import { newPhone, PASSWORD, startServer, type TestServer, type TestUser } from '../setup/server.js';

const DAY_SECONDS = 86_400;

/** A session about to end, and its user. */
type Ending = SignedIn & { testUser: TestUser; user: User; em: EntityManager };

/** Refresh token families: RFC 9700 4.14.2, OWASP ASVS 5.0 V7. */
describe('a session', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ SESSION_IDLE_TTL: '3d', SESSION_MAX_AGE: '7d' });
  });
  afterAll(() => server.close());

  async function refreshed(refresh: string) {
    return pairOf((await server.client().refreshToken(refresh)).data?.refreshToken);
  }

  it('ends whole when an old refresh token comes back, the newest token included', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const second = await refreshed(pair.refresh);
    const third = await refreshed(second.refresh);
    server.passSeconds(11);
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_REUSED');
    expect(codeOf(await server.client().refreshToken(third.refresh))).toBe('TOKEN_INVALID');
    expect(codeOf(await server.client().as(third.access).me())).toBe('UNAUTHENTICATED');
  });

  it('ends when a token rotated long ago returns, even right after a rotation', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const second = await refreshed(pair.refresh);
    await refreshed(second.refresh);
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_REUSED');
  });

  it('gives a client that lost the reply the same successor, for a few seconds', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const first = await refreshed(pair.refresh);
    server.passSeconds(2);
    const again = await refreshed(pair.refresh);
    expect(decodeJwt(again.refresh).jti).toBe(decodeJwt(first.refresh).jti);
    // Since the first, whenever it was asked for again.
    server.passSeconds(9);
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_REUSED');
  });

  it('is of the address and the browser that refreshed it last', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const { sid } = decodeJwt<{ sid: string }>(pair.refresh);
    const query = `mutation { refreshToken(refresh: "${pair.refresh}") { access } }`;
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'another browser',
        'x-forwarded-for': '203.0.113.77',
      },
      body: JSON.stringify({ query }),
    });
    expect(await response.json()).not.toHaveProperty('errors');
    const session = await server.app.orm.em.fork().findOneOrFail(Session, { id: sid });
    expect(session).toMatchObject({ userAgent: 'another browser', ipAddress: '203.0.113.77' });
  });

  /** As an operator writes into the tables. */
  it.each<[string, (em: EntityManager, sid: string, user: User) => Promise<unknown>]>([
    ['its user is not active', (em, _sid, { id }) => em.nativeUpdate(User, { id }, { isActive: false })],
    ['it expired', (em, id) => em.nativeUpdate(Session, { id }, { expiresAt: server.now() })],
    ['its absolute end is there', (em, id) => em.nativeUpdate(Session, { id }, { endsAt: server.now() })],
    [
      'it is of somebody else now',
      async (em, id) => em.nativeUpdate(Session, { id }, { user: (await server.createUser()).user.id }),
    ],
  ])('is not refreshed when %s, whatever its tokens say', async (_what, change) => {
    const { user, ...testUser } = await server.createUser();
    const { pair } = await signIn(server, { user, ...testUser });
    const { sid } = decodeJwt<{ sid: string }>(pair.refresh);
    const em = server.app.orm.em.fork();
    await change(em, sid, user);
    const before = await em.fork().findOneOrFail(Session, { id: sid });
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_INVALID');
    expect(await em.fork().findOneOrFail(Session, { id: sid })).toEqual(before);
  });

  it('ends when its user opens a hundred more and uses it no longer', async () => {
    const user = await server.createUser();
    const oldest = await signIn(server, user);
    const used = await signIn(server, user);
    for (let session = 3; session <= 100; session++) await signIn(server, user);
    server.passSeconds(1);
    const { access } = await refreshed(used.pair.refresh);
    expect(codeOf(await oldest.client.me())).toBeUndefined();
    const { client } = await signIn(server, user);
    expect(codeOf(await oldest.client.me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.client().refreshToken(oldest.pair.refresh))).toBe('TOKEN_INVALID');
    expect(codeOf(await client.as(access).me())).toBeUndefined();
    const { sessions } = dataOf(await client.sessions()).me;
    expect(sessions).toHaveLength(100);
    const where = { userId: user.user.id, type: 'sessionRevoked' } as const;
    const revoked = await server.app.orm.em.fork().find(SecurityEvent, where);
    expect(revoked).toEqual([expect.objectContaining({ reason: 'tooManySessions' })]);

    await Promise.all(Array.from({ length: 9 }, () => signIn(server, user)));
    const ends = await server.app.orm.em.fork().find(SecurityEvent, where);
    expect(ends.length).toBeGreaterThan(1);
    expect(new Set(ends.map(({ sessionId }) => sessionId)).size).toBe(ends.length);
  });

  it('has one successor of twenty refreshes at once', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => server.client().refreshToken(pair.refresh)),
    );
    const successors = responses.flatMap(({ data }) => (data ? [data.refreshToken.refresh] : []));
    const ids = successors.map((token) => decodeJwt(token).jti);
    expect(new Set(ids).size).toBe(1);
    expect(codeOf(await server.client().refreshToken(successors[0] ?? ''))).toBeUndefined();
  });

  it('ends when it is not used, and at its absolute end however often it is refreshed', async () => {
    const idle = await signIn(server, await server.createUser());
    let { refresh } = (await signIn(server, await server.createUser())).pair;
    for (let day = 0; day < 6; day += 2) {
      server.passSeconds(2 * DAY_SECONDS);
      ({ refresh } = await refreshed(refresh));
    }
    expect(codeOf(await server.client().refreshToken(idle.pair.refresh))).toBe('TOKEN_INVALID');
    server.passSeconds(DAY_SECONDS + 60);
    expect(codeOf(await server.client().refreshToken(refresh))).toBe('TOKEN_INVALID');
  });

  it('shows a change of role in the next request', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    expect(codeOf(await client.query('{ users { totalCount } }'))).toBe('FORBIDDEN');
    await server.app.admin.grantStaff(user.user, server.app.orm.em.fork());
    expect(codeOf(await client.query('{ users { totalCount } }'))).toBeUndefined();
    await server.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, { isStaff: false });
    expect(codeOf(await client.query('{ users { totalCount } }'))).toBe('FORBIDDEN');
  });

  it('takes its access tokens along at its absolute end', async () => {
    let { refresh } = (await signIn(server, await server.createUser())).pair;
    for (const days of [2, 2, 2]) {
      server.passSeconds(days * DAY_SECONDS);
      ({ refresh } = await refreshed(refresh));
    }
    server.passSeconds(DAY_SECONDS - 60);
    const { access } = await refreshed(refresh);
    expect(codeOf(await server.client().as(access).me())).toBeUndefined();
    server.passSeconds(60 + 31);
    expect(codeOf(await server.client().as(access).me())).toBe('UNAUTHENTICATED');
  });

  it.each<[string, (session: Ending) => Promise<unknown>]>([
    ['log out', ({ pair }) => server.client().revokeToken(pair.refresh)],
    ['a change of the password', ({ client }) => client.changePassword(PASSWORD, 'another long password')],
    [
      'a new password from the staff',
      ({ user, em }) => server.app.admin.setPassword(user, 'another long password', em),
    ],
    ['deactivation', ({ user, em }) => server.app.admin.setActive(user, false, em)],
    ['switching the second factor on', ({ testUser }) => switchOn(server, testUser)],
    [
      'ending all the others',
      async ({ testUser }) =>
        (await signIn(server, testUser)).client.query('mutation { revokeOtherSessions }'),
    ],
  ])('ends at once after %s, for access and refresh token', async (_what, end) => {
    const testUser = await server.createUser();
    const { client, pair } = await signIn(server, testUser);
    // From now on the server knows that it lives, and does not look again.
    await client.me();
    await end({ client, pair, testUser, user: testUser.user, em: server.app.orm.em.fork() });
    // This one does not look for the user.
    expect(codeOf(await client.query('mutation { revokeOtherSessions }'))).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_INVALID');
  });

  it.each<[string, (em: EntityManager, user: string) => Promise<unknown>]>([
    ['takes the row away', (em, user) => em.nativeDelete(Session, { user })],
    ['keeps the row', (em, user) => em.nativeUpdate(Session, { user }, { revokedAt: server.now() })],
  ])('ends as soon as it is announced after a statement by hand that %s', async (_what, end) => {
    const { user, ...testUser } = await server.createUser();
    const { client, pair } = await signIn(server, { user, ...testUser });
    await client.me();
    await end(server.app.orm.em.fork(), user.id);
    await eventually(async () =>
      expect(codeOf(await client.query('mutation { revokeOtherSessions }'))).toBe('UNAUTHENTICATED'),
    );
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_INVALID');
  });

  it('ends by log out with a token of it that was rotated already', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const next = await refreshed(pair.refresh);
    expect((await server.client().revokeToken(pair.refresh)).data?.revokeToken).toBe(true);
    expect(codeOf(await server.client().as(next.access).me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.client().refreshToken(next.refresh))).toBe('TOKEN_INVALID');
  });

  it('and all else that opens an account is in no table of the database', async () => {
    const { challenge, user } = await waitingLogin(server);
    const plain = await server.createUser();
    const { pair } = await signIn(server, plain);
    const next = await refreshed(pair.refresh);
    await server.client().obtainToken(user.username, 'wrong password');
    // Some people type it into the wrong field.
    await server.client().obtainToken('password as name', 'any');
    const dump = await dumpOf(server);
    for (const { id } of [user.user, plain.user]) expect(dump).toContain(id);
    const tokens = [pair, next].flatMap(({ access, refresh }) => [access, refresh]);
    const ids = [pair, next].map(({ refresh }) => String(decodeJwt(refresh).jti));
    for (const secret of [...tokens, ...ids, challenge, PASSWORD, 'wrong password', 'password as name'])
      expect(dump).not.toContain(secret);
    // What is stored in their place is not taken in their place.
    const pending = await server.app.orm.em.fork().find(PendingSignIn, {});
    expect(pending.length).toBeGreaterThan(0);
    for (const { secretHash } of pending)
      expect(codeOf(await server.client().resendTwoFactorToken(secretHash))).toBe('CHALLENGE_EXPIRED');
  });

  it('does not open for a password that was changed while it was being checked', async () => {
    const user = await server.createUser();
    const login = server.client().obtainToken(user.username, user.password);
    await server.app.admin.setPassword(user.user, 'another long password', server.app.orm.em.fork());
    const response = await login;
    const access = response.data && pairOf(response.data.obtainToken).access;
    // Refused, or signed in before the change and ended by it.
    if (access) expect(codeOf(await server.client().as(access).me())).toBe('UNAUTHENTICATED');
    else expect(codeOf(response)).toBe('INVALID_CREDENTIALS');
    expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBe(
      'INVALID_CREDENTIALS',
    );
  });

  async function expectEnded({ client, pair }: SignedIn) {
    expect(codeOf(await client.me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_INVALID');
  }

  it('ends when the second factor is switched on', async () => {
    const user = await server.createUser();
    const [elsewhere, here] = [await signIn(server, user), await signIn(server, user)];
    const phone = newPhone();
    await here.client.verifyPhone(phone);
    const { data } = await here.client.registerPhone(phone, server.messageTo(phone).code);
    for (const old of [elsewhere, here]) await expectEnded(old);
    const { refresh } = pairOf(data?.registerPhone);
    expect(codeOf(await server.client().refreshToken(refresh))).toBeUndefined();
  });

  it('ends when staff changes the password or deactivates the user', async () => {
    const user = await server.createUser();
    const em = server.app.orm.em.fork();
    const first = await signIn(server, user);
    const password = 'another long password';
    await server.app.admin.setPassword(user.user, password, em);
    await expectEnded(first);

    const second = await signIn(server, { ...user, password });
    await server.app.admin.setActive(user.user, false, em);
    await expectEnded(second);
  });

  it('ends at the logout with its access tokens', async () => {
    const session = await signIn(server, await server.createUser());
    const logOut = () => server.client().revokeToken(session.pair.refresh);
    expect((await logOut()).data?.revokeToken).toBe(true);
    await expectEnded(session);
    expect((await logOut()).data?.revokeToken).toBe(false);
  });
});

/** Every row of every table, as text. */
async function dumpOf({ app }: TestServer): Promise<string> {
  const connection = app.orm.em.getConnection();
  const tables = await connection.execute<{ name: string }[]>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  const rows = await Promise.all(tables.map(({ name }) => connection.execute(`select * from "${name}"`)));
  return JSON.stringify(rows);
}
