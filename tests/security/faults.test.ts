import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { SecurityEvent, Session } from '../../src/entities/index.js';
import { MAX_PAUSE_MS } from '../../src/http/unavailable.js';
import type { HttpRequest, HttpResponse } from '../../src/two-factor/transport.js';
import { type Answer, codeOf, pairOf, requiredOf } from '../helpers/client.js';
import { createDatabase, type TestDatabase } from '../helpers/database.js';
import { eventually } from '../helpers/eventually.js';
import { otherThan, signIn, waitingLogin } from '../helpers/flows.js';
import { killProcesses, preparedFolder, startProcess } from '../helpers/process.js';
import { isCheck, watchProvider } from '../helpers/provider.js';
import { newPhone, startServer, type TestServer } from '../helpers/server.js';
import { startTcpProxy, type TcpProxy } from '../helpers/tcp-proxy.js';

const served = process.env['TEST_DATABASE_URL'];
const redisUrl = process.env['TEST_REDIS_URL'];
/** A request whose sender owes the rest. */
const HALF_A_BODY =
  'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n';
const onServed = served ? describe : describe.skip;
const withRedis = redisUrl ? describe : describe.skip;

onServed('while the database is away', () => {
  let server: TestServer;
  let database: TestDatabase;
  let wire: TcpProxy;

  beforeAll(async () => {
    database = await createDatabase();
    wire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
    server = await startServer({ DATABASE_URL: wire.url, DATABASE_ACQUIRE_TIMEOUT: '1s' });
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
      const early = await client.me();
      expect([early.status, codeOf(early)]).toEqual([503, 'SERVICE_UNAVAILABLE']);
      expect(early.headers.get('retry-after')).toBeTruthy();
      expect(Date.now() - started).toBeLessThan(8000);
      expect([await live(), await ready()]).toEqual([200, 503]);

      wire.mend();
      await eventually(async () => expect(await ready()).toBe(200));
      pairOf((await server.client().obtainToken(user.username, user.password)).data?.obtainToken);
      await eventually(async () => expect(codeOf(await client.me())).toBeUndefined());
    },
  );

  it('stalls: SERVICE_UNAVAILABLE once a statement had its time, and back by itself', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    wire.stall();
    const answers = await Promise.all([
      server.client().obtainToken(user.username, user.password),
      ...Array.from({ length: 12 }, () => client.me()),
    ]);
    for (const { status, errors, headers } of answers) {
      const [failure] = errors ?? [];
      expect(failure?.extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: expect.any(Number) });
      expect([status === 200 || status === 503, headers.get('retry-after')]).toEqual([true, '5']);
    }
    expect([await live(), await ready()]).toEqual([200, 503]);

    wire.mend();
    await eventually(async () => expect(await ready()).toBe(200));
    await signIn(server, user);
    expect(codeOf(await client.me())).toBeUndefined();
  }, 60_000);

  it('no statement, address or value of it stands in the log', () => {
    expect(server.log()).not.toMatch(/select .* from|insert into|password_hash|correct horse/i);
  });
});

