import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { User } from '../../../src/accounts/user.entity.js';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { Authenticator } from '../../../src/factors/authenticators/authenticator.entity.js';
import { codeOf, dataOf, pairOf, requiredOf } from '../../setup/client.js';
import { createDatabase, type TestDatabase } from '../../setup/database/database.js';
import { mailsTo } from '../../setup/mail.js';
import { preparedFolder } from '../../setup/process.js';
import { PASSWORD, startServer, type TestServer } from '../../setup/server.js';
import { cli, document, inTestFolder } from '../harness.js';

/** Ten users of the original project's model: see make_django_fixture.py. */
const DJANGO_USERS = join(import.meta.dirname, '../../admin/user-import/django-users.json');
/** Six users with addresses of django-allauth: see make_allauth_fixture.py. */
const ALLAUTH_USERS = join(import.meta.dirname, '../../admin/user-import/allauth-users.json');
const EVES_PHONE = '+48600123450';

type Place = Record<string, string>;
const databases: TestDatabase[] = [];

/** An empty database for the command: on the served PostgreSQL if there is one. */
async function placeFor(name: string): Promise<Place> {
  if (!process.env['TEST_DATABASE_URL']) return { DATA_DIR: preparedFolder(`cli-import-${name}`) };
  const database = await createDatabase();
  databases.push(database);
  return database.env;
}
afterAll(() => Promise.all(databases.map((database) => database.drop())));

function file(name: string, text: string): string {
  const path = inTestFolder(name);
  writeFileSync(path, text);
  return path;
}

const lines = (...rows: unknown[]) =>
  rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');

