import type { MikroORM } from '@mikro-orm/postgresql';
import { DatabaseError } from './database-error.js';
import { requireOwnTables } from './own-tables.js';
import { requireRightToMigrate, requireTableRights } from './schema-rights.js';
import { migrations } from './migrations/index.js';

/** The number of the lock with which one replica at a time migrates. Any number that all replicas share. */
const MIGRATION_LOCK = 2_065_121_401;

/** The npm script builds first, which an installation without the sources cannot. */
export const HOW_TO_MIGRATE = 'Run: npm run migrate (in a container: node dist/cli/main.js migrate).';

/** SQLSTATE of a table, row type or index that another session created first. */
const ALREADY_THERE = new Set(['23505', '42P07', '42710']);

/**
 * Brings the tables up to date. Replicas that start at once wait for each other: the first one migrates, and the others
 * have nothing to do.
 *
 * @returns the names of the migrations that ran
 */
export async function migrate(orm: MikroORM): Promise<string[]> {
  if ((await pendingMigrations(orm)).length === 0) return [];
  await makeSchema(orm);
  await makeMigrationsTable(orm);
  return orm.em.fork().transactional(async (em) => {
    await em.execute(`select pg_catalog.pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await em.execute("set local statement_timeout = '0'");
    const transaction: unknown = em.getTransactionContext();
    if (!transaction) throw new Error('Migrations need the transaction that holds their lock.');
    const done = await orm.migrator.up({ transaction });
    return done.map(({ name }) => name);
  });
}

/**
 * The migrations that have not run here. This changes nothing. The ORM's own query would create its table first, and two
 * replicas at once would both try.
 *
 * @throws DatabaseError when the tables belong to another program or to a newer version of this one
 */
export async function pendingMigrations(orm: MikroORM): Promise<string[]> {
  const done = await requireOwnTables(orm);
  return migrations.map(({ name }) => name).filter((name) => !done.has(name));
}

/** @throws DatabaseError when migrations have not run, which says how to run them */
export async function requireMigrated(orm: MikroORM): Promise<void> {
  const pending = await pendingMigrations(orm);
  if (pending.length > 0)
    throw new DatabaseError(
      `The tables lack ${pending.join(', ')}. ${HOW_TO_MIGRATE} Or start the server with MIGRATE_ON_START=true.`,
    );
  await requireTableRights(orm);
}

async function makeSchema(orm: MikroORM): Promise<void> {
  if (await requireRightToMigrate(orm)) return;
  await orm.em.getConnection().execute('create schema if not exists ??', [orm.config.get('schema')]);
}

/**
 * Runs before the lock is taken. The ORM looks for its table outside of its transaction, and on the single connection of
 * the embedded database it would wait forever. If two replicas create the table at once, one gets an error that it exists.
 */
async function makeMigrationsTable(orm: MikroORM): Promise<void> {
  try {
    await orm.migrator.getPending();
  } catch (error) {
    if (!ALREADY_THERE.has((error as { code?: string }).code ?? '')) throw error;
  }
}
