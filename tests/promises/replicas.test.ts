import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type ApiResponse, Client, codeOf, dataOf, pairOf, requiredOf } from '../setup/client.js';
import { createDatabase, type TestDatabase } from '../setup/database/database.js';
import { eventually } from '../setup/eventually.js';
import { onServer } from '../setup/global-setup.mjs';
import { killProcesses, type ServerProcess, startProcess } from '../setup/process.js';
import { ApprovesAll, codeTo, twilioAt, watchProvider } from '../setup/provider.js';
import { decodeJwt } from 'jose';
import pg from 'pg';
import { type SimulatorServer, startSimulatorServer } from '../../src/vendors/simulator/standalone.js';
import { RecoveryCode } from '../../src/factors/recovery/recovery-code.entity.js';
import { Session } from '../../src/sessions/session.entity.js';
import { User } from '../../src/accounts/user.entity.js';
import { newPhone, PASSWORD, startServer, type TestServer } from '../setup/server.js';

const served = process.env['TEST_DATABASE_URL'];
const redisUrl = process.env['TEST_REDIS_URL'];

/** Two processes that share nothing but PostgreSQL, and in the second round Redis. */
const onServed = served
  ? describe.each([['without', undefined], ...(redisUrl ? [['with', redisUrl]] : [])])
  : describe.skip.each([['without', undefined]]);

