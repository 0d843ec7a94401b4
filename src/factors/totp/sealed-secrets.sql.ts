import { statement } from '../../core/statement.js';

interface SealedRow {
  readonly id: string;
  readonly userId: string;
  readonly keyId: string;
  readonly sealed: string;
}

/** The apps that each key seals. */
export const COUNT_SEALED = statement(`
  select key_id as "keyId", pg_catalog.count(*)::int as count from totp_secrets group by key_id order by key_id`).returning<{
  keyId: string;
  count: number;
}>();

/** One app that a key seals. */
export const FIND_SEALED_WITH = statement(`
  select authenticators.id, user_id as "userId", key_id as "keyId", sealed_secret as sealed
  from totp_secrets join authenticators on authenticators.id = totp_secrets.authenticator_id
  where key_id = :keyId::text limit 1`).returning<SealedRow>();

/** The next apps that other keys seal. */
export const FIND_STALE_SECRETS = statement(`
  select authenticators.id, user_id as "userId", key_id as "keyId", sealed_secret as sealed
  from totp_secrets join authenticators on authenticators.id = totp_secrets.authenticator_id
  where key_id <> :currentKeyId::text and (:after::uuid is null or totp_secrets.authenticator_id > :after::uuid)
  order by totp_secrets.authenticator_id limit :batch::int`).returning<SealedRow>();

/** Seals one app anew, unless another process did. No time step of the app is touched: people sign in meanwhile. */
export const RESEAL_SECRET = statement(`
  update totp_secrets set sealed_secret = :sealed::text, key_id = :keyId::text
  where authenticator_id = :id::uuid and sealed_secret = :former::text
  returning authenticator_id as id`).returning<{ id: string }>();
