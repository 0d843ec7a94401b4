import type { MikroORM } from '@mikro-orm/postgresql';
import type { Config } from '../../config/config.js';
import type { Database } from '../../database/database.js';
import { advice, type Check, ok, problem } from './check.js';

/** What only a served PostgreSQL can have wrong. Nothing is changed. */
export async function checkServed(
  { orm, listen }: Database,
  { database: { schema } }: Pick<Config, 'database'>,
): Promise<Check[]> {
  return [
    await checkPrimary(orm),
    await checkSchemaRights(orm, schema),
    await checkStatementLog(orm),
    await checkAnnouncements(listen),
  ];
}

async function checkPrimary(orm: MikroORM): Promise<Check> {
  const name = 'database-writes';
  const [found] = await read<{ read_only: string }>(
    orm,
    `pg_catalog.current_setting('transaction_read_only') as read_only`,
  );
  if (found?.read_only !== 'on') return ok(name, 'The database takes writes.');
  return problem(
    name,
    'The database is read-only: a standby, or set so. Nobody can sign in.',
    'Let DATABASE_URL lead to the primary.',
  );
}

/**
 * Before PostgreSQL 15 everybody may create functions and operators in `public`. PostgreSQL prefers the one with the
 * better match. Functions are called by their full names, operators cannot be.
 */
async function checkSchemaRights(orm: MikroORM, schema: string): Promise<Check> {
  const name = 'schema-rights';
  const [found] = await read<{ is_open: boolean | null }>(
    orm,
    `(select pg_catalog.bool_or(acl.grantee = 0 and acl.privilege_type = 'CREATE')
      from pg_catalog.pg_namespace, pg_catalog.aclexplode(nspacl) as acl where nspname = ?) as is_open`,
    [schema],
  );
  if (!found?.is_open) return ok(name, `Only some roles may create things in the schema ${schema}.`);
  return advice(
    name,
    `Every role of the database may create functions, operators and tables in the schema ${schema}, and so run SQL with the rights of this server.`,
    `revoke create on schema ${schema} from public; or name a schema of this server's own in DATABASE_SCHEMA.`,
  );
}

/** The values of statements are bound, so their text holds none. These settings put values into the log apart from it. */
const LOGGING_VALUES: Readonly<Record<string, { isSafe: RegExp; safe: string }>> = {
  log_statement: { isSafe: /^(none|ddl)$/, safe: 'none' },
  log_min_duration_statement: { isSafe: /^-1$/, safe: '-1' },
  log_parameter_max_length_on_error: { isSafe: /^0/, safe: '0' },
  // A name or a number that is taken is in the detail of the error.
  log_error_verbosity: { isSafe: /^terse$/, safe: 'terse' },
};

async function checkStatementLog(orm: MikroORM): Promise<Check> {
  const name = 'statement-log';
  const columns = Object.keys(LOGGING_VALUES).map(
    (key) => `pg_catalog.current_setting('${key}', true) as ${key}`,
  );
  const [found = {}] = await read<Record<string, string | null>>(orm, columns.join(', '));
  const unsafe = Object.entries(LOGGING_VALUES).filter(([key, { isSafe }]) => !isSafe.test(found[key] ?? ''));
  if (unsafe.length === 0) return ok(name, "PostgreSQL's log holds no values of this server.");
  return advice(
    name,
    `PostgreSQL can write names, e-mail addresses, phone numbers and hashes into its own log (${unsafe.map(([key]) => `${key}=${found[key]}`).join(', ')}).`,
    `${unsafe.map(([key, { safe }]) => `alter role USER set ${key} = ${safe};`).join(' ')} (as a superuser)`,
  );
}

async function checkAnnouncements(listen: Database['listen']): Promise<Check> {
  const name = 'announcements';
  const { promise: arrived, resolve } = Promise.withResolvers<boolean>();
  const listener = await listen('doctor', {
    onNotification: () => undefined,
    loadMissed: async () => undefined,
    onConnected: () => resolve(true),
    onDisconnected: () => resolve(false),
  });
  try {
    if (await arrived) return ok(name, 'What the database announces arrives.');
    return advice(
      name,
      'What the database announces does not arrive: a pooler in transaction mode is in between. Each request asks the database instead, and settings leak to other clients of the pooler.',
      'Set pool_mode=session in PgBouncer for this database, or let DATABASE_URL bypass it.',
    );
  } finally {
    await listener.close();
  }
}

async function read<Row>(orm: MikroORM, columns: string, values: readonly unknown[] = []): Promise<Row[]> {
  return orm.em.getConnection().execute<Row[]>(`select ${columns}`, values);
}
