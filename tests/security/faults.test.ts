import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, pairOf, requiredOf } from '../helpers/client.js';
import { createDatabase, type TestDatabase } from '../helpers/database.js';
import { otherThan, signIn, waitingLogin } from '../helpers/flows.js';
import { killProcesses, preparedFolder, startProcess } from '../helpers/process.js';
import { startServer, type TestServer } from '../helpers/server.js';
import { startTcpProxy, type TcpProxy } from '../helpers/tcp-proxy.js';

const served = process.env['TEST_DATABASE_URL'];
const redisUrl = process.env['TEST_REDIS_URL'];
const onServed = served ? describe : describe.skip;
const withRedis = redisUrl ? describe : describe.skip;

onServed('while the database is away', () => {
  let server: TestServer;
  let database: TestDatabase;
  let wire: TcpProxy;

  beforeAll(async () => {
    database = await createDatabase();
    const address = new URL(database.env['DATABASE_URL'] ?? '');
    wire = await startTcpProxy({ host: address.hostname, port: Number(address.port || 5432) });
    address.hostname = '127.0.0.1';
    address.port = String(wire.port);
    server = await startServer({ DATABASE_URL: address.href, DATABASE_ACQUIRE_TIMEOUT: '1s' });
  });
  afterAll(async () => {
    wire.mend();
    await server.close();
    await wire.close();
    await database.drop();
  });

  const ready = async () => (await fetch(`${server.url}/health/ready`)).status;
  const live = async () => (await fetch(`${server.url}/health/live`)).status;

  it.each(['cut', 'hang'] as const)(
    '%s: live but not ready, SERVICE_UNAVAILABLE in time, and back by itself',
    async (how) => {
      const user = await server.createUser();
      const { client } = await signIn(server, user);
      wire[how]();
      const started = Date.now();
      const answer = await server.client().obtainToken(user.username, user.password);
      expect(answer.errors?.[0]?.extensions).toEqual({
        code: 'SERVICE_UNAVAILABLE',
        retryAfter: expect.any(Number),
      });
      expect(answer.headers.get('retry-after')).toBeTruthy();
      expect(codeOf(await client.me())).toBe('SERVICE_UNAVAILABLE');
      expect(Date.now() - started).toBeLessThan(8000);
      expect([await live(), await ready()]).toEqual([200, 503]);

      wire.mend();
      const back = await untilTrue(async () => (await ready()) === 200);
      expect(back).toBe(true);
      pairOf((await server.client().obtainToken(user.username, user.password)).data?.obtainToken);
      expect(await untilTrue(async () => codeOf(await client.me()) === undefined)).toBe(true);
    },
  );

  it('no statement, address or value of it stands in the log', () => {
    expect(server.log()).not.toMatch(/select .* from|insert into|password_hash|correct horse/i);
  });
});

withRedis('while the storage of the limits is away', () => {
  it('logins fail closed, and work again by themselves', async () => {
    const address = new URL(redisUrl ?? '');
    const wire = await startTcpProxy({ host: address.hostname, port: Number(address.port || 6379) });
    const server = await startServer({ REDIS_URL: `redis://127.0.0.1:${wire.port}` });
    const user = await server.createUser();
    pairOf((await server.client().obtainToken(user.username, user.password)).data?.obtainToken);
    wire.cut();
    const { errors } = await server.client().obtainToken(user.username, user.password);
    expect(errors?.[0]?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: expect.any(Number) });
    wire.mend();
    const works = async () =>
      codeOf(await server.client().obtainToken(user.username, user.password)) === undefined;
    expect(await untilTrue(works)).toBe(true);
    await server.close();
    await wire.close();
  });
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

  it('users without a second factor sign in, and readiness only tells of it', async () => {
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

  beforeAll(async () => {
    server = await startServer({ DATABASE_POOL_MAX: '2', TWO_FACTOR_TIMEOUT: '3s', SEND_PAUSE: '1s' });
  });
  afterAll(() => server.close());

  it('more users wait for it than there are connections, and everybody else is served meanwhile', async () => {
    const waiting = await Promise.all(
      Array.from({ length: 4 }, async () => signIn(server, await server.createUser())),
    );
    const other = await signIn(server, await server.createUser());
    let answered = 0;
    const sends = waiting.map(async ({ client }, index) => {
      const reply = await client.verifyPhone(`+4860${index}230006`);
      answered += 1;
      return codeOf(reply);
    });
    await new Promise((next) => setTimeout(next, 500));
    for (let query = 0; query < 5; query++) expect((await other.client.me()).data?.me).not.toBeNull();
    await signIn(server, await server.createUser());
    expect(answered).toBe(0);
    expect(new Set(await Promise.all(sends))).toEqual(new Set(['PROVIDER_UNAVAILABLE']));
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
      ['CODE_SENT', 'login'],
      ['SIGN_IN_REFUSED', 'wrongPassword'],
      ['CODE_REJECTED', 'rejected'],
      ['SIGNED_IN', null],
      ['SESSION_REVOKED', 'loggedOut'],
      ['CODE_SENT', 'login'],
      ['SIGNED_IN', null],
    ]);
    const log = server.log();
    expect(log).toContain('wrongPassword');
    for (const secret of [
      user.password,
      'a wrong password',
      code,
      challenge,
      phone,
      phone.slice(3),
      pair.access,
      pair.refresh,
    ])
      expect(log).not.toContain(secret);
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

describe('SIGTERM in the middle', () => {
  afterAll(killProcesses);

  it('lets a request under way finish, refuses new ones, and ends with 0', async () => {
    const server = startProcess({
      DATA_DIR: preparedFolder('sigterm'),
      BCRYPT_COST: '14',
    });
    const url = await server.address();
    const body = JSON.stringify({
      query: 'mutation { obtainToken(username: "twilio", password: "twiliopass") { __typename } }',
    });
    const underWay = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await new Promise((done) => setTimeout(done, 200));
    server.child.kill('SIGTERM');
    expect(await (await underWay).json()).toEqual({ data: { obtainToken: { __typename: 'TokenPair' } } });
    expect(await server.exit).toBe(0);
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });
});

describe('an overloaded server', () => {
  it('says so instead of letting requests wait, answers health all the same, and recovers', async () => {
    const server = await startServer();
    const status = async (path: string) => (await fetch(`${server.url}${path}`)).status;
    const busyUntil = Date.now() + 4000;
    while (Date.now() < busyUntil);
    const answer = await server.client().obtainToken('somebody', 'some password');
    expect(answer.status).toBe(503);
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await status('/health/live')).toBe(200);
    const recovered = async () =>
      codeOf(await server.client().obtainToken('somebody', 'some password')) === 'INVALID_CREDENTIALS';
    expect(await untilTrue(recovered)).toBe(true);
    await server.close();
  });
});

describe('slow senders', () => {
  it('are cut', async () => {
    const server = await startServer();
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.resume();
    await once(socket, 'connect');
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    );
    const started = Date.now();
    await once(socket, 'close');
    expect(Date.now() - started).toBeLessThan(25_000);
    await server.close();
  }, 30_000);
});

interface Events {
  me: { securityEvents: { edges: { node: { type: string; reason: string | null } }[] } };
}

/** Waits up to ten seconds. */
async function untilTrue(condition: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 50; tries++) {
    if (await condition()) return true;
    await new Promise((done) => setTimeout(done, 200));
  }
  return false;
}
