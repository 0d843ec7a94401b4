import type { MikroORM } from '@mikro-orm/postgresql';
import { DatabaseError } from './database-error.js';

/**
 * Whether the schema of DATABASE_SCHEMA exists.
 *
 * @throws DatabaseError, in one line that says what to do, if the user may not create it, or may not create tables in it
 */
export async function requireRightToMigrate(orm: MikroORM): Promise<boolean> {
  const schema = orm.config.get('schema') ?? 'public';
  const [rights] = await orm.em
    .getConnection()
    .execute<{ in_schema: boolean | null; in_database: boolean }[]>(
      `select pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') as in_database,
        (select pg_catalog.has_schema_privilege(oid, 'CREATE') from pg_catalog.pg_namespace where nspname = ?) as in_schema`,
      [schema],
    );
  if (rights?.in_schema === false)
    throw new DatabaseError(
      `The user of DATABASE_URL may not make tables in the schema ${schema}. As its owner run: grant create on schema ${schema} to USER. Or name another schema in DATABASE_SCHEMA.`,
    );
  if (rights?.in_schema == null && !rights?.in_database)
    throw new DatabaseError(
      `The schema ${schema} does not exist, and the user of DATABASE_URL may not make it. As the owner of the database run: create schema ${schema} authorization USER`,
    );
  return rights.in_schema != null;
}

/**
 * A role that did not make the tables has only the rights that somebody granted.
 *
 * @throws DatabaseError that names the tables which the user of DATABASE_URL may not use
 */
export async function requireTableRights(orm: MikroORM): Promise<void> {
  const schema = orm.config.get('schema') ?? 'public';
  // The log of security events is not updated, and who removes old ones is the operator's choice.
  const closed = await orm.em.getConnection().execute<{ name: string }[]>(
    `select relname::text as name from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
      where nspname = ? and relname in (?) and not (
        pg_catalog.has_table_privilege(pg_class.oid, 'SELECT') and pg_catalog.has_table_privilege(pg_class.oid, 'INSERT')
        and (relname = 'security_events' or pg_catalog.has_table_privilege(pg_class.oid, 'UPDATE')
          and pg_catalog.has_table_privilege(pg_class.oid, 'DELETE')))
      order by relname`,
    [schema, [...orm.getMetadata()].map(({ tableName }) => tableName)],
  );
  if (closed.length === 0) return;
  throw new DatabaseError(
    `The user of DATABASE_URL may not read and write ${closed.map(({ name }) => name).join(', ')}. As the owner of the tables run: grant select, insert, update, delete on all tables in schema ${schema} to USER; grant usage on all sequences in schema ${schema} to USER`,
  );
}
