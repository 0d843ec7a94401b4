import type { MikroORM } from '@mikro-orm/postgresql';
import { erasing } from '../../accounts/undo/pending-change.entity.js';
import type { Clock } from '../../core/clock.js';
import { statement } from '../../core/statement.js';

/** Removes changes that can no longer be undone, and erases what they kept. */
const REMOVE_EXPIRED = statement(`
  with expired as (
    delete from pending_changes where id = any (array(
      select id from pending_changes where expires_at <= :now::timestamptz
      order by expires_at limit :batch::int for update skip locked
    ))
    returning user_id
  ), ${erasing('(select user_id from expired)')}
  select pg_catalog.count(*)::int as rows from expired`).returning<{ rows: number }>();

/** @returns how many changes were removed: fewer than `batch` when there are no more */
export async function removeExpiredChanges(orm: MikroORM, batch: number, clock: Clock): Promise<number> {
  const [removed] = await REMOVE_EXPIRED.run(orm.em, { now: clock(), batch });
  return removed?.rows ?? 0;
}
