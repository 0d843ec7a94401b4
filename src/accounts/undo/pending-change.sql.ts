import { statement } from '../../core/statement.js';
import { erasing } from './pending-change.entity.js';

/** So that of two changes at once the second sees what the first one made. */
export const LOCK_USER = statement(`select id from users where id = :userId::uuid for no key update`);

/**
 * Keeps what a user signs in with, before it changes, and queues the mail that can undo the change. A user who is
 * deactivated or has no confirmed address gets none, and nothing is kept.
 *
 * It is later than every change before, also if the clock of this replica is behind: an undo takes the later ones with it.
 */
export const KEEP_STATE = statement(`
  with pending as (
    insert into pending_changes (
      id, user_id, kind, email, email_verified_at, phone, authy_id, second_factor_enabled_at, preferred_factor,
      authenticator_ids, recovery_code_hashes, created_at, expires_at
    )
    select :id::uuid, users.id, :kind::text, email, email_verified_at, phone, authy_id, second_factor_enabled_at,
      preferred_factor,
      array(select authenticators.id from authenticators where user_id = users.id and removed_at is null),
      array(
        select code_hash from recovery_codes where user_id = users.id and used_at is null and removed_at is null
      ),
      greatest(:now::timestamptz, (
        select pg_catalog.max(pending_changes.created_at) + interval '1 microsecond' from pending_changes
        where pending_changes.user_id = users.id
      )), :expiresAt::timestamptz
    from users
    where users.id = :userId::uuid and is_active and email is not null and email_verified_at is not null
      and :most::int > (
        select pg_catalog.count(*) from pending_changes
        where pending_changes.user_id = users.id and pending_changes.created_at > :since::timestamptz
      )
    returning id
  ), queued as (
    insert into outbox (id, kind, payload, created_at, next_try_at)
    select :messageId::uuid, :messageKind::text, pg_catalog.jsonb_build_object('pendingChangeId', id),
      :now::timestamptz, :now::timestamptz
    from pending returning id
  )
  select id from queued`);

/** Keeps the hash of a mail that is about to be sent. The link of a mail before no longer works. */
export const WRITE_UNDO_TOKEN = statement(`
  update pending_changes set token_hash = :tokenHash::text
  where id = :id::uuid and expires_at > :now::timestamptz returning id`);

/**
 * Puts back what the user signed in with before a change, with all that changed since, and keeps the account if it was to
 * be removed. The changes since can no longer be undone: that would bring back what this takes away. No row: the change was
 * undone in the meantime.
 */
export const UNDO = statement(`
  with undone as (
    delete from pending_changes where id = :id::uuid and expires_at > :now::timestamptz
    returning id, user_id, email, email_verified_at, second_factor_enabled_at, preferred_factor, recovery_code_hashes,
      created_at, array(
        select authenticators.id from authenticators
        where authenticators.id = any (authenticator_ids) and (kind <> 'phone' or :phone::text is not null)
      ) as authenticator_ids
  ), since as (
    delete from pending_changes using undone
    where pending_changes.user_id = undone.user_id and pending_changes.created_at >= undone.created_at
      and pending_changes.id <> undone.id
  ), held as (
    update authenticators
    set removed_at = case when authenticators.id <> all (undone.authenticator_ids) then :now::timestamptz end
    from undone
    where authenticators.user_id = undone.user_id
      and (removed_at is null) <> (authenticators.id = any (undone.authenticator_ids))
  ), codes as (
    update recovery_codes
    set removed_at = case when code_hash <> all (undone.recovery_code_hashes) then :now::timestamptz end
    from undone
    where recovery_codes.user_id = undone.user_id
      and (removed_at is null) <> (code_hash = any (undone.recovery_code_hashes))
  )
  update users set email = undone.email, email_verified_at = undone.email_verified_at, phone = :phone::text,
    authy_id = :authyId::text, second_factor_enabled_at = undone.second_factor_enabled_at,
    preferred_factor = undone.preferred_factor, deletes_at = null
  from undone where users.id = undone.user_id
  returning users.id`);

/** No undo brings an authenticator back any more. */
export const FORGET_AUTHENTICATOR = statement(`
  update pending_changes set authenticator_ids = pg_catalog.array_remove(authenticator_ids, :id::uuid)
  where user_id = :userId::uuid and :id::uuid = any (authenticator_ids) returning id`);

/** Erases the secrets of a user's removed factors, except those that a change can still bring back. */
export const ERASE_REMOVED = statement(`
  with ${erasing('(select :userId::uuid)')} select 1 as done`);
