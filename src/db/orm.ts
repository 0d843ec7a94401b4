import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type Options, PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { PGlite } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import type { DatabaseConfig } from '../config.js';
import { entities } from '../entities/index.js';
import { dropBrokenTransactions } from './broken-transactions.js';
import { migrations } from './migrations/index.js';

/** A database that is open in this process, or a server and how to use it. */
export type Source = { kind: 'embedded'; pglite: PGlite } | Extract<DatabaseConfig, { kind: 'served' }>;

/** The entities over a database. Connects at the first question. */
export function createOrm(source: Source): MikroORM {
  return new MikroORM({
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
    ...(source.kind === 'embedded' ? embeddedDriver(source) : servedDriver(source)),
  } satisfies Options);
}

function embeddedDriver({ pglite }: Extract<Source, { kind: 'embedded' }>) {
  return { dbName: 'postgres', driverOptions: () => new PGliteDialect({ pglite }) };
}

function servedDriver(database: Extract<Source, { kind: 'served' }>) {
  return {
    clientUrl: database.url,
    pool: { min: 0, max: database.poolMax },
    driverOptions: {
      // Whole: the ORM takes host, user and database from it, and would leave out `sslmode`.
      connectionString: database.url,
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
