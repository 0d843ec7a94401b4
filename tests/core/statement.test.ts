import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { statement } from '../../src/core/statement.js';
import { inTransaction } from '../../src/core/transaction.js';
import { commandLineScope } from '../../src/audit/security-log.service.js';
import { startServer, type TestServer } from '../setup/server.js';

/** The embedded database has one connection. */
const onServed = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

const ECHO = statement(`
  select :name::text as name, :name::text as again, :list::text[] as list, :at::timestamptz as at,
    :count::int as count, :flag::boolean as flag, :id::uuid as id, '12:30'::text as "untouched",
    (array['a', 'b', 'c'])[2:3] as slice`).returning<Record<string, unknown>>();

const VALUES = {
  name: `'; drop table users; -- ? $1 :list::text \\`,
  list: ['pwd', '{"a,b"}', ''],
  at: new Date('2026-02-03T04:05:06.789Z'),
  count: 3,
  flag: false,
  id: 'c0ffee00-0000-4000-8000-000000000000',
};

describe('a statement', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('takes its values by name, as they are', async () => {
    const [row] = await ECHO.run(server.app.orm.em.fork(), VALUES);
    const rest = { again: VALUES.name, untouched: '12:30', slice: ['b', 'c'] };
    expect({ ...row, at: new Date(row?.['at'] as string) }).toEqual({ ...VALUES, ...rest });
  });

  it('takes null for every value', async () => {
    const nothing = { name: null, list: null, at: null, count: null, flag: null, id: null };
    const [row] = await ECHO.run(server.app.orm.em.fork(), nothing);
    expect(row).toMatchObject(nothing);
  });

  it('holds none of its values in its text', async () => {
    const said = statement(`select current_query() as query, :secret::text as secret`).returning<{
      query: string;
    }>();
    const [row] = await said.run(server.app.orm.em.fork(), { secret: 'planted' });
    expect(row?.query).toMatch(/current_query/);
    expect(row?.query).not.toMatch(/planted/);
  });

  it('stands or falls with the transaction that it runs in', async () => {
    const em = server.app.orm.em.fork();
    const insert = statement(`insert into rate_limits (key, points) values (:key::text, 1)`);
    await inTransaction(commandLineScope(em), ({ em: within }) => insert.run(within, { key: 'kept' }));
    const takenBack = inTransaction(commandLineScope(em), async ({ em: within }) => {
      await insert.run(within, { key: 'taken back' });
      throw new Error('on purpose');
    });
    await expect(takenBack).rejects.toThrow('on purpose');
    const found = statement(`select key from rate_limits where key = any (:keys::text[])`);
    expect(await found.run(em, { keys: ['kept', 'taken back'] })).toEqual([{ key: 'kept' }]);
  });

  it('is refused at the start where a value has no type', () => {
    expect(() => statement('select :name')).toThrow('The value :name needs a type');
  });

  it('is refused with a value missing, unknown or of another type', async () => {
    const em = server.app.orm.em.fork();
    const one = statement('select :count::int as count');
    // @ts-expect-error count is missing
    await expect(one.run(em, {})).rejects.toThrow('The value :count is missing');
    // @ts-expect-error the text has no name
    expect(await one.run(em, { count: 1, name: 'a' })).toEqual([{ count: 1 }]);
    // @ts-expect-error an int is a number
    expect(await one.run(em, { count: '1' })).toEqual([{ count: 1 }]);
  });
});

onServed('a statement on a served PostgreSQL', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('outside of the transaction stands when that is rolled back', async () => {
    const { orm } = server.app;
    const insert = statement(`insert into rate_limits (key, points) values (:key::text, 1)`);
    const takenBack = inTransaction(commandLineScope(orm.em.fork()), async () => {
      await insert.runOutsideTransaction(orm, { key: 'apart' });
      throw new Error('on purpose');
    });
    await expect(takenBack).rejects.toThrow('on purpose');
    const found = statement(`select key from rate_limits where key = :key::text`);
    expect(await found.run(orm.em.fork(), { key: 'apart' })).toEqual([{ key: 'apart' }]);
  });
});
