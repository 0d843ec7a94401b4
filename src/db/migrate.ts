import type { MikroORM } from '@mikro-orm/postgresql';

/** Any number, the same in every replica: names the lock that lets one of them migrate at a time. */
const MIGRATION_LOCK = 2_065_121_401;

/**
 * Brings the tables up to date. Replicas that start at once wait for each other: the first one migrates, the
 * others find nothing to do.
 *
 * @returns the names of the migrations that ran
 */
export async function migrate(orm: MikroORM): Promise<string[]> {
  if ((await pendingMigrations(orm)).length === 0) return [];
  return orm.em.fork().transactional(async (em) => {
    await em.execute(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await em.execute("set local statement_timeout = '0'");
    const transaction: unknown = em.getTransactionContext();
    if (!transaction) throw new Error('Migrations need the transaction that holds their lock.');
    const done = await orm.migrator.up({ transaction });
    return done.map(({ name }) => name);
  });
}

export async function pendingMigrations(orm: MikroORM): Promise<string[]> {
  const pending = await orm.migrator.getPending();
  return pending.map(({ name }) => name);
}