onServed('two replicas, %s Redis', (_with, redis) => {
  let database: TestDatabase;
  let maker: TestServer;
  let replicas: ServerProcess[];
  let urls: string[];
  /** One Twilio for both, as it would be. */
  let provider: SimulatorServer;

  beforeAll(async () => {
    // Makes the users; the replicas are processes of their own.
    database = await createDatabase();
    maker = await startServer(database.env);
    provider = await startSimulatorServer({ port: 0 });
    const env = {
      ...database.env,
      ...twilioAt(provider.url),
      DATA_DIR: join(process.env['TEST_FOLDER'] ?? '', randomUUID()),
      PUBLIC_URL: 'http://auth.test',
      BCRYPT_COST: '10',
      TRUSTED_PROXIES: '127.0.0.1',
      LIMIT_LOGINS_PER_ADDRESS: '1000/1m',
      LIMIT_CODES_PER_USER: '1000/1m',
      // In development the start logs nothing below a warning, unless this asks for it.
      LOG_LEVEL: 'debug',
      ...(redis && { REDIS_URL: redis, REDIS_KEY_PREFIX: `test:${randomUUID()}:` }),
    };
    replicas = [startProcess(env), startProcess(env)];
    urls = await Promise.all(replicas.map((replica) => replica.address()));
    for (const { output } of replicas)
      await eventually(() => expect(output()).toContain('Revocations are announced'));
  });
  afterAll(async () => {
    killProcesses();
    await provider.close();
    await maker.close();
    await database.drop();
  });

  const clients = () => {
    const { address } = maker.client();
    return urls.map((url) => new Client(url, address)) as [Client, Client];
  };

  /** Who asks for a session meanwhile waits until its time has passed. */
  async function withoutSessions<T>(work: () => Promise<T>): Promise<T> {
    const lock = new pg.Client({ connectionString: database.env['DATABASE_URL'] });
    await lock.connect();
    await lock.query('begin; lock table sessions in access exclusive mode');
    return work().finally(() => lock.end());
  }

  /** The replica has no reason to look, until it is notified of the end; then it looks once. */
  async function isNotified(ask: () => Promise<ApiResponse<unknown>>): Promise<void> {
    await eventually(async () => expect(codeOf(await ask())).toBe('UNAUTHENTICATED'));
    expect(codeOf(await withoutSessions(ask))).toBe('UNAUTHENTICATED');
  }

  it('refuse an access token that was revoked on the other, and ask the database once', async () => {
    const { username } = await maker.createUser();
    const [a, b] = clients();
    const { access, refresh } = pairOf((await a.obtainToken(username, PASSWORD)).data?.obtainToken);
    expect((await b.as(access).me()).data?.me).toMatchObject({ username });
    await a.revokeToken(refresh);
    await isNotified(() => b.as(access).me());
  });

  it.each<[string, (on: Client, user: User) => Promise<unknown>]>([
    ['log out', (on) => on.query('mutation { revokeOtherSessions }')],
    ['a change of the password', (on) => on.changePassword(PASSWORD, 'another long password')],
    ['deactivation', (_on, user) => maker.app.admin.setActive(user, false, maker.app.orm.em.fork())],
    ['the end of the account', (_on, { id }) => maker.app.orm.em.fork().nativeDelete(User, { id })],
  ])('refuse access and refresh token after %s on the other', async (_what, end) => {
    const { username, user } = await maker.createUser();
    const [a, b] = clients();
    const pair = pairOf((await b.obtainToken(username, PASSWORD)).data?.obtainToken);
    const other = pairOf((await a.obtainToken(username, PASSWORD)).data?.obtainToken);
    // From now on the replica knows that it lives, and does not look again.
    expect((await b.as(pair.access).me()).data?.me).toMatchObject({ username });
    await end(a.as(other.access), user);
    // This one does not look for the user.
    await isNotified(() => b.as(pair.access).query('mutation { revokeOtherSessions }'));
    expect(codeOf(await b.refreshToken(pair.refresh))).toBe('TOKEN_INVALID');
  });

  it('keep refusing while the announcements are cut off, and after', async () => {
    const { username } = await maker.createUser();
    const [a, b] = clients();
    const name = new URL(database.env['DATABASE_URL'] ?? '').pathname.slice(1);
    const cut = () =>
      onServer(served ?? '', [
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and application_name = 'graphql-two-factor-auth listener'`,
      ]);
    const timesAnnounced = () => replicas[1]?.output().split('Revocations are announced').length ?? 0;
    const start = timesAnnounced();
    const before = pairOf((await a.obtainToken(username, PASSWORD)).data?.obtainToken);
    await a.revokeToken(before.refresh);
    await cut();
    expect(codeOf(await b.as(before.access).me())).toBe('UNAUTHENTICATED');
    await eventually(() => expect(timesAnnounced()).toBeGreaterThan(start));

    const during = pairOf((await a.obtainToken(username, PASSWORD)).data?.obtainToken);
    const deleted = pairOf((await a.obtainToken(username, PASSWORD)).data?.obtainToken);
    expect((await b.as(deleted.access).me()).data?.me).toMatchObject({ username });
    const connected = timesAnnounced();
    await cut();
    await a.revokeToken(during.refresh);
    const { sid } = decodeJwt<{ sid: string }>(deleted.access);
    await maker.app.orm.em.fork().nativeDelete(Session, { id: sid });
    expect(codeOf(await b.as(during.access).me())).toBe('UNAUTHENTICATED');
    await eventually(() => expect(timesAnnounced()).toBeGreaterThan(connected));
    const response = await withoutSessions(() => b.as(during.access).me());
    expect(codeOf(response)).toBe('UNAUTHENTICATED');
    expect(codeOf(await b.as(deleted.access).me())).toBe('UNAUTHENTICATED');
    const after = pairOf((await b.obtainToken(username, PASSWORD)).data?.obtainToken);
    expect((await a.as(after.access).me()).data?.me).toMatchObject({ username });
  });

  it('give one pair for one code to requests on both', async () => {
    const { username } = await maker.createUser();
    const both = clients();
    const [a] = both;
    const phone = newPhone();
    const { access } = pairOf((await a.obtainToken(username, PASSWORD)).data?.obtainToken);
    await a.as(access).verifyPhone(phone);
    await a.as(access).registerPhone(phone, codeTo(provider, phone));
    const { challenge } = requiredOf((await a.obtainToken(username, PASSWORD)).data?.obtainToken);
    const token = codeTo(provider, phone);
    const twilio = new ApprovesAll();
    twilio.atOnce = 5;
    const asked = watchProvider({ app: provider }, twilio.reply);
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        both[index % 2 === 0 ? 0 : 1].verifyTwoFactorToken({ challenge, token }),
      ),
    );
    jest.restoreAllMocks();
    expect(responses.filter(({ data }) => data?.verifyTwoFactorToken).length).toBe(1);
    expect(asked).toHaveLength(5);
  });

  it('give one pair, and one new code, for one recovery code on both', async () => {
    const { username, user } = await maker.createUser();
    const both = clients();
    const [a] = both;
    const phone = newPhone();
    const { access } = pairOf((await a.obtainToken(username, PASSWORD)).data?.obtainToken);
    await a.as(access).verifyPhone(phone);
    const registered = await a.as(access).registerPhone(phone, codeTo(provider, phone));
    const guarded = a.as(pairOf(registered.data?.registerPhone).access);
    const { codes } = dataOf(await guarded.generateRecoveryCodes()).generateRecoveryCodes;
    const challenges: string[] = [];
    for (let times = 0; times < 4; times++)
      challenges.push(requiredOf((await a.obtainToken(username, PASSWORD)).data?.obtainToken).challenge);
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        both[index % 2 === 0 ? 0 : 1].verifyTwoFactorToken({
          challenge: challenges[index % 4],
          token: codes[0],
        }),
      ),
    );
    const given = responses.flatMap(({ data }) => data?.verifyTwoFactorToken ?? []);
    expect(given.map(({ recoveryCode }) => recoveryCode)).toEqual([expect.any(String)]);
    const em = maker.app.orm.em.fork();
    expect(await em.count(RecoveryCode, { user: user.id, usedAt: null })).toBe(10);
  });

  it('give one successor to refreshes on both', async () => {
    const { username } = await maker.createUser();
    const both = clients();
    const { refresh } = pairOf((await both[0].obtainToken(username, PASSWORD)).data?.obtainToken);
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => both[index % 2 === 0 ? 0 : 1].refreshToken(refresh)),
    );
    const successors = new Set(responses.map(({ data }) => data && decodeJwt(data.refreshToken.refresh).jti));
    expect(successors.size).toBe(1);
  });

  it('share the limits: of 24 wrong passwords on both, ten are checked', async () => {
    const { username } = await maker.createUser();
    // From as many addresses: one alone may not have that many passwords hashed at once.
    const responses = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        clients()[index % 2 === 0 ? 0 : 1].obtainToken(username, `wrong password ${index}`),
      ),
    );
    const codes = responses.map(codeOf);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(10);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(14);
  });
});
