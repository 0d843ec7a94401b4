import type { MikroORM } from '@mikro-orm/postgresql';

/**
 * Checks that the database takes writes. The statement locks no row, and PostgreSQL refuses it with 25006 on a standby
 * and in a read-only session, where `select 1` succeeds.
 *
 * @throws what the driver throws when the database is down or read-only
 */
export async function checkWritable(orm: MikroORM): Promise<void> {
  await orm.em.getConnection().execute('select 1 from users limit 0 for update');
}
