import { Migrator } from '@mikro-orm/migrations';
import { type Dictionary, MikroORM, type Options, PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { PGlite } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import type { Config, DatabaseConfig } from '../config.js';
import { entities } from '../entities/index.js';
import { dropBrokenTransactions } from './broken-transactions.js';
import { DatabaseError } from './database-error.js';
import { openEmbedded } from './embedded.js';
import { migrations } from './migrations/index.js';

/**
 * Opens the database that the configuration names and asks it one question, so that a wrong address is known
 * now and not at the first request.
 *
 * @param pglite an embedded database that is open already (tests start from a prepared one)
 * @throws DatabaseError when it cannot be reached, or is in use by another process
 */
export async function openDatabase(
  config: Pick<Config, 'database' | 'dataDir'>,
  pglite?: PGlite,
): Promise<MikroORM> {
  const { database } = config;
  if (database.kind === 'served' && !NAMES_DATABASE.test(database.url))
    throw new DatabaseError(
      'DATABASE_URL names no database: one must follow the host, as in //host/database.',
    );
  const orm = new MikroORM(await ormOptions(config, pglite));
  try {
    await orm.em.getConnection().execute('select 1');
  } catch (error) {
    await orm.close(true);
    throw new DatabaseError(`The database cannot be reached: ${reasonOf(error)}. ${mendOf(error)}`, {
      cause: error,
    });
  }
  return orm;
}

const NAMES_DATABASE = /:\/\/[^/?]*\/[^?]/;

async function ormOptions({ database, dataDir }: Pick<Config, 'database' | 'dataDir'>, pglite?: PGlite) {
  return {
    driver: PostgreSqlDriver,
    entities,
    extensions: [Migrator],
    discovery: { warnWhenNoEntities: false },
    // Wrong at run time, right in a test: reading through the global identity map is refused by default.
    allowGlobalContext: false,
    // A name that is mistyped must not become a database of its own, empty and ready to serve.
    ensureDatabase: false,
    forceUtcTimezone: true,
    migrations: { migrationsList: [...migrations], tableName: 'migrations', snapshot: false, silent: true },
    // Queries carry hashes and phone numbers: they are never logged.
    debug: false,
    logger: () => undefined,
    ...(database.kind === 'embedded'
      ? { dbName: 'postgres', driverOptions: await embeddedDriver(dataDir, pglite) }
      : servedDriver(database)),
  } satisfies Options;
}

async function embeddedDriver(dataDir: string, pglite?: PGlite): Promise<Dictionary> {
  const database = pglite ?? (await openEmbedded(dataDir));
  return () => new PGliteDialect({ pglite: database });
}

function servedDriver(database: Extract<DatabaseConfig, { kind: 'served' }>) {
  return {
    clientUrl: database.url,
    pool: { min: 0, max: database.poolMax },
    driverOptions: {
      // Also bounds the wait for a free connection of the pool.
      connectionTimeoutMillis: database.acquireTimeoutMs,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      // The server's own limit does not help when its answer cannot arrive.
      query_timeout: STATEMENT_TIMEOUT_MS + 1000,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'graphql-two-factor-auth',
      onPoolCreated: dropBrokenTransactions,
    },
  };
}

/** No statement of this server takes longer unless something is wrong; a stuck one must not hold a connection. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** SQLSTATE of a database that is not there. */
const INVALID_CATALOG_NAME = '3D000';

function mendOf(error: unknown): string {
  const { code } = error as { code?: string };
  return code === INVALID_CATALOG_NAME
    ? 'Correct its name in DATABASE_URL, or make it first: createdb.'
    : 'Check DATABASE_URL.';
}

/** `pg` hides the refusal of several addresses in an AggregateError without a message. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
