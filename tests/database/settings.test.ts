import { afterEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { DatabaseError } from '../../src/database/database-error.js';
import { openDatabase } from '../../src/database/database.js';
import { migrate, requireMigrated } from '../../src/database/migrate.js';
import { codeOf, dataOf } from '../setup/client.js';
import { signIn, switchOn } from '../setup/flows.js';
import { createEmptyDatabase } from '../setup/database/database.js';
import { eventually } from '../setup/eventually.js';
import { onServer } from '../setup/global-setup.mjs';
import { startServer } from '../setup/server.js';

const served = process.env['TEST_DATABASE_URL'] ?? '';
const onServed = served ? describe : describe.skip;

onServed('a database that somebody else set up', () => {
  const made: { drop(): Promise<void> }[] = [];

  async function create(options = ''): Promise<{ name: string; url: string }> {
    const database = await createEmptyDatabase(options);
    made.push(database);
    return database;
  }

  async function prepare(env: Record<string, string>): Promise<void> {
    const { orm } = await openDatabase(loadConfig(env));
    try {
      await migrate(orm);
      await requireMigrated(orm);
    } finally {
      await orm.close(true);
    }
  }

  /** What the start says. @throws if it is no line that an operator can act on, or if nothing is refused */
  async function refusal(env: Record<string, string>): Promise<string> {
    const error = await prepare(env).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof DatabaseError)) throw new Error('Not refused with a sentence.', { cause: error });
    expect(error.message).not.toContain('\n');
    return error.message;
  }

  afterEach(async () => {
    for (const { drop } of made.splice(0)) await drop();
  });

  it('holds the tables in the schema of DATABASE_SCHEMA, beside tables of others', async () => {
    const { url } = await create();
    await onServer(url, ['create table users (id int)', 'create table migrations (version int)']);
    const env = { DATABASE_URL: url, DATABASE_SCHEMA: 'auth' };
    await prepare(env);
    await prepare(env);
    const server = await startServer(env);
    try {
      await switchOn(server, await server.createUser());
      await server.app.retention.removeExpired();
      expect(server.log()).not.toContain('could not be');
      const connection = server.app.orm.em.getConnection();
      const tables = await connection.execute<{ schema: string; name: string }[]>(
        `select schemaname::text as schema, tablename::text as name from pg_catalog.pg_tables
         where schemaname not like 'pg\\_%' and schemaname <> 'information_schema' order by tablename`,
      );
      const elsewhere = tables.filter(({ schema }) => schema !== 'auth');
      expect(elsewhere.map(({ schema, name }) => `${schema}.${name}`)).toEqual([
        'public.migrations',
        'public.users',
      ]);
      expect(tables.some(({ name }) => /^security_events_\d/.test(name))).toBe(true);
      expect(await server.app.orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
    } finally {
      await server.close();
    }
  });

  it.each([
    ['a users table', ['create table users (id int)'], /table users of another program.*DATABASE_SCHEMA/],
    ['a migrations table', ['create table migrations (version int)'], /table migrations of another program/],
    [
      'migrations of a newer version',
      [
        'create table migrations (id int, name text, executed_at timestamptz)',
        `insert into migrations (name) values ('9999-later')`,
      ],
      /does not know: 9999-later/,
    ],
  ])('is refused in one line for %s', async (_what, statements, message) => {
    const { url } = await create();
    await onServer(url, statements);
    expect(await refusal({ DATABASE_URL: url })).toMatch(message);
  });

  it('is refused in one line if its user may not make tables', async () => {
    const { name, url } = await create();
    const role = `role_${name}`;
    await onServer(url, [
      `create role ${role} login password 'x'`,
      `revoke create on schema public from public`,
    ]);
    try {
      const own = new URL(url);
      own.username = role;
      own.password = 'x';
      expect(await refusal({ DATABASE_URL: own.href })).toMatch(/may not make tables in the schema public/);
      expect(await refusal({ DATABASE_URL: own.href, DATABASE_SCHEMA: 'auth' })).toMatch(
        /schema auth does not exist/,
      );
    } finally {
      await onServer(url, [`drop owned by ${role}`, `drop role ${role}`]);
    }
  });

  it.each(['German', 'SQL', 'Postgres'])('may have the DateStyle %s', async (style) => {
    const { name, url } = await create();
    await prepare({ DATABASE_URL: url });
    await onServer(url, [`alter database "${name}" set datestyle = '${style}'`]);
    const server = await startServer({ DATABASE_URL: url });
    try {
      const before = Date.now();
      const { client } = await signIn(server, await server.createUser());
      const { me } = dataOf(await client.query<{ me: { createdAt: string } }>('{ me { createdAt } }'));
      expect(Math.abs(new Date(me.createdAt).getTime() - before)).toBeLessThan(600_000);
    } finally {
      await server.close();
    }
  });

  it('is refused in another encoding than UTF8', async () => {
    const { url } = await create(`encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0`);
    expect(await refusal({ DATABASE_URL: url })).toMatch(/encoding LATIN1.*needs UTF8/);
  });

  it('runs no function that others put beside the tables', async () => {
    const { url } = await create();
    await prepare({ DATABASE_URL: url });
    await onServer(url, [
      'create table stolen (id int)',
      `create function public.make_interval(secs int) returns interval language plpgsql as
        $$ begin insert into public.stolen values (1); return interval '1 hour'; end $$`,
      `create function public.cardinality(text[]) returns int language plpgsql as
        $$ begin insert into public.stolen values (2); return 0; end $$`,
      `create function public.array_position(text[], text) returns int language plpgsql as
        $$ begin insert into public.stolen values (3); return 0; end $$`,
    ]);
    const server = await startServer({ DATABASE_URL: url });
    try {
      await switchOn(server, await server.createUser());
      const [found] = await server.app.orm.em
        .getConnection()
        .execute<{ stolen: number[] }[]>('select array(select distinct id from public.stolen) as stolen');
      expect(found?.stolen).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it('announces nothing that is believed without its row', async () => {
    const { url } = await create();
    await prepare({ DATABASE_URL: url });
    const server = await startServer({ DATABASE_URL: url });
    try {
      const user = await server.createUser();
      const { client } = await signIn(server, user);
      const { me } = dataOf(
        await client.query<{ me: { sessions: { id: string }[] } }>('{ me { sessions { id } } }'),
      );
      const id = me.sessions[0]?.id ?? '';
      // The longest that PostgreSQL passes on.
      await onServer(url, [`notify session_ended, '${id}'`, `notify session_ended, '${'x'.repeat(7999)}'`]);
      for (let request = 0; request < 5; request++) {
        expect(dataOf(await client.me()).me).toMatchObject({ id: user.user.id });
        await new Promise((next) => setTimeout(next, 100));
      }
      await onServer(url, [`update sessions set revoked_at = now() where id = '${id}'`]);
      await eventually(async () => expect(codeOf(await client.me())).toBe('UNAUTHENTICATED'));
    } finally {
      await server.close();
    }
  });
});

describe('an address that the driver does not take', () => {
  it.each([
    ['postgresql://u@h/db?options=-c%20search_path%3Dauth', 'DATABASE_SCHEMA'],
    ['postgresql://u@h/db?options=-c search_path=auth', 'DATABASE_SCHEMA'],
    ['postgresql://u@a:5432,b:5432/db?target_session_attrs=read-write', 'must name one host'],
    ['postgresql://u@h/db?target_session_attrs=read-write', 'must name one host'],
    ['postgresql://u@/db?host=a,b', 'must name one host'],
    ['postgresql://u@/db?user=x&host=a%2Cb&port=5432', 'must name one host'],
    ['postgresql://u:p,w@a,b/db', 'must name one host'],
    ['postgresql://u@h/db?sslmode=prefer', 'sslmode'],
  ])('is refused with the reason: %s', (url, words) => {
    expect(() => loadConfig({ DATABASE_URL: url })).toThrow(words);
  });

  it.each(['postgresql://user@/db?host=/var/run/postgresql', 'postgresql://user:a,b@host/db'])(
    'is not one such as %s',
    (url) => {
      expect(loadConfig({ DATABASE_URL: url }).database).toMatchObject({ url });
    },
  );
});
