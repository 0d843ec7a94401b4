import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import { User } from '../../src/accounts/user.entity.js';
import { type Client, codeOf, dataOf, pairOf, requiredOf } from '../setup/client.js';
import { otherThan, type SignedIn, signIn, switchOn, waitingLogin } from '../setup/flows.js';
import { LIMIT_STORES } from '../setup/database/limit-stores.js';
import { newPhone, startServer, type TestServer, type TestUser } from '../setup/server.js';

interface Event {
  type: string;
  reason: string | null;
  userId: string | null;
  sessionId: string | null;
  ipAddress: string;
  userAgent: string | null;
}

interface Page {
  edges: { node: Event; cursor: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Somebody with a second factor, signed in. */
type Account = SignedIn & { user: TestUser; em: EntityManager };

const PAGE = `edges { cursor node { type reason userId sessionId ipAddress userAgent } }
  pageInfo { hasNextPage endCursor }`;

async function ownEvents(client: Client, args: Record<string, unknown> = {}): Promise<Event[]> {
  const document = `query ($first: Int! = 100) { me { securityEvents(first: $first) { ${PAGE} } } }`;
  const { me } = dataOf(await client.query<{ me: { securityEvents: Page } }>(document, args));
  return me.securityEvents.edges.map(({ node }) => node);
}

const allEvents = (client: Client, args: Record<string, unknown> = {}) =>
  client.query<{ securityEvents: Page }>(
    `query ($first: Int! = 100, $after: String, $userId: ID, $type: SecurityEventType) {
      securityEvents(first: $first, after: $after, userId: $userId, type: $type) { ${PAGE} } }`,
    args,
  );

/** OWASP ASVS 5.0 V16: what is recorded, and that records are protected from change. */
describe('the security log', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  async function useAgain(refresh: string): Promise<void> {
    const { refreshToken: next } = dataOf(await server.client().refreshToken(refresh));
    for (const token of [next.refresh, refresh]) await server.client().refreshToken(token);
  }

  it.each([
    ['change', (em, id) => em.nativeUpdate(SecurityEvent, { id }, { userId: null })],
    ['lose', (em, id) => em.nativeDelete(SecurityEvent, { id })],
    ['lose at once', (em) => em.execute('truncate security_events')],
  ] satisfies [string, (em: TestServer['app']['orm']['em'], id: bigint) => Promise<unknown>][])(
    'is append-only: even the database refuses to %s an entry',
    async (_what, tamper) => {
      await server.createUser();
      const em = server.app.orm.em.fork();
      const [entry] = await em.find(SecurityEvent, { type: 'userCreated' }, { limit: 1 });
      if (!entry) throw new Error('There is no entry.');
      await expect(tamper(server.app.orm.em.fork(), BigInt(entry.id))).rejects.toThrow(
        'security_events is append-only',
      );
      const kept = await server.app.orm.em.fork().findOneOrFail(SecurityEvent, { id: entry.id });
      expect(kept.userId).toBe(entry.userId);
    },
  );

  it('has what happened to an account, its session, address and client', async () => {
    const user = await server.createUser();
    const first = await signIn(server, user);
    const [old] = dataOf(await first.client.sessions()).me.sessions;
    const phone = newPhone();
    dataOf(await first.client.verifyPhone(phone));
    const { code } = server.messageTo(phone);
    await first.client.registerPhone(phone, otherThan(code));
    const pair = pairOf(dataOf(await first.client.registerPhone(phone, code)).registerPhone);
    const client = first.client.as(pair.access);
    const [current] = dataOf(await client.sessions()).me.sessions;
    await client.changePassword('not the password', 'another long password');

    const from = { userId: user.user.id, ipAddress: client.address, userAgent: 'node' };
    const [during, after] = [old?.id, current?.id];
    expect(await ownEvents(client)).toEqual([
      { ...from, type: 'SIGN_IN_REFUSED', reason: 'wrongPassword', sessionId: after },
      { ...from, type: 'SIGNED_IN', reason: null, sessionId: after },
      { ...from, type: 'PHONE_REGISTERED', reason: null, sessionId: during },
      { ...from, type: 'SESSION_REVOKED', reason: 'credentialChanged', sessionId: during },
      { ...from, type: 'CODE_REJECTED', reason: 'rejected', sessionId: during },
      { ...from, type: 'CODE_SENT', reason: 'registration', sessionId: during },
      { ...from, type: 'SIGNED_IN', reason: null, sessionId: during },
      {
        userId: user.user.id,
        ipAddress: 'command line',
        userAgent: null,
        type: 'USER_CREATED',
        reason: null,
        sessionId: null,
      },
    ]);
  });

  it('names no session of a user who tries somebody else’s password', async () => {
    const [user, victim] = [await server.createUser(), await server.createUser()];
    const { client } = await signIn(server, user);
    expect(codeOf(await client.obtainToken(victim.username, 'wrong password'))).toBe('INVALID_CREDENTIALS');
    const owner = await signIn(server, victim);
    const refused = (await ownEvents(owner.client)).find(({ type }) => type === 'SIGN_IN_REFUSED');
    expect(refused).toMatchObject({ sessionId: null, ipAddress: client.address });
  });

  it('keeps each right password that opens no session, also where no message goes', async () => {
    const user = await server.createUser();
    const { client: owner, phone } = await switchOn(server, user);
    const client = server.client();
    const { username, password } = user;
    const em = () => server.app.orm.em.fork();
    const accepted = async () =>
      (await ownEvents(owner)).filter(({ type }) => type === 'PASSWORD_ACCEPTED').map(({ reason }) => reason);
    const early = await client.verifyTwoFactorToken({ username, password, token: '123456' });
    expect(codeOf(early)).toBe('INVALID_CREDENTIALS');
    expect(await accepted()).toEqual([null]);
    for (let login = 0; login < 2; login++) dataOf(await client.obtainToken(username, password));
    expect(server.messagesTo(phone)).toHaveLength(2);
    expect(await accepted()).toEqual([null, null, null]);
    await em().nativeUpdate(User, { id: user.user.id }, { wrongCodesInRow: 100 });
    expect(codeOf(await client.obtainToken(username, password))).toBe('FORBIDDEN');
    expect(await accepted()).toEqual(['secondFactorLocked', null, null, null]);
    expect((await ownEvents(owner))[0]).toMatchObject({ ipAddress: client.address, sessionId: null });
  });

  it.each(LIMIT_STORES)('keeps once a window what a limit refuses, counted in %s', async (_where, store) => {
    const limited = await startServer({ ...store, LIMIT_LOGINS_PER_USERNAME: '2/10m' });
    const user = await limited.createUser();
    await signIn(limited, user);
    const client = limited.client();
    for (const username of [user.username, randomUUID()]) {
      for (let tries = 0; tries < 2; tries++) await client.obtainToken(username, 'wrong password');
      const beyond = await Promise.all([1, 2, 3].map(() => client.obtainToken(username, user.password)));
      expect(beyond.map(codeOf)).toEqual(Array(3).fill('RATE_LIMITED'));
    }
    const em = limited.app.orm.em.fork();
    const type = 'signInRefused';
    const refused = await em.find(SecurityEvent, { type }, { orderBy: { id: 'asc' } });
    expect(refused.map(({ userId, reason }) => [userId, reason])).toEqual([
      [user.user.id, 'wrongPassword'],
      [user.user.id, 'wrongPassword'],
      [user.user.id, 'rateLimited'],
      [null, 'unknownUser'],
      [null, 'unknownUser'],
      [null, 'rateLimited'],
    ]);
    await limited.close();
  });

  it('keeps once a window that an address is refused', async () => {
    const limited = await startServer({ LIMIT_LOGINS_PER_ADDRESS: '1/10m' });
    const client = limited.client();
    for (let tries = 0; tries < 4; tries++) await client.obtainToken(randomUUID(), 'Summer2026!');
    const refused = await limited.app.orm.em.fork().find(SecurityEvent, {}, { orderBy: { id: 'asc' } });
    const from = { type: 'signInRefused', ipAddress: client.address };
    expect(refused).toEqual([
      expect.objectContaining({ ...from, reason: 'unknownUser' }),
      expect.objectContaining({ ...from, reason: 'rateLimited' }),
    ]);
    await limited.close();
  });

  it('keeps why a code was refused, also where the provider was not asked', async () => {
    const limited = await startServer({ LIMIT_CODES_PER_USER: '2/1h' });
    const reasons = async (userId: string) => {
      const where = { userId, type: 'codeRejected' as const };
      const found = await limited.app.orm.em.fork().find(SecurityEvent, where, { orderBy: { id: 'asc' } });
      return found.map(({ reason }) => reason);
    };
    const { client, user, code, challenge, phone } = await waitingLogin(limited);
    dataOf(await client.verifyTwoFactorToken({ challenge, token: code }));
    await client.verifyTwoFactorToken({ challenge, token: code });
    expect(await reasons(user.user.id)).toEqual(['expired']);

    const again = requiredOf(dataOf(await client.obtainToken(user.username, user.password)).obtainToken);
    const wrong = otherThan(limited.messageTo(phone).code);
    for (let tries = 0; tries < 4; tries++)
      await client.verifyTwoFactorToken({ challenge: again.challenge, token: wrong });
    expect(await reasons(user.user.id)).toEqual(['expired', 'rejected', 'rejected', 'rateLimited']);

    const locked = await waitingLogin(limited);
    const { id } = locked.user.user;
    await limited.app.orm.em.fork().nativeUpdate(User, { id }, { wrongCodesInRow: 100 });
    await client.verifyTwoFactorToken({ challenge: locked.challenge, token: locked.code });
    expect(await reasons(id)).toEqual(['secondFactorLocked']);
    await limited.close();
  });

  it('keeps once a window that a limit refuses the current password', async () => {
    const limited = await startServer({ LIMIT_LOGINS_PER_USERNAME: '2/10m' });
    const { client } = await signIn(limited, await limited.createUser());
    for (let tries = 0; tries < 5; tries++)
      await client.changePassword('not the password', 'another long password');
    const refused = (await ownEvents(client)).filter(({ type }) => type === 'SIGN_IN_REFUSED');
    expect(refused.map(({ reason }) => reason)).toEqual(['rateLimited', 'wrongPassword', 'wrongPassword']);
    await limited.close();
  });

  it('has a line for each entry, and none for a change that was taken back', async () => {
    const user = await server.createUser();
    const sessions = [await signIn(server, user), await signIn(server, user), await signIn(server, user)];
    const changes = await Promise.all(
      sessions.map(({ client }, which) => client.changePassword(user.password, `another password ${which}`)),
    );
    expect(changes.filter(({ errors }) => !errors)).toHaveLength(1);
    const { id } = user.user;
    const entries = await server.app.orm.em.fork().find(SecurityEvent, { userId: id });
    const lines = server
      .log()
      .split('\n')
      .filter((line) => line.includes('"securityEvent"') && line.includes(id))
      .map((line) => (JSON.parse(line) as { securityEvent: SecurityEvent }).securityEvent);
    const textOf = ({ type, sessionId }: SecurityEvent) => `${type} ${sessionId ?? ''}`;
    expect(lines.map(textOf).toSorted()).toEqual(entries.map(textOf).toSorted());
  });

  it('shows staff everybody’s, whole over pages, or of one user and one type', async () => {
    const staff = await signIn(server, await server.createUser({ isStaff: true }));
    const { client, phone } = await switchOn(server, await server.createUser());
    const id = dataOf(await client.me()).me?.['id'];

    const mine = dataOf(await allEvents(staff.client, { userId: id })).securityEvents;
    expect(mine.edges.map(({ node }) => node)).toEqual(await ownEvents(client));
    expect(JSON.stringify(mine)).not.toContain(phone);
    const registered = dataOf(
      await allEvents(staff.client, { userId: id, type: 'PHONE_REGISTERED' }),
    ).securityEvents;
    expect(registered.edges.map(({ node }) => node.type)).toEqual(['PHONE_REGISTERED']);

    const whole = dataOf(await allEvents(staff.client)).securityEvents;
    expect(new Set(whole.edges.map(({ node }) => node.userId)).size).toBeGreaterThan(1);
    const paged: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Page = dataOf(await allEvents(staff.client, { first: 3, after })).securityEvents;
      expect(page.edges.length).toBeLessThanOrEqual(3);
      paged.push(...page.edges.map(({ cursor }) => cursor));
      expect(paged.length).toBeLessThanOrEqual(whole.edges.length);
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(paged).toEqual(whole.edges.map(({ cursor }) => cursor));
  });

  it('is for staff, page by page', async () => {
    const { client } = await signIn(server, await server.createUser());
    expect(codeOf(await allEvents(server.client()))).toBe('UNAUTHENTICATED');
    expect(codeOf(await allEvents(client))).toBe('FORBIDDEN');
    const staff = await signIn(server, await server.createUser({ isStaff: true }));
    for (const [args, field] of [
      [{ first: 0 }, 'first'],
      [{ first: 101 }, 'first'],
      [{ after: 'nowhere' }, 'after'],
    ] as const) {
      const { errors } = await allEvents(staff.client, args);
      expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
    }
    const none = dataOf(await allEvents(staff.client, { userId: 'nobody' })).securityEvents;
    expect(none).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });

  it.each<[string, string | null, (account: Account) => Promise<unknown>]>([
    ['SIGN_IN_REFUSED', 'wrongPassword', ({ user, client }) => client.obtainToken(user.username, 'wrong')],
    [
      'SIGN_IN_REFUSED',
      'inactiveUser',
      async ({ user, em }) => {
        await server.app.admin.setActive(user.user, false, em);
        await server.client().obtainToken(user.username, user.password);
      },
    ],
    ['USER_DEACTIVATED', null, ({ user, em }) => server.app.admin.setActive(user.user, false, em)],
    ['USER_ACTIVATED', null, ({ user, em }) => server.app.admin.setActive(user.user, true, em)],
    ['STAFF_GRANTED', null, ({ user, em }) => server.app.admin.grantStaff(user.user, em)],
    ['STAFF_REVOKED', null, ({ user, em }) => server.app.admin.revokeStaff(user.user, em)],
    [
      'PASSWORD_CHANGED',
      'staff',
      ({ user, em }) => server.app.admin.setPassword(user.user, 'a long password', em),
    ],
    ['PASSWORD_CHANGED', null, ({ user, client }) => client.changePassword(user.password, 'a long password')],
    ['TWO_FACTOR_DISABLED', null, ({ client }) => client.disableTwoFactor()],
    ['CODE_NOT_SENT', 'INVALID_PHONE_NUMBER', ({ client }) => client.verifyPhone('+48501230000')],
    ['SESSION_REVOKED', 'loggedOut', ({ pair }) => server.client().revokeToken(pair.refresh)],
    ['SESSION_REVOKED', 'deactivated', ({ user, em }) => server.app.admin.setActive(user.user, false, em)],
    [
      'SESSION_REVOKED',
      'revokedByUser',
      async ({ client }) => client.revokeSession(dataOf(await client.sessions()).me.sessions[0]?.id ?? ''),
    ],
    ['REFRESH_TOKEN_REUSED', null, ({ pair }) => useAgain(pair.refresh)],
    ['SESSION_REVOKED', 'refreshTokenReused', ({ pair }) => useAgain(pair.refresh)],
    [
      'SECOND_FACTOR_LOCKED',
      null,
      async ({ user, client, em }) => {
        const { challenge } = requiredOf(
          dataOf(await client.obtainToken(user.username, user.password)).obtainToken,
        );
        await em.nativeUpdate(User, { id: user.user.id }, { wrongCodesInRow: 99 });
        await client.verifyTwoFactorToken({ challenge, token: '123456' });
      },
    ],
    ['SECOND_FACTOR_UNLOCKED', null, ({ user, em }) => server.app.admin.unlock(user.user, em)],
  ])('records %s with its reason: %s', async (type, reason, act) => {
    const staff = await signIn(server, await server.createUser({ isStaff: true }));
    const user = await server.createUser();
    const userId = user.user.id;
    const signedIn = await switchOn(server, user);
    const known = dataOf(await allEvents(staff.client, { userId, type })).securityEvents.edges.length;
    await act({ ...signedIn, user, em: server.app.orm.em.fork() });
    const events = dataOf(await allEvents(staff.client, { userId, type })).securityEvents.edges;
    expect(events.slice(0, events.length - known).map(({ node }) => node)).toEqual([
      expect.objectContaining({ type, reason }),
    ]);
  });
});
