import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createApp } from '../../../src/app.js';
import { loadConfig } from '../../../src/config/config.js';
import { Client, codeOf, type Pair, pairOf } from '../../setup/client.js';
import { cli, document } from '../harness.js';
import { preparedFolder } from '../../setup/process.js';

// Each command opens the database anew.

const OLD = 'correct horse battery';
const NEW = 'stapled quite differently';
const env = { DATA_DIR: preparedFolder('cli-users') };

/** Lets a front end talk to a server on the data that the commands work on. */
async function served<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const config = loadConfig({ ...env, PORT: '0', BCRYPT_COST: '10' });
  const app = await createApp(config, { logger: pino({ level: 'silent' }) });
  try {
    return await work(new Client(await app.listen(), '10.1.0.1'));
  } finally {
    await app.close();
  }
}

async function signIn(client: Client, username: string, password: string): Promise<Pair> {
  return pairOf((await client.obtainToken(username, password)).data?.obtainToken);
}

/** Tests of this file go on from each other: opening an embedded database is what takes time. */
describe('cli user', () => {
  it('makes a user who can sign in, with the first line of standard input', async () => {
    const made = await cli(['user', 'create', ' Ada ', '--email', 'ada@example.com', '--json'], {
      env,
      input: `${OLD}\r\nwhat follows is not read`,
    });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(document(made)).toEqual({
      user: {
        id: expect.any(String),
        username: 'Ada',
        email: 'ada@example.com',
        emailVerifiedAt: null,
        isActive: true,
        state: 'active',
        isStaff: false,
        hasPassword: true,
        phone: null,
        twoFactorEnabled: false,
        factors: [],
        createdAt: expect.any(String),
        lastLoginAt: null,
      },
    });
    expect(made.stdout).not.toContain('$2');
  });

  it('says what to do when a server has the database', async () => {
    const locked = await served(async (client) => {
      await signIn(client, 'ada', OLD);
      return cli(['user', 'list', '--json'], { env });
    });
    expect(locked.code).toBe(3);
    expect(document(locked)).toEqual({
      error: {
        code: 'DATABASE',
        message: expect.stringMatching(/in use by another process\. Stop it first/),
      },
    });
  });

  it('sets a password, which ends sessions and lets no deactivated user in', async () => {
    await cli(['user', 'create', 'bob'], { env, input: OLD });
    const [ada, bob] = await served((client) =>
      Promise.all([signIn(client, 'ada', OLD), signIn(client, 'bob', OLD)]),
    );
    expect(await cli(['user', 'set-password', 'ADA'], { env, input: NEW })).toEqual({
      code: 0,
      stdout: 'Ada has a new password. All their sessions are ended.\n',
      stderr: '',
    });
    const deactivated = await cli(['user', 'deactivate', 'bob', '--json'], { env });
    expect(document(deactivated)).toMatchObject({ user: { username: 'bob', isActive: false } });
    await served(async (client) => {
      await signIn(client, 'ada', NEW);
      expect(codeOf(await client.obtainToken('ada', OLD))).toBe('INVALID_CREDENTIALS');
      expect(codeOf(await client.obtainToken('bob', OLD))).toBe('INVALID_CREDENTIALS');
      for (const { refresh } of [ada, bob])
        expect(codeOf(await client.refreshToken(refresh))).toBe('TOKEN_INVALID');
    });
  });

  it('makes staff', async () => {
    const granted = await cli(['user', 'grant-staff', 'ada', '--json'], { env });
    expect(document(granted)).toMatchObject({ user: { isStaff: true } });
  });

  it('makes staff nobody again, with a line in the record, while the sessions go on', async () => {
    await cli(['user', 'create', 'dora', '--staff'], { env, input: OLD });
    const { access } = await served((client) => signIn(client, 'dora', OLD));
    expect(await cli(['user', 'revoke-staff', 'DORA'], { env })).toEqual({
      code: 0,
      stdout: 'dora is no longer staff.\n',
      stderr: '',
    });
    await served(async (client) => {
      const query = '{ me { isStaff securityEvents(first: 1) { edges { node { type } } } } }';
      expect((await client.as(access).query(query)).data?.['me']).toEqual({
        isStaff: false,
        securityEvents: { edges: [{ node: { type: 'STAFF_REVOKED' } }] },
      });
      expect(codeOf(await client.as(access).query('{ users { totalCount } }'))).toBe('FORBIDDEN');
      await signIn(client, 'dora', OLD);
    });
  });

  it('lists users in columns, and lets no name play tricks on the terminal', async () => {
    const trick = await cli(['user', 'create', '山田\u001B[2J\u202E', '--no-password'], { env });
    expect(trick.code).toBe(1);
    expect(trick.stderr).not.toContain('\u001B');
    await cli(['user', 'create', '山田', '--no-password'], { env });
    const { stdout } = await cli(['user', 'list'], { env });
    expect(stdout.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, '2026-01-01 00:00')).toBe(
      [
        'USERNAME  E-MAIL           SECOND FACTOR  STATE        STAFF  LAST LOGIN (UTC)',
        'Ada       ada@example.com  off            active       yes    2026-01-01 00:00',
        'bob       -                off            deactivated  no     2026-01-01 00:00',
        'dora      -                off            active       no     2026-01-01 00:00',
        '山田      -                off            active       no     never',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['a name that is taken', ['create', 'ADA'], NEW, 'BAD_USER_INPUT'],
    ['a weak password', ['create', 'carl'], 'short', 'WEAK_PASSWORD'],
  ])('refuses %s', async (_what, args, input, code) => {
    const refused = await cli(['user', ...args, '--json'], { env, input });
    expect(refused.code).toBe(1);
    expect(document(refused)).toEqual({ error: { code, message: expect.stringMatching(/^.+\.$/) } });
    expect(refused.stderr).not.toContain(NEW);
  });
});
