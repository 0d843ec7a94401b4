import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import type { HttpRequest, HttpResponse } from '../../src/vendors/http-transport.js';
import { type Client, codeOf, pairOf, requiredOf } from '../setup/client.js';
import { createDatabase, type TestDatabase } from '../setup/database/database.js';
import { eventually } from '../setup/eventually.js';
import { otherThan, signIn, waitingLogin } from '../setup/flows.js';
import { isCheck, watchProvider } from '../setup/provider.js';
import { newPhone, startServer, type TestServer, type TestUser } from '../setup/server.js';
import { holdTimeouts } from '../setup/timeouts.js';
import { startTcpProxy, type TcpProxy } from '../setup/wires/tcp-proxy.js';

const served = process.env['TEST_DATABASE_URL'];
const redisUrl = process.env['TEST_REDIS_URL'];
/** DATABASE_ACQUIRE_TIMEOUT, as no other time-out is. */
const acquireTimeouts = holdTimeouts(59_000);
/** For the response to a statement. */
const responseTimeouts = holdTimeouts(11_000);
const onServed = served ? describe : describe.skip;
const withRedis = redisUrl ? describe : describe.skip;

onServed('while the database is away', () => {
  let server: TestServer;
  let database: TestDatabase;
  let wire: TcpProxy;

  beforeAll(async () => {
    database = await createDatabase();
    wire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
    server = await startServer({ DATABASE_URL: wire.url, DATABASE_ACQUIRE_TIMEOUT: '59s' });
  });
  afterAll(async () => {
    wire.restore();
    await server.close();
    await wire.close();
    await database.drop();
  });

  /** Ends each wait for a connection. */
  async function inTime<T>(response: Promise<T>): Promise<T> {
    const isDone = response.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([isDone, delay(10, false)]))) ended += acquireTimeouts.end();
    return response;
  }

  let ended = 0;
  const ready = async () => (await fetch(`${server.url}/health/ready`)).status;
  const live = async () => (await fetch(`${server.url}/health/live`)).status;

  it.each(['cut', 'hang'] as const)(
    '%s: live but not ready, SERVICE_UNAVAILABLE in time, and back by itself',
    async (how) => {
      const user = await server.createUser();
      const { client } = await signIn(server, user);
      wire[how]();
      ended = 0;
      const wait = how === 'hang' ? inTime : <T>(response: Promise<T>) => response;
      const response = await wait(server.client().obtainToken(user.username, user.password));
      expect(response.errors?.[0]?.extensions).toEqual({
        code: 'SERVICE_UNAVAILABLE',
        retryAfter: expect.any(Number),
      });
      expect(response.headers.get('retry-after')).toBeTruthy();
      const early = await wait(client.me());
      expect([early.status, codeOf(early)]).toEqual([503, 'SERVICE_UNAVAILABLE']);
      expect(early.headers.get('retry-after')).toBeTruthy();
      // Who is refused a connection does not wait. Who gets no reply waits as long as DATABASE_ACQUIRE_TIMEOUT.
      expect(ended > 0).toBe(how === 'hang');
      expect([await live(), await ready()]).toEqual([200, 503]);

      wire.restore();
      await eventually(async () => expect(await ready()).toBe(200));
      pairOf((await server.client().obtainToken(user.username, user.password)).data?.obtainToken);
      await eventually(async () => expect(codeOf(await client.me())).toBeUndefined());
    },
  );

  it('stalls: SERVICE_UNAVAILABLE once a statement had its time, and back by itself', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    wire.stall();
    const responding = Promise.all([
      server.client().obtainToken(user.username, user.password),
      ...Array.from({ length: 12 }, () => client.me()),
    ]);
    const responses = await inTime(responding);
    for (const { status, errors, headers } of responses) {
      const [failure] = errors ?? [];
      expect(failure?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: expect.any(Number) });
      expect([status === 200 || status === 503, headers.get('retry-after')]).toEqual([true, '5']);
    }
    expect([await live(), await ready()]).toEqual([200, 503]);

    wire.restore();
    await eventually(async () => expect(await ready()).toBe(200));
    await signIn(server, user);
    expect(codeOf(await client.me())).toBeUndefined();
  });

  it('no statement, address or value of it stands in the log', () => {
    expect(server.log()).toContain('SERVICE_UNAVAILABLE');
    expect(server.log()).not.toMatch(/select .* from|insert into|password_hash|correct horse/i);
  });
});

