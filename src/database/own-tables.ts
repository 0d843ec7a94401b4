import type { MikroORM } from '@mikro-orm/postgresql';
import { DatabaseError } from './database-error.js';
import { migrations } from './migrations/index.js';

/**
 * The migrations that have run. Checks first that the tables belong to this program.
 *
 * @throws DatabaseError, in one line that says what to do, for tables of another program or of a newer version
 */
export async function requireOwnTables(orm: MikroORM): Promise<ReadonlySet<string>> {
  const schema = orm.config.get('schema') ?? 'public';
  const columns = await columnsOf(orm, schema, 'migrations');
  if (columns.size === 0) {
    if ((await columnsOf(orm, schema, 'users')).size > 0) throw foreignTable(schema, 'users');
    return new Set();
  }
  if (!['name', 'executed_at'].every((column) => columns.has(column)))
    throw foreignTable(schema, 'migrations');
  const rows = await readMigrations(orm, schema);
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = rows.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new DatabaseError(
      `The database has migrations that this version does not know: ${unknown.join(', ')}. A newer version migrated it: run that version, or restore the backup from before.`,
    );
  return new Set(rows.map(({ name }) => name));
}

/** SQLSTATE of a table that the user may not read, or whose schema the user may not use. */
const NO_ACCESS = new Set(['42501', '42P01']);

async function readMigrations(orm: MikroORM, schema: string): Promise<{ name: string }[]> {
  try {
    return await orm.em.getConnection().execute<{ name: string }[]>('select name from migrations');
  } catch (error) {
    if (!NO_ACCESS.has((error as { code?: string }).code ?? '')) throw error;
    throw new DatabaseError(
      `The user of DATABASE_URL may not use the tables in the schema ${schema}. As their owner run: grant usage on schema ${schema} to USER; grant all on all tables in schema ${schema} to USER`,
      { cause: error },
    );
  }
}

async function columnsOf(orm: MikroORM, schema: string, table: string): Promise<Set<string>> {
  const rows = await orm.em.getConnection().execute<{ name: string }[]>(
    `select attname::text as name from pg_catalog.pg_attribute
     join pg_catalog.pg_class on pg_class.oid = attrelid join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
     where nspname = ? and relname = ? and attnum > 0 and not attisdropped`,
    [schema, table],
  );
  return new Set(rows.map(({ name }) => name));
}

function foreignTable(schema: string, table: string): DatabaseError {
  return new DatabaseError(
    `The schema ${schema} has a table ${table} of another program. Name a schema of this server's own in DATABASE_SCHEMA, such as auth.`,
  );
}
