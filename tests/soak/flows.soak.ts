import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SentCode } from '../../src/factors/phone/sent-code.entity.js';
import { eventually } from '../setup/eventually.js';
import { switchOn } from '../setup/flows.js';
import { codeTo } from '../setup/provider.js';
import type { TestServer, TestUser } from '../setup/server.js';
import { checkMessages, checkSessions } from './books.js';
import { CHANGES, changeCredentials } from './changing-credentials.js';
import { faultsOfCounts } from './counts.js';
import { signInAndOut } from './signing-in.js';
import { signInHalfway } from './signing-in-halfway.js';
import { signInSoon } from './signing-in-soon.js';
import { startWorld, type World } from './world.js';

const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 45);
/** However slow the machine is, it goes on until enough has happened. */
const MAX_SECONDS = SECONDS + 600;
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
  afterAll(() => world.close());

  async function signingIn(index: number): Promise<{ user: TestUser; phone: string }> {
    const user = await world.server.createUser();
    const phone = `+4850${index}000789`;
    world.counts.owners.set(phone, user.user.id);
    const messageTo = (to: string) => ({ code: codeTo(world.provider, to) });
    await switchOn({ ...world.server, messageTo } as TestServer, user, phone);
    return { user, phone };
  }

  async function changing(index: number): Promise<{ user: TestUser; phones: [string, string] }> {
    const user = await world.server.createUser();
    const phones: [string, string] = [`+4851${index}000789`, `+4853${index}000789`];
    for (const phone of phones) world.counts.owners.set(phone, user.user.id);
    return { user, phones };
  }

  /** What the books are checked for: each change, sessions, codes that were checked, and checked right again. */
  function isEnough(): boolean {
    return (
      CHANGES.every((change) => world.times(change) > 0) &&
      world.times('signedIn') > 10 &&
      world.asked.checked.size > 10 &&
      world.asked.approvedAgain() > 10
    );
  }

  it(
    'gives no code two pairs, loses no session or count, leaves nothing stuck',
    async () => {
      const people = [];
      for (let index = 0; index < SIGNING_IN; index++) people.push(await signingIn(index));
      const changers = [];
      for (let index = 0; index < CHANGING; index++) changers.push(await changing(index));

      const started = Date.now();
      const goesOn = () => Date.now() < started + (isEnough() ? SECONDS : MAX_SECONDS) * 1000;
      const [signIns, changes] = await Promise.all([
        Promise.all(people.map(({ user, phone }) => signInAndOut(world, user, phone, goesOn))),
        Promise.all(
          changers.map(({ user, phones }, index) =>
            // Each second one begins where a phone is registered to be taken off again.
            changeCredentials(world, user, { phones, firstTurn: index % 2 === 0 ? 0 : 2 }, goesOn),
          ),
        ),
        world.breakThings(goesOn),
      ]);

      console.log(
        'signing in',
        tally(signIns),
        'changing',
        tally(changes),
        changes.map(({ reported }) => reported),
        `approved again: ${world.asked.approvedAgain()}`,
      );
      // What was no expected outcome is shown as the log has it.
      const failed = world.server.log().split('\n');
      expect(failed.filter((line) => line.includes('"A request failed"'))).toEqual([]);
      expect(outside(EXPECTED, signIns)).toEqual([]);
      expect(outside(EXPECTED_OF_CHANGES, changes)).toEqual([]);
      expect(signIns.flatMap(({ sessions }) => sessions).length).toBeGreaterThan(10);
      for (const change of CHANGES)
        expect(changes.reduce((sum, { reported }) => sum + reported[change], 0)).toBeGreaterThan(0);
      expect(world.asked.checked.size).toBeGreaterThan(10);
      expect(world.asked.approvedAgain()).toBeGreaterThan(10);

      expect(changes.flatMap(({ faults }) => faults)).toEqual([]);
      await checkSessions(world, signIns);
      // What was cut off may still be at it.
      await eventually(() => checkMessages(world, signIns));

      // No try went to the provider without being counted, and none beyond the fifth.
      expect(world.counts.faults).toEqual([]);
      await eventually(async () => expect(await faultsOfCounts(world, [...signIns, ...changes])).toEqual([]));
      expect(await world.books().count(SentCode, { attempts: { $gt: 5 } })).toBe(0);

      // Everybody can still sign in: nothing is stuck.
      world.asked.approveOnce();
      for (const { user, phone } of people) expect(await signInSoon(world, user, phone)).toBe('TokenPair');
      for (const { user, phone } of changes) expect(await signInSoon(world, user, phone)).toBe('TokenPair');
      for (const [index, breakWire] of world.breaks.entries()) {
        const person = people[index % SIGNING_IN];
        if (!person) throw new Error('There is nobody.');
        const { user, phone } = person;
        await signInHalfway(world, user, phone, { login: breakWire });
        expect(await signInSoon(world, user, phone)).toBe('TokenPair');
        await signInHalfway(world, user, phone, { entry: breakWire });
        expect(await signInSoon(world, user, phone)).toBe('TokenPair');
      }
    },
    (MAX_SECONDS + 300) * 1000,
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