onServed('when a wire forgets its connections', () => {
  it('each fails once and is dropped, and the next statement has a new one', async () => {
    const database = await createDatabase();
    const wire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
    const server = await startServer({ DATABASE_URL: wire.url, DATABASE_POOL_MAX: '2' });
    const { client } = await signIn(server, await server.createUser());
    wire.abandonAll();
    const onBoth = async () => (await Promise.all([client.me(), client.me()])).map(codeOf);
    const failing = onBoth();
    while (!(await Promise.race([failing, delay(10, false)]))) responseTimeouts.end();
    expect(await failing).toEqual(['SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE']);
    expect(await onBoth()).toEqual([undefined, undefined]);
    await server.close();
    await wire.close();
    await database.drop();
  });
});

onServed('when a wire breaks within transactions', () => {
  it('as often as there are connections, loses none and delays no closing', async () => {
    const POOL = 2;
    const database = await createDatabase();
    const wire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
    const server = await startServer({
      DATABASE_URL: wire.url,
      DATABASE_ACQUIRE_TIMEOUT: '1s',
      DATABASE_POOL_MAX: String(POOL),
    });
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const direct = new pg.Client({ connectionString: database.env['DATABASE_URL'] });
    await direct.connect();
    for (let transaction = 0; transaction < POOL; transaction++) {
      await direct.query('begin');
      await direct.query('select from users for update');
      const change = client.changePassword(user.password, 'another long password');
      await eventually(async () => expect(await waitingIn(direct)).toBeGreaterThan(0));
      wire.cut();
      expect(codeOf(await change)).toBe('SERVICE_UNAVAILABLE');
      await direct.query('rollback');
      wire.restore();
      await eventually(async () => expect(codeOf(await client.me())).toBeUndefined());
    }
    await signIn(server, user);
    await direct.end();
    await server.close();
    await wire.close();
    await database.drop();
  });

  async function waitingIn(direct: pg.Client): Promise<number> {
    const { rowCount } = await direct.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rowCount ?? 0;
  }
});

describe('while attempts cannot be counted', () => {
  it('none is made: no password or code is checked, and no message sent', async () => {
    const server = await startServer();
    const { client, challenge, code, user } = await waitingLogin(server);
    const other = await signIn(server, await server.createUser());
    const em = server.app.orm.em.fork();
    const events = () =>
      em.count(SecurityEvent, { type: ['signedIn', 'signInRefused', 'passwordAccepted', 'codeRejected'] });
    const before = await events();
    const asked = watchProvider(server);
    const attempts = async () => [
      codeOf(await client.obtainToken(user.username, user.password)),
      codeOf(await client.verifyTwoFactorToken({ challenge, token: code })),
      codeOf(await other.client.verifyPhone(newPhone())),
    ];

    await em.execute('alter table rate_limits rename to rate_limits_away');
    expect(await attempts()).toEqual(Array(3).fill('SERVICE_UNAVAILABLE'));
    expect(codeOf(await client.obtainToken(user.username, 'a wrong password'))).toBe('SERVICE_UNAVAILABLE');
    expect(await events()).toBe(before);
    expect(asked).toEqual([]);

    await em.execute('alter table rate_limits_away rename to rate_limits');
    expect(await attempts()).toEqual(Array(3).fill(undefined));
    await server.close();
  });
});

interface SignedInUser {
  client: Client;
  user: TestUser;
}