onServed('when a wire breaks within transactions', () => {
  it('as often as there are connections, none of them is lost, and closing waits for none', async () => {
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
      wire.mend();
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
  it('none is made: no password is judged, no code, and no message goes', async () => {
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

describe('a statement that fails', () => {
  it('is a fault of the server, and in its log by its kind and place alone', async () => {
    const server = await startServer();
    const { username } = await server.createUser();
    await server.app.orm.em.fork().execute('alter table security_events rename to security_events_away');
    const answer = await server.client().obtainToken(username, 'a wrong password');
    expect(answer.errors).toEqual([
      expect.objectContaining({
        message: 'A fault of the server; it is in its log.',
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      }),
    ]);
    // With a statement come its values: hashes of passwords, numbers, addresses.
    expect(server.log()).not.toMatch(/insert into|signInRefused'/i);
    expect(server.log()).toMatch(/"code":"42P01".*security-log\.service/);
    await server.close();
  });
});

withRedis('while the storage of the limits is away', () => {
  let server: TestServer;
  let wire: TcpProxy;

  beforeAll(async () => {
    wire = await startTcpProxy(redisUrl ?? '', 6379);
    server = await startServer({ REDIS_URL: wire.url });
  });
  afterAll(async () => {
    wire.mend();
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
      wire.mend();
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
  let asked: HttpRequest[];
  /** What gets no answer before the test ends the wait: on a slow machine a time-out would come too soon. */
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

  it('more users wait for it than there are connections, and everybody else is served meanwhile', async () => {
    const waiting = await Promise.all(
      Array.from({ length: 4 }, async () => signIn(server, await server.createUser())),
    );
    const other = await signIn(server, await server.createUser());
    isHeld = () => true;
    let answered = 0;
    const sends = waiting.map(async ({ client }, index) => {
      const reply = await client.verifyPhone(`+4860${index}230006`);
      answered += 1;
      return codeOf(reply);
    });
    await eventually(() => expect(asked).toHaveLength(4));
    for (let query = 0; query < 5; query++) expect((await other.client.me()).data?.me).toBeTruthy();
    await signIn(server, await server.createUser());
    expect(answered).toBe(0);
    hangUp();
    expect(new Set(await Promise.all(sends))).toEqual(new Set(['PROVIDER_UNAVAILABLE']));
  });

  it('with answers to codes too: nobody else waits, and a code that was tried is over', async () => {
    isHeld = () => false;
    const logins = await Promise.all(Array.from({ length: 4 }, () => waitingLogin(server)));
    const other = await signIn(server, await server.createUser());
    asked.length = 0;
    isHeld = isCheck;
    let answered = 0;
    const answers = logins.map(async ({ client, challenge, code }) => {
      const reply = await client.verifyTwoFactorToken({ challenge, token: code });
      answered += 1;
      return codeOf(reply);
    });
    await eventually(() => expect(asked).toHaveLength(4));
    for (let query = 0; query < 5; query++) expect((await other.client.me()).data?.me).toBeTruthy();
    await signIn(server, await server.createUser());
    expect(answered).toBe(0);
    hangUp();
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['PROVIDER_UNAVAILABLE']));
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

  it('hold a line for each refusal, those that nothing was judged for included', async () => {
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

describe('SIGTERM in the middle', () => {
  afterAll(killProcesses);

  const LOGIN = JSON.stringify({
    query: 'mutation { obtainToken(username: "twilio", password: "twiliopass") { __typename } }',
  });
  const signInAt = async (url: string) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: LOGIN });
    return response.json();
  };
  /** One that the server greets as soon as its headers are there, and before anything else is done. */
  const greetedSignInAt = (url: string) => {
    const headers = { 'content-type': 'application/json', expect: '100-continue' };
    const login = request(`${url}/graphql`, { method: 'POST', headers });
    login.flushHeaders();
    const hasArrived = once(login, 'continue').then(() => login.end(LOGIN));
    const answer = once(login, 'response').then(([response]) => json(response as IncomingMessage));
    return { hasArrived, answer };
  };
  const SIGNED_IN = { data: { obtainToken: { __typename: 'TokenPair' } } };
  /** A refused connection comes to the same as the refusal of a request. */
  const UNAVAILABLE = { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] };
  const codeIn = (answer: unknown) => codeOf(answer as Answer<unknown>);

  it('lets a request under way finish, takes no new ones meanwhile, and ends with 0', async () => {
    const server = startProcess({ DATA_DIR: preparedFolder('sigterm'), BCRYPT_COST: '14' });
    const url = await server.address();
    const isReady = () =>
      fetch(`${url}/health/ready`).then(
        ({ status }) => status === 200,
        () => false,
      );
    // Half a request keeps its connection; the rest of it comes when the server takes no more.
    const late = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8');
    late.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n');
    let isAnswered = false;
    const { hasArrived, answer } = greetedSignInAt(url);
    const underWay = answer.finally(() => {
      isAnswered = true;
    });
    await hasArrived;
    server.child.kill('SIGTERM');
    while (await isReady());
    late.write(`content-length: ${LOGIN.length}\r\n\r\n${LOGIN}`);
    const reply = (await late.toArray()).join('');
    expect(reply).toMatch(/^HTTP\/1\.1 503 .*connection: close\r\n.*SERVICE_UNAVAILABLE/is);
    expect(isAnswered).toBe(false);
    expect(await underWay).toEqual(SIGNED_IN);
    expect(await server.exit).toBe(0);
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });

  it('leaves a session for each pair that was given out, and no other', async () => {
    const place = { DATA_DIR: preparedFolder('sigterm-sessions') };
    const server = startProcess({ ...place, BCRYPT_COST: '10', LIMIT_LOGINS_PER_USERNAME: '1000/1m' });
    const url = await server.address();
    const logins: Promise<unknown>[] = [];
    for (let login = 0; login < 30; login++) {
      logins.push(signInAt(url).catch(() => UNAVAILABLE));
      if (login === 15) server.child.kill('SIGTERM');
      await new Promise((done) => setTimeout(done, 10));
    }
    const answers = await Promise.all(logins);
    expect(await server.exit).toBe(0);
    const pairs = answers.filter((answer) => codeIn(answer) === undefined);
    expect(new Set(answers.map(codeIn))).toEqual(new Set([undefined, 'SERVICE_UNAVAILABLE']));

    const after = await startServer(place);
    const em = after.app.orm.em.fork();
    expect(await em.count(Session)).toBe(pairs.length);
    expect(await em.count(SecurityEvent, { type: 'signedIn' })).toBe(pairs.length);
    await after.close();
  });

  it('does not wait for who connects and says nothing, or only half of something', async () => {
    const server = startProcess({ DATA_DIR: preparedFolder('sigterm-silent') });
    const { port } = new URL(await server.address());
    for (const said of ['', 'POST /graphql HTTP/1.1\r\nhost: x\r\n', `${HALF_A_BODY}{`]) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined).resume();
      await once(socket, 'connect');
      socket.write(said);
    }
    await new Promise((done) => setTimeout(done, 200));
    server.child.kill('SIGTERM');
    expect(await server.exit).toBe(0);
  }, 40_000);
});

describe('an overloaded server', () => {
  it('says so when it cannot keep up, not after one pause, answers health all the same, and recovers', async () => {
    const server = await startServer({}, { maxPauseMs: MAX_PAUSE_MS });
    const status = async (path: string) => (await fetch(`${server.url}${path}`)).status;
    const query = 'mutation { obtainToken(username: "somebody", password: "some password") { __typename } }';
    // A front end at another origin, whose reader has another language.
    const headers = {
      origin: 'http://localhost:5173',
      'accept-language': 'pl',
      accept: 'application/graphql-response+json, application/json;q=0.9',
    };
    const ask = () => server.client().post({ query }, headers);
    const pause = (ms: number) => {
      const busyUntil = Date.now() + ms;
      while (Date.now() < busyUntil);
    };
    pause(4000);
    expect(codeOf(await ask())).toBe('INVALID_CREDENTIALS');

    const asked: ReturnType<typeof ask>[] = [];
    for (let turn = 0; turn < 5; turn++) {
      asked.push(ask());
      await new Promise(setImmediate);
      pause(1700);
    }
    const answers = await Promise.all(asked);
    const refused = answers.find((answer) => answer.status === 503);
    expect(refused?.errors).toEqual([
      {
        message: 'Serwer nie może teraz tego zrobić. Odczekaj 5 sekund.',
        extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 5 },
      },
    ]);
    expect(Object.fromEntries(refused?.headers ?? [])).toMatchObject({
      'retry-after': '5',
      'cache-control': 'no-store',
      'content-language': 'pl',
      'content-type': 'application/graphql-response+json; charset=utf-8',
      'access-control-allow-origin': headers.origin,
    });
    expect(answers[0]?.headers.get('content-type')).toBe(refused?.headers.get('content-type'));
    expect(await status('/health/live')).toBe(200);
    await eventually(async () => expect(codeOf(await ask())).toBe('INVALID_CREDENTIALS'));
    await server.close();
  });
});

describe('slow senders', () => {
  it.each([
    ['headers', 'POST /graphql HTTP/1.1\r\nx: '],
    ['a body', HALF_A_BODY],
  ])(
    'of %s are cut, also when they never pause for long',
    async (_what, start) => {
      const server = await startServer();
      const { port } = new URL(server.url);
      const socket = connect(Number(port), '127.0.0.1');
      let reply = '';
      socket.on('data', (chunk: Buffer) => {
        reply += chunk.toString();
      });
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(start);
      const drip = setInterval(() => socket.write('x'), 200);
      await once(socket, 'close');
      clearInterval(drip);
      expect(reply).toMatch(/^HTTP\/1\.1 408 /);
      await server.close();
    },
    25_000,
  );
});

interface RefusalLine {
  refusal: { code: string; field?: string; ipAddress: string };
}

interface Events {
  me: { securityEvents: { edges: { node: { type: string; reason: string | null } }[] } };
}
