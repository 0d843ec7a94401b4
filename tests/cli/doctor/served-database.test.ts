import { afterEach, describe, expect, it } from '@jest/globals';
import { checkDatabase } from '../../../src/cli/doctor/storage.checks.js';
import { loadConfig } from '../../../src/config/config.js';
import { migrate, requireMigrated } from '../../../src/database/migrate.js';
import { openDatabase } from '../../../src/database/database.js';
import { createEmptyDatabase } from '../../setup/database/database.js';
import { onServer } from '../../setup/global-setup.mjs';

const onServed = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

onServed('doctor, of a served database', () => {
  const made: { drop(): Promise<void> }[] = [];

  async function create(options?: string) {
    const database = await createEmptyDatabase(options);
    made.push(database);
    return database;
  }

  /** With the tables of the server in it. */
  async function createMigrated() {
    const database = await create();
    const { orm } = await openDatabase(loadConfig({ DATABASE_URL: database.url }));
    await migrate(orm);
    await orm.close(true);
    return database;
  }

  /** A role without rights of its own. */
  async function createRole(url: string) {
    const own = new URL(url);
    own.username = `role_${own.pathname.slice(1)}`;
    own.password = 'x';
    await onServer(url, [`create role ${own.username} login password 'x'`]);
    made.push({ drop: () => onServer(url, [`drop owned by ${own.username}`, `drop role ${own.username}`]) });
    return { role: own.username, url: own.href };
  }

  afterEach(async () => {
    for (const { drop } of made.splice(0).reverse()) await drop();
  });

  async function examine(env: Record<string, string>) {
    const checks = await checkDatabase(loadConfig(env));
    for (const { detail } of checks) expect(detail).not.toContain('\n');
    return Object.fromEntries(
      checks.map(({ name, status, detail, fix = '' }) => [name, { status, detail, fix }]),
    );
  }

  it('finds nothing wrong with an empty one of its own', async () => {
    const { url } = await create();
    const { database, migrations, announcements, ...rest } = await examine({ DATABASE_URL: url });
    expect([database, migrations, announcements].map((check) => check?.status)).toEqual(['ok', 'ok', 'ok']);
    expect(rest['database-writes']?.status).toBe('ok');
  });

  it.each([
    ['users', ['create table users (id int)'], /table users of another program.*DATABASE_SCHEMA/],
    ['migrations', ['create table migrations (version int)'], /table migrations of another program/],
    [
      'migrations of a newer version',
      [
        'create table migrations (id int, name text, executed_at timestamptz)',
        `insert into migrations (name) values ('9999-later')`,
      ],
      /does not know: 9999-later.*run that version/i,
    ],
  ])('finds tables of others: %s', async (_what, statements, detail) => {
    const { url } = await create();
    await onServer(url, statements);
    expect((await examine({ DATABASE_URL: url }))['migrations']).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(detail),
    });
  });

  it('finds that the user may not make tables, or the schema', async () => {
    const { url } = await create();
    await onServer(url, ['revoke create on schema public from public']);
    const own = await createRole(url);
    const inPublic = await examine({ DATABASE_URL: own.url });
    expect(inPublic['migrations']).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(/may not make tables in the schema public.*grant create/),
    });
    const elsewhere = await examine({ DATABASE_URL: own.url, DATABASE_SCHEMA: 'auth' });
    expect(elsewhere['migrations']).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(/schema auth does not exist.*create schema auth/),
    });
  });

  it('finds that the user may not use the tables', async () => {
    const { url } = await createMigrated();
    const own = await createRole(url);
    expect((await examine({ DATABASE_URL: own.url }))['migrations']).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(/may not use the tables in the schema public.*grant all/),
    });
  });

  it('finds that the user may use some of the tables only', async () => {
    const { url } = await createMigrated();
    const own = await createRole(url);
    await onServer(url, [`grant select on migrations to ${own.role}`]);
    await onServer(url, [`grant select, insert, update, delete on sessions to ${own.role}`]);
    const found = await examine({ DATABASE_URL: own.url });
    expect(found['migrations']).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(
        /may not read and write authenticators, .*users, webauthn_challenges\..*grant select/,
      ),
    });
    expect(found['migrations']?.detail).not.toContain('sessions');
    const { orm } = await openDatabase(loadConfig({ DATABASE_URL: own.url }));
    await expect(requireMigrated(orm)).rejects.toThrow(/may not read and write authenticators/);
    await orm.close(true);
    await onServer(url, [
      `grant select, insert, update, delete on all tables in schema public to ${own.role}`,
      `revoke update, delete on security_events from ${own.role}`,
    ]);
    expect((await examine({ DATABASE_URL: own.url }))['migrations']?.status).toBe('ok');
  });

  it('finds another encoding', async () => {
    const { url } = await create(`encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0`);
    expect((await examine({ DATABASE_URL: url }))['database']).toMatchObject({
      status: 'problem',
      detail: expect.stringMatching(/encoding LATIN1/),
    });
  });

  it('finds that it is read-only', async () => {
    const { name, url } = await createMigrated();
    await onServer(url, [`alter database "${name}" set default_transaction_read_only = on`]);
    expect((await examine({ DATABASE_URL: url }))['database-writes']).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining('read-only'),
    });
  });

  it('advises where every role may make functions beside the tables', async () => {
    const { url } = await createMigrated();
    expect((await examine({ DATABASE_URL: url }))['schema-rights']?.status).toBe('ok');
    await onServer(url, ['grant create on schema public to public']);
    expect((await examine({ DATABASE_URL: url }))['schema-rights']).toMatchObject({
      status: 'advice',
      fix: expect.stringContaining('revoke create on schema public from public'),
    });
  });

  it('advises on each setting that puts values into the log of PostgreSQL', async () => {
    const { name, url } = await createMigrated();
    const set = (key: string, value: string) =>
      onServer(url, [`alter database "${name}" set ${key} = '${value}'`]);
    await set('log_error_verbosity', 'terse');
    expect((await examine({ DATABASE_URL: url }))['statement-log']?.status).toBe('ok');
    await set('log_statement', 'mod');
    await set('log_min_duration_statement', '1000');
    await set('log_parameter_max_length_on_error', '64');
    await set('log_error_verbosity', 'default');
    const { status, detail, fix } = (await examine({ DATABASE_URL: url }))['statement-log'] ?? {};
    expect(status).toBe('advice');
    for (const key of ['log_statement=mod', 'log_min_duration_statement=1s', 'log_error_verbosity=default'])
      expect(detail).toContain(key);
    expect(fix).toContain('set log_parameter_max_length_on_error = 0;');
  });
});