describe('a statement that fails', () => {
  it('is a fault of the server, and in its log by its kind and place alone', async () => {
    const server = await startServer();
    const { username } = await server.createUser();
    await server.app.orm.em.fork().execute('alter table security_events rename to security_events_away');
    const response = await server.client().obtainToken(username, 'a wrong password');
    expect(response.errors).toEqual([
      expect.objectContaining({
        message: 'An error inside the server. The server log has the details.',
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      }),
    ]);
    // With a statement come its values: hashes of passwords, numbers, addresses.
    expect(server.log()).not.toMatch(/insert into|signInRefused'/i);
    expect(server.log()).toMatch(/"code":"42P01".*security-log\.service/);
    await server.close();
  });

  it.each([
    [
      'of the ORM',
      'users',
      ({ client, user }: SignedInUser) => client.changePassword(user.password, 'a new password'),
    ],
    [
      'by hand',
      'security_events',
      ({ client, user }: SignedInUser) => client.obtainToken(user.username, 'wrong'),
    ],
  ])('%s, shows no value of the row that was refused', async (_how, table, act) => {
    const server = await startServer();
    const user = await server.createUser({ email: 'secret@example.com' });
    const { client } = await signIn(server, user);
    await server.app.orm.em
      .fork()
      .execute(`alter table ${table} add constraint refused check (false) not valid`);
    expect(codeOf(await act({ client, user }))).toBe('INTERNAL_SERVER_ERROR');
    expect(server.log()).toMatch(/"code":"23514","constraint":"refused"/);
    expect(server.log()).not.toMatch(/failing row|secret@example/i);
    await server.close();
  });
});

withRedis('while the storage of the limits is away', () => {
  let server: TestServer;
  let wire: TcpProxy;

  beforeAll(async () => {
    wire = await startTcpProxy(redisUrl ?? '', 6379);
    server = await startServer({ REDIS_URL: wire.url, REDIS_KEY_PREFIX: `test:${randomUUID()}:` });
  });
  afterAll(async () => {
    wire.restore();
    await server.close();
    await wire.close();
  });

  it.each(['cut', 'hang', 'stall'] as const)(
    '%s: logins fail closed, and work again by themselves',
    async (how) => {
      const user = await server.createUser();
      await signIn(server, user);
      wire[how]();
      for (let attempt = 0; attempt < 2; attempt++) {
        const { errors } = await server.client().obtainToken(user.username, user.password);
        expect(errors?.[0]?.extensions).toEqual({
          code: 'SERVICE_UNAVAILABLE',
          retryAfter: expect.any(Number),
        });
      }
      const response = await fetch(`${server.url}/health/ready`);
      expect([response.status, await response.json()]).toEqual([
        200,
        expect.objectContaining({ database: 'ok', redis: 'unreachable' }),
      ]);
      expect(await reachable()).toBe('0');
      wire.restore();
      const { username, password } = user;
      await eventually(async () =>
        expect(codeOf(await server.client().obtainToken(username, password))).toBeUndefined(),
      );
      expect(await (await fetch(`${server.url}/health/ready`)).json()).toMatchObject({ redis: 'ok' });
      expect(await reachable()).toBe('1');
    },
  );

  async function reachable(): Promise<string | undefined> {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    return /^rate_limit_storage_reachable (\d)$/m.exec(metrics)?.[1];
  }
});

describe('while the provider is away', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({
      TWO_FACTOR_TIMEOUT: '1s',
      LIMIT_SENDS_PER_USER: '100/1m',
      LIMIT_SENDS_PER_NUMBER: '100/1m',
    });
  });
  afterAll(() => server.close());

  it('users without a second factor sign in, and readiness only reports it', async () => {
    const { client } = await signIn(server, await server.createUser());
    for (let call = 0; call < 8; call++) await client.verifyPhone('+48501230005');
    const response = await fetch(`${server.url}/health/ready`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ twoFactorProvider: { circuit: 'open' } });
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('two_factor_provider_circuit{state="open"} 1');
    await signIn(server, await server.createUser());
  });
});

describe('while the provider hangs', () => {
  let server: TestServer;
  let asked: HttpRequest[];
  /** What gets no response before the test ends the wait: on a slow machine a time-out would come too soon. */
  let isHeld: (request: HttpRequest) => boolean;
  let held: PromiseWithResolvers<HttpResponse>;
  const hangUp = () => held.reject(new Error('The provider hung up.'));

  beforeAll(async () => {
    server = await startServer({ DATABASE_POOL_MAX: '2', TWO_FACTOR_TIMEOUT: '10m', SEND_PAUSE: '1s' });
    asked = watchProvider(server, (request) => (isHeld(request) ? held.promise : undefined));
  });
  beforeEach(() => {
    held = Promise.withResolvers();
  });
  afterAll(() => server.close());

  it('more users wait than there are connections, and everybody else is served', async () => {
    const waiting = await Promise.all(
      Array.from({ length: 4 }, async () => signIn(server, await server.createUser())),
    );
    const other = await signIn(server, await server.createUser());
    isHeld = () => true;
    let responded = 0;
    const sends = waiting.map(async ({ client }, index) => {
      const reply = await client.verifyPhone(`+4860${index}230006`);
      responded += 1;
      return codeOf(reply);
    });
    await eventually(() => expect(asked).toHaveLength(4));
    for (let query = 0; query < 5; query++) expect((await other.client.me()).data?.me).toBeTruthy();
    await signIn(server, await server.createUser());
    expect(responded).toBe(0);
    hangUp();
    expect(new Set(await Promise.all(sends))).toEqual(new Set(['PROVIDER_UNAVAILABLE']));
  });

  it('with codes too: nobody else waits, and a code that was tried has ended', async () => {
    isHeld = () => false;
    const logins = await Promise.all(Array.from({ length: 4 }, () => waitingLogin(server)));
    const other = await signIn(server, await server.createUser());
    asked.length = 0;
    isHeld = isCheck;
    let responded = 0;
    const responses = logins.map(async ({ client, challenge, code }) => {
      const reply = await client.verifyTwoFactorToken({ challenge, token: code });
      responded += 1;
      return codeOf(reply);
    });
    await eventually(() => expect(asked).toHaveLength(4));
    for (let query = 0; query < 5; query++) expect((await other.client.me()).data?.me).toBeTruthy();
    await signIn(server, await server.createUser());
    expect(responded).toBe(0);
    hangUp();
    expect(new Set(await Promise.all(responses))).toEqual(new Set(['PROVIDER_UNAVAILABLE']));
    for (const { client, challenge, code } of logins)
      expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
    expect(asked.filter(isCheck)).toHaveLength(4);
  });
});

