import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import { systemClock } from '../../../src/core/clock.js';
import { loadConfig } from '../../../src/config/config.js';
import { openDatabase } from '../../../src/database/database.js';
import { User } from '../../../src/accounts/user.entity.js';
import { Authenticator } from '../../../src/factors/authenticators/authenticator.entity.js';
import { TrustedDevice } from '../../../src/factors/trusted-devices/trusted-device.entity.js';
import { AuthyMigrationService, type Move } from '../../../src/admin/authy/authy-migration.service.js';
import { AuthyPhones } from '../../../src/admin/authy/authy-phones.js';
import { SecurityLogService } from '../../../src/audit/security-log.service.js';
import { createDatabase, type TestDatabase } from '../../setup/database/database.js';
import type { HttpResponse } from '../../../src/vendors/http-transport.js';
import { authyProvider, jsonReply, scripted } from '../../vendors/harness.js';

const MOVE = { dryRun: false, forgetAuthy: false };
/** More than one batch. */
const USERS = 120;

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await createDatabase();
  ({ orm } = await openDatabase(loadConfig(database.env), database.pglite));
  const now = new Date();
  const rows = Array.from({ length: USERS }, (_, index) => ({
    id: randomUUID(),
    username: `user${String(index).padStart(3, '0')}`,
    usernameKey: `user${String(index).padStart(3, '0')}`,
    authyId: String(index),
    credentialsChangedAt: now,
    createdAt: now,
  }));
  await orm.em.fork().insertMany(User, rows);
});
afterAll(async () => {
  await orm.close();
  await database.drop();
});

const phoneOf = (authyId: string) => `+48600123${authyId.padStart(3, '0')}`;
const openEm = () => orm.em.fork();

function migration(find: AuthyPhones['find']): AuthyMigrationService {
  const securityLog = new SecurityLogService(systemClock, pino({ level: 'silent' }), () => undefined);
  return new AuthyMigrationService({ find }, { revokeAll: async () => [] }, securityLog, systemClock);
}

/** As `migrate` does it, up to `limit` users. @returns how many came to what */
async function run(service: AuthyMigrationService, limit = Infinity): Promise<Record<string, number>> {
  const counts: Record<Move['kind'], number> = { moved: 0, alreadyThere: 0, stays: 0 };
  let seen = 0;
  for await (const { kind } of service.migrate(MOVE, openEm)) {
    counts[kind] += 1;
    if (++seen >= limit) break;
  }
  return counts;
}

/** Tests of this part go on from each other. */
describe('moving from Authy', () => {
  it('keeps the phone that a user registers while Authy is asked', async () => {
    const service = migration(async (authyId) => {
      await openEm().nativeUpdate(User, { authyId }, { phone: '+48600999000' });
      return { kind: 'found', phone: phoneOf(authyId) };
    });
    expect(await run(service, 1)).toEqual({ moved: 0, alreadyThere: 1, stays: 0 });
    const first = await openEm().findOneOrFail(User, { authyId: '0' });
    expect(first.phone).toBe('+48600999000');
  });

  it('forgets the remembered devices of those it moves, and adds the phone to their factors', async () => {
    const { id: user } = await openEm().findOneOrFail(User, { authyId: '1' });
    const [createdAt, expiresAt] = [new Date(), new Date(Date.now() + 1000)];
    await openEm().insert(TrustedDevice, {
      ...{ id: randomUUID(), user, tokenHash: 'any', name: 'Old', createdAt, expiresAt },
    });
    const only = migration(async (authyId) =>
      authyId === '1' ? { kind: 'found', phone: phoneOf(authyId) } : { kind: 'stays', reason: 'unavailable' },
    );
    expect(await run(only)).toEqual({ moved: 1, alreadyThere: 1, stays: USERS - 2 });
    expect(await openEm().count(TrustedDevice, { user })).toBe(0);
    expect(await openEm().find(Authenticator, { user })).toMatchObject([{ kind: 'phone', removedAt: null }]);
  });

  it('resumes where it stopped, in several batches, and requests nobody twice', async () => {
    const asked: string[] = [];
    const service = migration(async (authyId) => {
      asked.push(authyId);
      return { kind: 'found', phone: phoneOf(authyId) };
    });
    expect(await run(service, 50)).toEqual({ moved: 48, alreadyThere: 2, stays: 0 });
    expect(await run(service)).toEqual({ moved: USERS - 50, alreadyThere: 50, stays: 0 });
    expect(asked).toEqual(Array.from({ length: USERS - 2 }, (_, index) => String(index + 2)));
    expect(await openEm().count(User, { secondFactorEnabledAt: { $ne: null } })).toBe(USERS - 1);
  });
});

describe('asking Authy for numbers', () => {
  const throttled = jsonReply(429, { error_code: '60003', success: false });
  const found = jsonReply(200, { phone_number: '600-123-457', country_code: '48', e164: '+48600123457' });

  function phones(...replies: HttpResponse[]) {
    const wire = scripted(...replies);
    const pauses: number[] = [];
    const book = new AuthyPhones(
      authyProvider(wire).provider,
      { countries: [], phoneNumbers: 'strict' },
      async (ms) => pauses.push(ms),
    );
    return { book, wire, pauses };
  }

  it('waits, ever longer, while Authy asks for patience', async () => {
    const { book, pauses } = phones(throttled, throttled, found);
    expect(await book.find('7')).toEqual({ kind: 'found', phone: '+48600123457' });
    expect(pauses).toEqual([1000, 5000]);
  });

  it('gives a user up after three waits', async () => {
    const { book, wire } = phones(throttled);
    expect(await book.find('7')).toEqual({ kind: 'stays', reason: 'unavailable' });
    expect(wire.requests).toHaveLength(4);
  });

  it('asks no more once Authy says that the export is not open', async () => {
    const { book, wire } = phones(jsonReply(400, { error_code: '60154', success: false }));
    for (const authyId of ['7', '8'])
      expect(await book.find(authyId)).toEqual({ kind: 'stays', reason: 'exportDisabled' });
    expect(wire.requests).toHaveLength(1);
  });

  it.each([
    ['a user it does not know', jsonReply(404, { error_code: '60026', success: false }), 'unknownUser'],
    ['a number that cannot exist', jsonReply(200, { e164: '+481' }), 'invalidPhone'],
    ['a success without a number', jsonReply(200, { success: true }), 'unavailable'],
    ['a refused key', jsonReply(401, { error_code: '60001', success: false }), 'unavailable'],
    ['a fault', jsonReply(500, {}), 'unavailable'],
  ])('leaves behind: %s', async (_what, reply, reason) => {
    expect(await phones(reply).book.find('7')).toEqual({ kind: 'stays', reason });
  });

  it('asks with the key in the header and the id in the path', async () => {
    const { book, wire } = phones(found);
    await book.find('7/../8');
    expect(wire.requests).toMatchObject([
      {
        method: 'GET',
        url: expect.stringMatching(/\/protected\/json\/users\/7%2F\.\.%2F8\/phone_number$/),
        headers: { 'x-authy-api-key': 'secret' },
      },
    ]);
  });
});
