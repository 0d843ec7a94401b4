import { statement } from '../../core/statement.js';

/**
 * Removes the authenticators of a user, or one of them. The row keeps its dates, the secret and the public key are
 * deleted.
 */
export const REMOVE_AUTHENTICATORS = statement(`
  with removed as (
    update authenticators set removed_at = :now::timestamptz
    where user_id = :userId::uuid and removed_at is null and (:only::uuid is null or id = :only::uuid)
    returning id, kind
  ), secrets as (
    delete from totp_secrets using removed where totp_secrets.authenticator_id = removed.id
  ), keys as (
    delete from passkeys using removed where passkeys.authenticator_id = removed.id
  )
  select id, kind from removed`).returning<{ id: string; kind: string }>();

/** Adds the row of the phone that guards a user, unless there is one. Where a number was imported, there is none. */
export const ADD_MISSING_PHONE = statement(`
  insert into authenticators (id, user_id, kind, name, created_at)
  select :id::uuid, users.id, 'phone', :name::text, :now::timestamptz from users
  where users.id = :userId::uuid and phone is not null and second_factor_enabled_at is not null
    and not exists (
      select from authenticators where user_id = users.id and kind = 'phone' and removed_at is null
    )
  returning id`).returning<{ id: string }>();
