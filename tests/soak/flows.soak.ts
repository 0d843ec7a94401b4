import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecurityEvent, SentCode, Session } from '../../src/entities/index.js';
import { decodeJwt } from 'jose';
import { type SimulatorServer, startSimulatorServer } from '../../src/two-factor/simulator/standalone.js';
import { type Client, codeOf } from '../helpers/client.js';
import { createDatabase, type TestDatabase } from '../helpers/database.js';
import { otherThan, switchOn } from '../helpers/flows.js';
import { codeTo, twilioAt } from '../helpers/provider.js';
import { startServer, type TestServer, type TestUser } from '../helpers/server.js';
import { startTcpProxy, type TcpProxy } from '../helpers/tcp-proxy.js';

const SECONDS = 45;
const CLIENTS = 6;
/** What may happen to a request while things break; anything else is a fault. */
const EXPECTED = new Set([
  undefined,
  'SERVICE_UNAVAILABLE',
  'PROVIDER_UNAVAILABLE',
  'RATE_LIMITED',
  'CHALLENGE_EXPIRED',
  'INVALID_TWO_FACTOR_TOKEN',
  'TOKEN_INVALID',
  'UNAUTHENTICATED',
]);

/**
 * Several people sign in again and again while the database and the provider are cut off at random; then the
 * books are checked. Bounded in time and in clients. On the embedded database only the provider is cut.
 */
