import type { MikroORM } from '@mikro-orm/postgresql';
import type { Clock } from '../../core/clock.js';

/**
 * Removes changes that can no longer be undone, and erases what they kept: the old address and number, and the secrets of
 * removed factors that no other change can bring back.
 */
const REMOVE_EXPIRED = `
  with expired as (
    delete from pending_changes where id = any (array(
      select id from pending_changes where expires_at <= ? order by expires_at limit ? for update skip locked
    ))
    returning user_id
  ), kept as (
    select user_id, authenticator_ids, recovery_code_hashes from pending_changes
    where user_id in (select user_id from expired) and expires_at > ?
  ), gone as (
    select authenticators.id from authenticators
    where user_id in (select user_id from expired) and removed_at is not null and not exists (
      select from kept
      where kept.user_id = authenticators.user_id and authenticators.id = any (kept.authenticator_ids)
    )
  ), secrets as (
    delete from totp_secrets using gone where authenticator_id = gone.id
  ), keys as (
    delete from passkeys using gone where authenticator_id = gone.id
  ), codes as (
    delete from recovery_codes
    where user_id in (select user_id from expired) and removed_at is not null and not exists (
      select from kept where kept.user_id = recovery_codes.user_id and code_hash = any (kept.recovery_code_hashes)
    )
  )
  select pg_catalog.count(*)::int as rows from expired`;

/** @returns how many changes were removed: fewer than `batchRows` when there are no more */
export async function removeExpiredChanges(orm: MikroORM, batchRows: number, clock: Clock): Promise<number> {
  const now = clock();
  const [removed] = await orm.em.fork().execute<{ rows: number }[]>(REMOVE_EXPIRED, [now, batchRows, now]);
  return removed?.rows ?? 0;
}
