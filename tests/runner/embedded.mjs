import { Blob } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** Embedded databases of this worker that nobody uses now. To start one costs a second. */
const idle = [];

/**
 * An embedded database of the caller's own, migrated and empty. Closed, it is emptied for the next; what was not
 * finished by then fails, as on a database that is closed. One whose tables were altered is thrown away.
 */
export async function openEmbedded() {
  const { database, schema } = idle.pop() ?? (await start());
  let open = true;
  const close = async () => {
    if (!open) return;
    open = false;
    try {
      await empty(database);
      if ((await describe(database)) !== schema) return await database.close();
      await endTimer(database);
      idle.push({ database, schema });
    } catch {
      await database.close();
    }
  };
  return new Proxy(database, {
    get(_target, name) {
      if (name === 'close') return close;
      if (name === 'closed') return !open || database.closed;
      if (!open) throw new Error('This database is closed.');
      const value = database[name];
      return typeof value === 'function' ? value.bind(database) : value;
    },
  });
}

async function start() {
  const database = await PGlite.create({ loadDataDir: new Prepared() });
  return { database, schema: await describe(database) };
}

/** Read in one go: the stream of a real Blob of 30 MB costs half a second. */
class Prepared extends Blob {
  arrayBuffer() {
    return readFile(join(process.env.TEST_PREPARED, 'database.tar'));
  }
}

async function empty(database) {
  const { rows } = await database.query(
    `select format('%I', tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'migrations'`,
  );
  const names = rows.map(({ name }) => name).join(', ');
  await database.query('discard all');
  await database.transaction(async (transaction) => {
    // The triggers that keep the security log from being emptied stay out of it.
    await transaction.query('set local session_replication_role = replica');
    await transaction.query(`truncate ${names} restart identity cascade`);
  });
}

/**
 * PostgreSQL writes its statistics ten seconds after the last statement, and leaves timers running that it no longer
 * needs. Either would keep the worker alive. The statistics are written now, and a timer of a millisecond replaces the
 * others. Nothing may be asked of the database after this.
 */
async function endTimer(database) {
  await database.exec(
    'set statement_timeout = 1; select pg_stat_force_next_flush(); reset statement_timeout',
  );
}

/** Everything in the schema that statements can change, as one text. */
async function describe(database) {
  const { rows } = await database.query(`
    select string_agg(thing, e'\\n' order by thing) as schema from (
      select format('%s %s %s %s', attrelid::regclass, attname, atttypid::regtype, attnotnull)
        from pg_attribute join pg_class on pg_class.oid = attrelid where relnamespace = 'public'::regnamespace
      union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
      union all select pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
      union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
      union all select adrelid::regclass || pg_get_expr(adbin, adrelid) from pg_attrdef
      union all select nspname from pg_namespace
      union all select rolname from pg_roles
    ) as things (thing)`);
  return rows[0].schema;
}
