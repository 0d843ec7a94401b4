import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type Options } from '@mikro-orm/postgresql';
import type { PGlite } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { parsablePostgresUrl } from '../config/address-formats.js';
import type { DatabaseConfig } from '../config/config.js';
import { BindingDriver } from './connections/binding-driver.js';
import { entities } from './entities.js';
import { dropBrokenConnections } from './connections/broken-connections.js';
import { ServedClient } from './connections/served-client.js';
import { connectionSettings, STATEMENT_TIMEOUT_MS } from './connections/connection-settings.js';
import { migrations } from './migrations/index.js';
import { sendPrepared } from './connections/prepared-statements.js';

/** A database that is open in this process, or a server with its settings. */
export type Source =
  { kind: 'embedded'; pglite: PGlite; schema: string } | Extract<DatabaseConfig, { kind: 'served' }>;

/** The ORM over a database. It connects at the first statement. */
export function createOrm(source: Source): MikroORM {
  return new MikroORM({
    driver: BindingDriver,
    entities,
    extensions: [Migrator],
    discovery: { warnWhenNoEntities: false },
    // Reading through the global identity map is refused by default. It is right in tests only.
    allowGlobalContext: false,
    // A mistyped name must not create a new, empty database.
    ensureDatabase: false,
    forceUtcTimezone: true,
    schema: source.schema,
    // The migrator's own table is no entity.
    schemaGenerator: { skipTables: ['migrations'] },
    migrations: { migrationsList: [...migrations], tableName: 'migrations', snapshot: false, silent: true },
    // Statements contain hashes and phone numbers, so they are never logged.
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
    // The ORM takes only the name of the database from it.
    clientUrl: parsablePostgresUrl(database.url),
    pool: { min: 0, max: database.poolMax },
    driverOptions: {
      // The whole address: from its parts the ORM would drop `sslmode`.
      connectionString: database.url,
      // Limits the wait for a free connection of the pool, too.
      connectionTimeoutMillis: database.acquireTimeoutMs,
      // The limit of PostgreSQL does not help if its response cannot arrive.
      query_timeout: STATEMENT_TIMEOUT_MS + 1000,
      keepAlive: true,
      Client: ServedClient,
      application_name: 'graphql-two-factor-auth',
      onPoolCreated: (pool: Pool) => {
        dropBrokenConnections(pool);
        sendPrepared(pool, database.preparedStatements);
      },
      onConnect: (client: PoolClient) => client.query(connectionSettings(database.schema)),
    },
  };
}