/** A server on the data that the command worked on. */
async function served<T>(data: Place, work: (server: TestServer) => Promise<T>): Promise<T> {
  const server = await startServer(data);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

const rowsOf = <T>(data: Place, work: (em: EntityManager) => Promise<T>) =>
  served(data, ({ app }) => work(app.orm.em.fork()));

describe('cli user import', () => {
  it('brings the users of a Django fixture, who sign in with their old passwords', async () => {
    const data = await placeFor('django');
    const tried = await cli(['user', 'import', DJANGO_USERS, '--dry-run', '--json'], { env: data });
    const counts = { imported: 10, alreadyThere: 0, refused: 0, noted: 2, refusals: [] };
    const notes = [
      { line: expect.any(Number), username: 'fay', note: 'phoneNotVerified' },
      { line: expect.any(Number), username: 'hal@example.com', note: 'nameRefusedNow' },
    ];
    expect({ code: tried.code, ...document(tried) }).toEqual({ code: 0, dryRun: true, ...counts, notes });
    expect(await rowsOf(data, (em) => em.count(User))).toBe(0);

    const done = await cli(['user', 'import', DJANGO_USERS, '--json'], { env: data });
    expect({ code: done.code, ...document(done) }).toEqual({ code: 0, dryRun: false, ...counts, notes });
    expect(done.stdout + done.stderr).not.toMatch(/pbkdf2|argon2|bcrypt|48600123450|ada@example/i);

    await served(data, async (server) => {
      const signIn = (username: string, password = PASSWORD) =>
        server.client().obtainToken(username, password);
      for (const username of ['ada', 'bob', 'cara', 'fay', 'hal@example.com', 'BOB'])
        pairOf(dataOf(await signIn(username)).obtainToken);
      pairOf(dataOf(await signIn('ines', 'Zażółć gęślą jaźń')).obtainToken);
      for (let time = 0; time < 2; time++)
        pairOf(dataOf(await signIn('joe', 'a long sentence '.repeat(6))).obtainToken);
      for (const [username, password] of [
        ['dan', PASSWORD],
        ['dan', ''],
        ['gus', PASSWORD],
        ['ada', 'wrong password'],
        ['ines', PASSWORD],
        ['joe', 'a long sentence '.repeat(5)],
      ] as const)
        expect(codeOf(await signIn(username, password))).toBe('INVALID_CREDENTIALS');

      const client = server.client();
      requiredOf(dataOf(await client.obtainToken('eve', PASSWORD)).obtainToken);
      const credentials = { username: 'eve', password: PASSWORD };
      const { code } = server.messageTo(EVES_PHONE);
      pairOf(dataOf(await client.verifyTwoFactorToken({ ...credentials, token: code })).verifyTwoFactorToken);

      const em = server.app.orm.em.fork();
      const users = await em.find(User, {}, { orderBy: { usernameKey: 'asc' } });
      expect(
        users.filter(({ passwordHash }) => passwordHash != null && !passwordHash.startsWith('$2b$')),
      ).toMatchObject([{ username: 'gus' }, { username: 'joe' }]);
      expect(users[0]).toMatchObject({
        ...{ isStaff: true, email: 'ada@example.com', emailVerifiedAt: null },
        createdAt: new Date('2021-03-01T09:30:15.123Z'),
      });
      const phones = await em.find(Authenticator, {}, { populate: ['user'] });
      expect(phones.map(({ kind, user }) => [kind, user.getEntity().username])).toEqual([['phone', 'eve']]);
      const events = await em.find(SecurityEvent, { type: 'userCreated', reason: 'imported' });
      expect(events.map(({ userId }) => userId).sort()).toEqual(users.map(({ id }) => id).sort());
    });

    const again = await cli(['user', 'import', DJANGO_USERS, '--json'], { env: data });
    expect({ code: again.code, ...document(again) }).toMatchObject({
      code: 0,
      imported: 0,
      alreadyThere: 10,
    });
  });

  it('takes the addresses that django-allauth proved, and notes the users without one', async () => {
    const data = await placeFor('allauth');
    const done = await cli(['user', 'import', ALLAUTH_USERS, '--json'], { env: data });
    expect({ code: done.code, ...document(done) }).toEqual({
      ...{ code: 0, dryRun: false, imported: 6, alreadyThere: 0, refused: 0, noted: 4, refusals: [] },
      notes: [
        ['bob', 'emailNotVerified'],
        ['cara', 'furtherAddresses'],
        ['dan', 'emailTaken'],
        ['eve', 'emailNotVerified'],
      ].map(([username, note]) => ({ line: expect.any(Number), username, note })),
    });
    expect(done.stdout).not.toContain('@');
    await served(data, async (server) => {
      const signIn = (name: string) => server.client().obtainToken(name, PASSWORD);
      const usernameOf = async (name: string) => {
        const { access } = pairOf(dataOf(await signIn(name)).obtainToken);
        return dataOf(await server.client().as(access).me()).me?.['username'];
      };
      expect(await usernameOf('ADA@example.com')).toBe('ada');
      expect(await usernameOf('cara@example.com')).toBe('cara');
      for (const address of ['bob@example.com', 'eve@example.com', 'cara@work.example'])
        expect(codeOf(await signIn(address))).toBe('INVALID_CREDENTIALS');
      expect(await usernameOf('bob')).toBe('bob');
      dataOf(await server.client().requestPasswordReset('cara@example.com'));
      expect(await mailsTo(server, 'cara@example.com')).toHaveLength(1);
    });
    const again = await cli(['user', 'import', ALLAUTH_USERS], { env: data });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('6 skipped (imported before)') });
  });

  it('reports each user that is not imported with the reason, and continues where it was stopped', async () => {
    const data = await placeFor('lines');
    const hash = 'pbkdf2_sha256$1000$salt$/vKS0jH25vXnh7ItsSiw5Q0uddDD1/KYnnf3ICZGcXs=';
    const valid = [
      { username: 'ada', password_hash: hash },
      { username: 'bob', phone: '+48600123452', phone_verified: true },
    ];
    const bad = [
      '{"username": "carl", "password_hash": "pbkdf2_sha256$',
      {
        username: 'dan',
        password_hash: `argon2$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$${'A'.repeat(43)}`,
      },
      { username: 'eve', is_active: hash },
      { username: 'BOB' },
      { username: '\u001B[2Jfay', phone: '+48600123452', phone_verified: true },
    ];
    const [first] = valid;
    await cli(['user', 'import', file('begun.jsonl', lines(first))], { env: data });
    const path = file('users.jsonl', lines(...valid, ...bad));
    const report = await cli(['user', 'import', path], { env: data });
    expect(report).toMatchObject({ code: 1, stderr: '' });
    expect(report.stdout.split('\n').map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      'LINE | USERNAME | NOT IMPORTED BECAUSE',
      '3 | The line is not a JSON object',
      '4 | dan | The password hash would take too much time or memory',
      '5 | eve | A value has the wrong form: is_active',
      '6 | BOB | Another user has this name, or one that counts as the same',
      '7 | \\u{1b}[2Jfay | Another user has the number',
      '',
      '1 imported (0 with a note), 1 skipped (imported before), 5 not imported.',
      '',
    ]);
    const again = await cli(['user', 'import', path, '--json'], { env: data });
    expect({ code: again.code, ...document(again) }).toMatchObject({
      ...{ code: 1, imported: 0, alreadyThere: 2, refused: 5 },
      refusals: [
        { line: 3, username: '', reason: 'notJson' },
        { line: 4, username: 'dan', reason: 'hashTooCostly' },
        { line: 5, username: 'eve', reason: 'wrongValue', field: 'is_active' },
        { line: 6, username: 'BOB', reason: 'nameTaken' },
        { line: 7, reason: 'phoneTaken' },
      ],
    });
    expect(report.stdout + again.stdout).not.toMatch(/\$|48600123452|pbkdf2/);
    expect(await rowsOf(data, (em) => em.count(User))).toBe(2);
  });

  it('reads CSV, and hashes of Firebase with its parameters', async () => {
    const data = await placeFor('csv');
    const csv = [
      'username,email,email_verified,phone,phone_verified,authy_id,password_hash,is_active,is_staff,created_at',
      'ada,ada@example.com,true,,,,firebase-scrypt$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==,,,2020-05-01 10:00:00+00',
    ].join('\r\n');
    const path = file('users.txt', csv);
    const parameters = file(
      'firebase.txt',
      'hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,\n  base64_salt_separator: Bw==,\n  rounds: 8,\n  mem_cost: 14,\n}\n',
    );
    const command = ['user', 'import', path, '--json'];
    expect(document(await cli(command, { env: data }))).toMatchObject({ error: { code: 'FORMAT_UNKNOWN' } });
    const without = await cli([...command, '--format', 'csv'], { env: data });
    expect(document(without)).toMatchObject({ refusals: [{ line: 2, reason: 'hashNeedsParameters' }] });
    const done = await cli([...command, '--format', 'csv', '--firebase-params', parameters], { env: data });
    expect({ code: done.code, ...document(done) }).toMatchObject({ code: 0, imported: 1, noted: 0 });
    await served(data, async (server) => {
      const signIn = (password: string) => server.client().obtainToken('ada@example.com', password);
      expect(codeOf(await signIn('user2password'))).toBe('INVALID_CREDENTIALS');
      pairOf(dataOf(await signIn('user1password')).obtainToken);
    });
  });

  it.each([
    ['a file that is not there', 'nowhere.csv', undefined],
    ['a file of another encoding', 'latin.csv', 'username\ncaf\xe9\n'],
    ['columns that are not known', 'columns.csv', 'name\nada\n'],
    ['a fixture that is no array', 'object.json', '{}'],
  ])('refuses %s in one line', async (_what, name, text) => {
    if (text !== undefined) writeFileSync(inTestFolder(name), text, 'latin1');
    const refused = await cli(['user', 'import', inTestFolder(name)], { env: await placeFor(name) });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^[^\n]+\n$/);
  });

  it('refuses a fixture that cannot be read twice', async () => {
    const refused = await cli(['user', 'import', '/dev/stdin', '--format', 'django', '--json'], {
      env: await placeFor('pipe'),
      input: '[]',
    });
    expect(refused.code).toBe(1);
    expect(document(refused)).toEqual({
      error: { code: 'NOT_A_FILE', message: expect.stringContaining('store it in a file') },
    });
  });
});
