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
