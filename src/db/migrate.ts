import type { MikroORM } from '@mikro-orm/postgresql';
import { DatabaseError } from './database-error.js';
import { migrations } from './migrations/index.js';

/** Any number, the same in every replica: names the lock that lets one of them migrate at a time. */
const MIGRATION_LOCK = 2_065_121_401;

/** SQLSTATE of a table, or its row type or index, that another session made first. */
const ALREADY_THERE = new Set(['23505', '42P07', '42710']);

/**
 * Brings the tables up to date. Replicas that start at once wait for each other: the first one migrates, the
 * others find nothing to do.
 *
 * @returns the names of the migrations that ran
 */
export async function migrate(orm: MikroORM): Promise<string[]> {
  if ((await pendingMigrations(orm)).length === 0) return [];
  await makeMigrationsTable(orm);
  return orm.em.fork().transactional(async (em) => {
    await em.execute(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await em.execute("set local statement_timeout = '0'");
    const transaction: unknown = em.getTransactionContext();
    if (!transaction) throw new Error('Migrations need the transaction that holds their lock.');
    const done = await orm.migrator.up({ transaction });
    return done.map(({ name }) => name);
  });
}

/**
 * The migrations that have not run here. Asking changes nothing: the ORM's own question would make its table
 * first, and two replicas asking at once would both try.
 */
export async function pendingMigrations(orm: MikroORM): Promise<string[]> {
  const [found] = await orm.em
    .getConnection()
    .execute<{ exists: boolean }[]>(`select to_regclass('migrations') is not null as "exists"`);
  if (!found?.exists) return migrations.map(({ name }) => name);
  const pending = await orm.migrator.getPending();
  return pending.map(({ name }) => name);
}

/** @throws DatabaseError when migrations have not run, which says how to run them */
export async function requireMigrated(orm: MikroORM): Promise<void> {
  const pending = await pendingMigrations(orm);
  if (pending.length > 0)
    throw new DatabaseError(
      `The database lacks ${pending.length} migration(s): ${pending.join(', ')}. Run: npm run migrate (or start the server with MIGRATE_ON_START=true).`,
    );
}

/**
 * Before the lock is held, not after: the ORM looks for its table outside of the transaction it is given,
 * which on the embedded database's one connection would wait for ever. Of two replicas that both make it, one
 * is told that it is there.
 */
async function makeMigrationsTable(orm: MikroORM): Promise<void> {
  try {
    await orm.migrator.getPending();
  } catch (error) {
    if (!ALREADY_THERE.has((error as { code?: string }).code ?? '')) throw error;
  }
}
