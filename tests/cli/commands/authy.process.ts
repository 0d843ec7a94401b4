import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import { createApp } from '../../../src/app.js';
import { progress } from '../../../src/cli/terminal/progress.js';
import { loadConfig } from '../../../src/config/config.js';
import { migrate } from '../../../src/database/migrate.js';
import { openDatabase } from '../../../src/database/database.js';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { User } from '../../../src/accounts/user.entity.js';
import { Authenticator } from '../../../src/factors/authenticators/authenticator.entity.js';
import { PasswordService } from '../../../src/accounts/password.service.js';
import { type SimulatorServer, startSimulatorServer } from '../../../src/vendors/simulator/standalone.js';
import { Client, codeOf, type Pair, pairOf } from '../../setup/client.js';
import { cli, document } from '../harness.js';
import { preparedFolder } from '../../setup/process.js';

const PASSWORD = 'correct horse battery';
const ADAS_PHONE = '+48600123450';
const BOBS_PHONE = '+48600123451';
const data = { DATA_DIR: preparedFolder('cli-authy') };
const now = new Date('2026-03-01T12:00:00Z');

let vendor: SimulatorServer;
let env: Record<string, string>;
let bobsAuthyId: string;

/** Reads or writes the rows that the commands work on. */
async function withRows<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
  const { orm } = await openDatabase(loadConfig(data));
  try {
    await migrate(orm);
    return await work(orm.em.fork());
  } finally {
    await orm.close();
  }
}

/** Lets a front end talk to a server that has moved to Verify. */
async function served<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const config = loadConfig({ ...data, PORT: '0', BCRYPT_COST: '10' });
  const app = await createApp(config, { logger: pino({ level: 'silent' }) });
  try {
    return await work(new Client(await app.listen(), '10.1.0.1'));
  } finally {
    await app.close();
  }
}

/** A user at Authy. @returns their id there */
async function enrollAtAuthy(countryCode: string, cellphone: string): Promise<string> {
  const reply = await fetch(`${vendor.url}/protected/json/users/new`, {
    method: 'POST',
    headers: { 'x-authy-api-key': 'any', 'content-type': 'application/json' },
    body: JSON.stringify({ user: { email: 'any@example.com', cellphone, country_code: countryCode } }),
  });
  const { user } = (await reply.json()) as { user: { id: number } };
  return String(user.id);
}

beforeAll(async () => {
  vendor = await startSimulatorServer({ port: 0 });
  env = {
    ...data,
    TWO_FACTOR_PROVIDER: 'authy',
    AUTHY_API_KEY: 'any',
    AUTHY_BASE_URL: vendor.url,
    PHONE_COUNTRIES: 'PL',
  };
  const adasAuthyId = await enrollAtAuthy('48', ADAS_PHONE.slice(3));
  bobsAuthyId = await enrollAtAuthy('48', BOBS_PHONE.slice(3));
  const passwordHash = await new PasswordService(10).hash(PASSWORD);
  const user = (
    username: string,
    columns: Partial<Pick<User, 'phone' | 'authyId' | 'secondFactorEnabledAt'>>,
  ) => ({
    id: randomUUID(),
    username,
    usernameKey: username,
    passwordHash,
    credentialsChangedAt: now,
    createdAt: now,
    ...columns,
  });
  const rows = [
    user('ada', { phone: ADAS_PHONE, authyId: adasAuthyId, secondFactorEnabledAt: now }),
    user('bob', { authyId: bobsAuthyId }),
    user('carl', { authyId: adasAuthyId }),
    user('dave', { authyId: bobsAuthyId }),
    user('eve', { authyId: '99' }),
    user('frank', { authyId: await enrollAtAuthy('44', '7400123456') }),
    user('gina', {}),
  ];
  await withRows((em) => em.insertMany(User, rows));
});
afterAll(() => vendor.close());

const stayed = [
  { id: expect.any(String), username: 'carl', authyId: expect.any(String), reason: 'phoneTaken' },
  { id: expect.any(String), username: 'dave', authyId: expect.any(String), reason: 'phoneTaken' },
  { id: expect.any(String), username: 'eve', authyId: '99', reason: 'unknownUser' },
  { id: expect.any(String), username: 'frank', authyId: expect.any(String), reason: 'phoneNotAllowed' },
];

