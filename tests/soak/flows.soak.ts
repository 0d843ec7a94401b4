import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecurityEvent, SentCode, Session } from '../../src/entities/index.js';
import { switchOn } from '../helpers/flows.js';
import { codeTo } from '../helpers/provider.js';
import type { TestServer, TestUser } from '../helpers/server.js';
import { changeCredentials } from './changing-credentials.js';
import { canSignIn, signInAndOut } from './signing-in.js';
import { pause, startWorld, type World } from './world.js';

const SECONDS = 45;
const SIGNING_IN = 5;
const CHANGING = 3;

/** What may happen to a request while things break; anything else is a fault. */
const EXPECTED = [
  undefined,
  'REPLY_LOST',
  'SERVICE_UNAVAILABLE',
  'PROVIDER_UNAVAILABLE',
  'RATE_LIMITED',
  'CHALLENGE_EXPIRED',
  'INVALID_TWO_FACTOR_TOKEN',
  'TOKEN_INVALID',
  'UNAUTHENTICATED',
];
/** The second click comes when the first has changed things, or after the clock ran ahead. */
const EXPECTED_OF_CHANGES = [
  ...EXPECTED,
  'INVALID_CREDENTIALS',
  'TWO_FACTOR_NOT_ENABLED',
  'REAUTHENTICATION_REQUIRED',
];

/**
 * Several people sign in, or change what they sign in with, again and again while wires break at random; then the
 * books are checked. Bounded in time and in people.
 */
describe('a soak', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close(), 90_000);

  async function signingIn(index: number): Promise<{ user: TestUser; phone: string }> {
    const user = await world.server.createUser();
    const phone = `+4850${index}000789`;
    const messageTo = (to: string) => ({ code: codeTo(world.provider, to) });
    await switchOn({ ...world.server, messageTo } as TestServer, user, phone);
    return { user, phone };
  }

  it(
    'gives no code two pairs, loses no session and no count, changes credentials whole, leaves nothing stuck',
    async () => {
      const people = [];
      for (let index = 0; index < SIGNING_IN; index++) people.push(await signingIn(index));
      const changing = [];
      for (let index = 0; index < CHANGING; index++) changing.push(await world.server.createUser());

      const until = Date.now() + SECONDS * 1000;
      const [signIns, changes] = await Promise.all([
        Promise.all(people.map(({ user, phone }) => signInAndOut(world, user, phone, until))),
        Promise.all(
          changing.map((user, index) =>
            changeCredentials(world, user, [`+4851${index}000789`, `+4853${index}000789`], until),
          ),
        ),
        world.breakThings(until),
      ]);
      await pause(3000);

      console.log(
        'signing in',
        tally(signIns),
        'changing',
        tally(changes),
        changes.map(({ told }) => told),
      );
      // What was no expected outcome is shown as the log has it.
      const failed = world.server.log().split('\n');
      expect(failed.filter((line) => line.includes('"A request failed"'))).toEqual([]);
      expect(outside(EXPECTED, signIns)).toEqual([]);
      expect(outside(EXPECTED_OF_CHANGES, changes)).toEqual([]);
      expect(signIns.flatMap(({ sessions }) => sessions).length).toBeGreaterThan(10);
      for (const change of ['phoneRegistered', 'passwordChanged', 'twoFactorDisabled'] as const)
        expect(changes.reduce((sum, { told }) => sum + told[change], 0)).toBeGreaterThan(0);

      expect(changes.flatMap(({ faults }) => faults)).toEqual([]);
      const doubled = signIns
        .flatMap(({ pairsByCode }) => [...pairsByCode.values()])
        .filter((pairs) => pairs > 1);
      expect(doubled).toEqual([]);

      const em = world.books();
      const sessions = await em.find(Session, {}, { fields: ['id', 'user'] });
      // Each session has its line in the books and no line is without its session.
      expect(sessions).toHaveLength(await em.count(SecurityEvent, { type: 'signedIn' }));
      for (const { user, sessions: given, unknown } of signIns) {
        const { id } = user.user;
        const own = new Set(sessions.filter((session) => session.user.id === id).map((one) => one.id));
        // No session was given twice, and none that was given is lost.
        expect(new Set(given).size).toBe(given.length);
        expect(given.filter((session) => !own.has(session))).toEqual([]);
        // Each person signed in once without a code, and once by registering; what else nobody got was cut off.
        expect(own.size - 2 - given.length).toBeLessThanOrEqual(unknown);
        const approved = await em.count(SentCode, { user: id, purpose: 'login', status: 'approved' });
        expect(own.size - 2).toBeLessThanOrEqual(approved);
      }

      // No try went to the provider without being counted, and none beyond the fifth.
      const codes = await em.find(SentCode, {});
      // A code that the provider still waits for is sent again, under the same reference.
      const attempts = new Map<string, number>();
      for (const { reference, attempts: tries } of codes)
        if (reference != null) attempts.set(reference, (attempts.get(reference) ?? 0) + tries);
      const checks = [...world.checks()];
      // Where the provider ended a code that is pending here, the next message gave it a new reference, and its tries went along.
      const known = checks.filter(([reference]) => attempts.has(reference));
      expect(known.filter(([reference, asked]) => asked > (attempts.get(reference) ?? 0))).toEqual([]);
      const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
      expect(sum(world.checks().values())).toBeLessThanOrEqual(sum(attempts.values()));
      expect(codes.filter((code) => code.attempts > 5)).toEqual([]);
      expect(known.length).toBeGreaterThan(10);

      // Everybody can still sign in: nothing is stuck.
      for (const { user, phone } of people) expect(await canSignIn(world, user, phone)).toBe('TokenPair');
      for (const { user, phone } of changes) expect(await canSignIn(world, user, phone)).toBe('TokenPair');
    },
    (SECONDS + 90) * 1000,
  );
});

interface Life {
  codes: readonly (string | undefined)[];
}

function tally(lives: readonly Life[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of lives.flatMap(({ codes }) => codes))
    counts[code ?? 'done'] = (counts[code ?? 'done'] ?? 0) + 1;
  return counts;
}

function outside(expected: readonly (string | undefined)[], lives: readonly Life[]): (string | undefined)[] {
  return lives.flatMap(({ codes }) => codes).filter((code) => !expected.includes(code));
}