describe('a soak', () => {
  let server: TestServer;
  let database: TestDatabase | undefined;
  let databaseWire: TcpProxy | undefined;
  let providerWire: TcpProxy;
  let provider: SimulatorServer;

  beforeAll(async () => {
    // One clock for both: a provider for whom no time passes would soon refuse to send one more of the same code.
    let now = () => new Date();
    provider = await startSimulatorServer({ port: 0, clock: () => now() });
    providerWire = await startTcpProxy(provider.url);
    const served: Record<string, string> = {};
    if (process.env['TEST_DATABASE_URL']) {
      database = await createDatabase();
      databaseWire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
      served['DATABASE_URL'] = databaseWire.url;
    }
    server = await startServer({
      ...served,
      DATABASE_ACQUIRE_TIMEOUT: '1s',
      ...twilioAt(providerWire.url),
      TWO_FACTOR_TIMEOUT: '1s',
      ...UNLIMITED,
    });
    now = server.now;
  });
  afterAll(async () => {
    databaseWire?.mend();
    providerWire.mend();
    await server.close();
    await Promise.all([databaseWire?.close(), providerWire.close(), provider.close()]);
    await database?.drop();
  });

  /** One person, over and over; gives back what they saw. */
  async function live(user: TestUser, phone: string, until: number) {
    const client: Client = server.client();
    const seen = {
      user,
      codes: new Map<string | undefined, number>(),
      pairsByCode: new Map<string, number>(),
      /** Sessions that a pair was given for, in the order in which they came. */
      sessions: [] as string[],
      /** Codes that were judged, and said so. */
      judged: 0,
      /** Answers to a code that do not say what became of it. */
      unknown: 0,
    };
    const note = (code: string | undefined) => seen.codes.set(code, (seen.codes.get(code) ?? 0) + 1);
    while (Date.now() < until) {
      const login = await client.obtainToken(user.username, user.password);
      note(codeOf(login));
      const result = login.data?.obtainToken;
      const token = codeTo(provider, phone);
      if (result?.__typename !== 'TwoFactorRequired') continue;
      const { challenge } = result;
      const wrong = await client.verifyTwoFactorToken({ challenge, token: otherThan(token) });
      const right = await Promise.all([1, 2, 3].map(() => client.verifyTwoFactorToken({ challenge, token })));
      for (const answer of [wrong, ...right]) {
        const code = codeOf(answer);
        note(code);
        if (code === undefined || code === 'INVALID_TWO_FACTOR_TOKEN') seen.judged += 1;
        if (code === 'SERVICE_UNAVAILABLE') seen.unknown += 1;
        const pair = answer.data?.verifyTwoFactorToken;
        if (!pair) continue;
        seen.pairsByCode.set(token, (seen.pairsByCode.get(token) ?? 0) + 1);
        seen.sessions.push(String(decodeJwt(pair.access)['sid']));
        note(codeOf(await client.refreshToken(pair.refresh)));
        note(codeOf(await client.revokeToken(pair.refresh)));
      }
      // The clock runs ahead, so that pauses between messages are over.
      server.passSeconds(700);
    }
    return seen;
  }

  /** Gives the breaker, which asks a provider that was away only now and then, the time to notice. */
  async function signsIn(user: TestUser, phone: string): Promise<string | undefined> {
    let last: string | undefined;
    for (let tries = 0; tries < 20; tries++) {
      server.passSeconds(700);
      const client = server.client();
      const login = await client.obtainToken(user.username, user.password);
      const result = login.data?.obtainToken;
      if (result?.__typename === 'TwoFactorRequired') {
        const answer = await client.verifyTwoFactorToken({
          challenge: result.challenge,
          token: codeTo(provider, phone),
        });
        return answer.data?.verifyTwoFactorToken.__typename ?? codeOf(answer);
      }
      last = codeOf(login);
      await new Promise((next) => setTimeout(next, 1000));
    }
    return last;
  }

  async function breakThings(until: number) {
    const wires = [providerWire, ...(databaseWire ? [databaseWire] : [])];
    while (Date.now() < until) {
      const wire = wires[Math.floor(Math.random() * wires.length)] ?? providerWire;
      await new Promise((next) => setTimeout(next, 1000 + Math.random() * 2000));
      wire[Math.random() < 0.3 ? 'hang' : 'cut']();
      await new Promise((next) => setTimeout(next, 50 + Math.random() * 350));
      wire.mend();
    }
  }

  it(
    'gives no code two pairs, loses no session and no count, and leaves nothing stuck',
    async () => {
      const people = [];
      for (let index = 0; index < CLIENTS; index++) {
        const user = await server.createUser();
        const phone = `+4850${index}000789`;
        const withSimulator = {
          ...server,
          messageTo: (to: string) => ({ code: codeTo(provider, to) }),
        } as TestServer;
        await switchOn(withSimulator, user, phone);
        people.push({ user, phone });
      }
      const until = Date.now() + SECONDS * 1000;
      const [lives] = await Promise.all([
        Promise.all(people.map(({ user, phone }) => live(user, phone, until))),
        breakThings(until),
      ]);
      await new Promise((next) => setTimeout(next, 3000));

      const codes = new Map<string | undefined, number>();
      for (const { codes: some } of lives)
        for (const [code, count] of some) codes.set(code, (codes.get(code) ?? 0) + count);
      console.log('outcomes', Object.fromEntries([...codes].map(([code, count]) => [code ?? 'done', count])));
      // What was no expected outcome is shown as the log has it.
      expect(
        server
          .log()
          .split('\n')
          .filter((line) => line.includes('"A request failed"')),
      ).toEqual([]);
      expect([...codes.keys()].filter((code) => !EXPECTED.has(code))).toEqual([]);
      expect(codes.get(undefined)).toBeGreaterThan(20);

      const doubled = lives
        .flatMap(({ pairsByCode }) => [...pairsByCode.values()])
        .filter((pairs) => pairs > 1);
      expect(doubled).toEqual([]);

      const em = server.app.orm.em.fork();
      const approved = await em.count(SentCode, { status: 'approved', purpose: 'login' });
      const opened = await em.count(SecurityEvent, { type: 'signedIn' });
      const sessions = await em.find(Session, {}, { fields: ['id', 'user'] });
      // Each session has its line in the books and no line is without its session.
      expect(sessions).toHaveLength(opened);
      for (const { user, sessions: given, judged, unknown } of lives) {
        const { id } = user.user;
        const own = new Set(
          sessions.filter((session) => session.user.id === id).map((session) => session.id),
        );
        // No session was given twice, and none that was given is lost.
        expect(new Set(given).size).toBe(given.length);
        expect(given.filter((session) => !own.has(session))).toEqual([]);
        // Each person signed in once without a code, and once by registering; what else nobody got was cut off.
        expect(own.size - 2 - given.length).toBeLessThanOrEqual(unknown);
        const sent = await em.find(SentCode, { user: id });
        const attempts = sent.reduce((sum, code) => sum + code.attempts, 0);
        expect(attempts).toBeGreaterThanOrEqual(judged);
        for (const code of sent) expect(code.attempts).toBeLessThanOrEqual(5);
      }
      expect(sessions.length - 2 * CLIENTS).toBeLessThanOrEqual(approved);

      // Everybody can still sign in: nothing is stuck.
      for (const { user, phone } of people) {
        expect(await signsIn(user, phone)).toBe('TokenPair');
      }
    },
    (SECONDS + 60) * 1000,
  );
});

/** The soak looks for faults under load, not for the limits: those have tests of their own. */
const UNLIMITED = Object.fromEntries(
  [
    'LIMIT_LOGINS_PER_USERNAME',
    'LIMIT_LOGINS_PER_ADDRESS',
    'LIMIT_CODES_PER_USER',
    'LIMIT_CODES_PER_ADDRESS',
    'LIMIT_SENDS_PER_NUMBER',
    'LIMIT_SENDS_PER_USER',
    'LIMIT_SENDS_PER_ADDRESS',
    'LIMIT_SENDS_PER_PREFIX',
    'LIMIT_SENDS_PER_DAY',
  ].map((key) => [key, '1000000/1m']),
);