/** Tests of this file go on from each other. */
describe('cli authy', () => {
  it('lists who has an Authy id, without a whole number', async () => {
    const listed = await cli(['authy', 'export', '--json'], { env });
    expect(listed.code).toBe(0);
    const { users } = document(listed) as { users: { username: string; phone: string | null }[] };
    expect(users.map(({ username, phone }) => [username, phone])).toEqual([
      ['ada', '+48 ••• ••• •50'],
      ...['bob', 'carl', 'dave', 'eve', 'frank'].map((username) => [username, null]),
    ]);
  });

  it('prints in a dry run what would be done, and does nothing', async () => {
    const tried = await cli(['authy', 'migrate', '--dry-run', '--json'], { env });
    expect({ code: tried.code, ...document(tried) }).toEqual({
      code: 1,
      dryRun: true,
      moved: 1,
      alreadyThere: 1,
      stayed,
    });
    expect(await withRows((em) => em.count(User, { phone: { $ne: null } }))).toBe(1);
  });

  it('says why nobody is moved while Authy refuses the key', async () => {
    const refused = await cli(['authy', 'migrate'], { env: { ...env, AUTHY_API_KEY: 'wrong' } });
    expect(refused).toMatchObject({ code: 1, stderr: '' });
    expect(refused.stdout).toMatch(/bob +\d+ +Authy did not respond, or refused: check AUTHY_API_KEY/);
    expect(refused.stdout).toMatch(/\n0 moved, 1 moved already, 5 cannot be moved\.\n$/);
  });

  it('moves those who can be, who then sign in with a code and nothing else', async () => {
    const before = await served(async (client): Promise<Pair> =>
      pairOf((await client.obtainToken('bob', PASSWORD)).data?.obtainToken),
    );
    const moved = await cli(['authy', 'migrate', '--json'], { env });
    expect({ code: moved.code, ...document(moved) }).toEqual({
      code: 1,
      dryRun: false,
      moved: 1,
      alreadyThere: 1,
      stayed,
    });
    expect(moved.stdout).not.toContain(BOBS_PHONE.slice(3));

    await served(async (client) => {
      expect((await client.obtainToken('bob', PASSWORD)).data?.obtainToken).toMatchObject({
        delivery: { destination: '+48 ••• ••• •51' },
      });
      expect(codeOf(await client.refreshToken(before.refresh))).toBe('TOKEN_INVALID');
    });
    await withRows(async (em) => {
      const bob = await em.findOneOrFail(User, { usernameKey: 'bob' });
      expect(bob).toMatchObject({ phone: BOBS_PHONE, authyId: bobsAuthyId });
      const phones = await em.find(
        Authenticator,
        {},
        { populate: ['user'], orderBy: { user: { username: 'asc' } } },
      );
      expect(phones.map(({ kind, user }) => [user.getEntity().username, kind])).toEqual([
        ['ada', 'phone'],
        ['bob', 'phone'],
      ]);
      const events = await em.find(SecurityEvent, { reason: 'movedFromAuthy' });
      expect(events).toMatchObject([{ type: 'phoneRegistered', userId: bob.id, ipAddress: 'command line' }]);
    });
  });

  it('moves nobody twice, and forgets Authy only on request', async () => {
    const again = await cli(['authy', 'migrate', '--json'], { env });
    expect(document(again)).toMatchObject({ moved: 0, alreadyThere: 2, stayed });

    const forgotten = await cli(['authy', 'migrate', '--forget-authy', '--json'], { env });
    expect(document(forgotten)).toMatchObject({ moved: 2, alreadyThere: 0, stayed });
    expect(await withRows((em) => em.count(Authenticator))).toBe(2);
    const left = await withRows((em) =>
      em.find(User, { authyId: { $ne: null } }, { orderBy: { usernameKey: 'asc' } }),
    );
    expect(left.map(({ username }) => username)).toEqual(['carl', 'dave', 'eve', 'frank']);
  });
});

describe('the progress line', () => {
  function terminal(isTTY: boolean) {
    let text = '';
    const write = (chunk: Buffer, _encoding: string, done: () => void) => {
      text += chunk.toString();
      done();
    };
    return { out: Object.assign(new Writable({ write }), { isTTY }), text: () => text };
  }

  it.each([
    [true, '\r1 of 2\r2 of 2\r\u001B[K'],
    [false, ''],
  ])('with a terminal: %s, says %j', (isTTY, expected) => {
    const { out, text } = terminal(isTTY);
    const shown = progress(2, out);
    shown.step();
    shown.step();
    shown.end();
    expect(text()).toBe(expected);
  });
});