describe('the books', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('hold every attempt with its outcome, and nothing that opens anything', async () => {
    const { client, challenge, code, user, phone } = await waitingLogin(server);
    await server.client().obtainToken(user.username, 'a wrong password');
    await client.verifyTwoFactorToken({ challenge, token: otherThan(code) });
    const pair = pairOf(
      (await client.verifyTwoFactorToken({ challenge, token: code })).data?.verifyTwoFactorToken,
    );
    await client.refreshToken(pair.refresh);
    await client.revokeToken(pair.refresh);

    const { pair: mine } = await signInAgain(user, phone);
    const { data } = await server
      .client()
      .as(mine.access)
      .query<Events>('{ me { securityEvents(first: 50) { edges { node { type reason ipAddress } } } } }');
    const events = data?.me.securityEvents.edges.map(({ node }) => [node.type, node.reason]).reverse();
    expect(events).toEqual([
      ['USER_CREATED', null],
      ['SIGNED_IN', null],
      ['CODE_SENT', 'registration'],
      ['SESSION_REVOKED', 'credentialChanged'],
      ['PHONE_REGISTERED', null],
      ['SIGNED_IN', null],
      ['PASSWORD_ACCEPTED', null],
      ['CODE_SENT', 'login'],
      ['SIGN_IN_REFUSED', 'wrongPassword'],
      ['CODE_REJECTED', 'rejected'],
      ['SIGNED_IN', null],
      ['SESSION_REVOKED', 'loggedOut'],
      ['PASSWORD_ACCEPTED', null],
      ['CODE_SENT', 'login'],
      ['SIGNED_IN', null],
    ]);
    const log = server.log();
    expect(log).toContain('wrongPassword');
    for (const secret of [
      user.password,
      'a wrong password',
      challenge,
      phone,
      phone.slice(3),
      pair.access,
      pair.refresh,
    ])
      expect(log).not.toContain(secret);
    // Within a longer number or an id the same digits say nothing.
    expect(log).not.toMatch(new RegExp(`(?<![0-9a-z])${code}(?![0-9a-z])`, 'i'));
  });

  it('hold a line for each refusal, before a check too', async () => {
    const { client, challenge, code, user } = await waitingLogin(server);
    for (let guess = 0; guess < 6; guess++)
      await client.verifyTwoFactorToken({ challenge, token: otherThan(code) });
    for (let guess = 0; guess < 11; guess++) await client.obtainToken(user.username, 'a wrong password');
    await client.refreshToken('no token');
    await client.as('no.access.token').me();
    const refusals = server
      .log()
      .split('\n')
      .filter((line) => line.includes('"refusal"'))
      .map((line) => (JSON.parse(line) as RefusalLine).refusal)
      .filter(({ ipAddress }) => ipAddress === client.address);
    const times = (count: number, field: string, refusal: string) =>
      Array<string>(count).fill(`${field} ${refusal}`);
    expect(refusals.map(({ field = 'context', code }) => `${field} ${code}`)).toEqual([
      ...times(5, 'verifyTwoFactorToken', 'INVALID_TWO_FACTOR_TOKEN'),
      ...times(1, 'verifyTwoFactorToken', 'CHALLENGE_EXPIRED'),
      // Ten tries with the one of `waitingLogin`: a password alone does not count them down.
      ...times(9, 'obtainToken', 'INVALID_CREDENTIALS'),
      ...times(2, 'obtainToken', 'RATE_LIMITED'),
      ...times(1, 'refreshToken', 'TOKEN_INVALID'),
      ...times(1, 'context', 'UNAUTHENTICATED'),
    ]);
  });

  async function signInAgain(user: { username: string; password: string }, phone: string) {
    const client = server.client();
    const { challenge } = requiredOf(
      (await client.obtainToken(user.username, user.password)).data?.obtainToken,
    );
    const { data } = await client.verifyTwoFactorToken({ challenge, token: server.messageTo(phone).code });
    return { pair: pairOf(data?.verifyTwoFactorToken) };
  }
});

interface RefusalLine {
  refusal: { code: string; field?: string; ipAddress: string };
}

interface Events {
  me: { securityEvents: { edges: { node: { type: string; reason: string | null } }[] } };
}
