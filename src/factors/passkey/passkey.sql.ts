import { statement } from '../../core/statement.js';
import { COMPLETING_USE, HOLDING, STILL_HELD } from '../authenticators/authenticator.sql.js';
import type { KnownKey } from './ceremonies.js';
import type { WebauthnPurpose } from './webauthn-challenge.entity.js';

/** A passkey as its owner registered it. */
export interface PasskeyRow {
  readonly id: string;
  readonly userId: string;
  readonly userHandle: string | null;
  readonly publicKey: string;
  readonly counter: number;
  readonly isSynced: boolean;
}

/** A challenge that was used up, and the passkey that responds to it. */
export type TakenRow = { readonly purpose: WebauthnPurpose; readonly challenge: string } & {
  readonly [Name in keyof PasskeyRow]: PasskeyRow[Name] | null;
};

/** The passkeys of a user. */
export const FIND_PASSKEYS = statement(`
  select credential_id as "credentialId", transports
  from passkeys join authenticators on authenticators.id = authenticator_id
  where authenticators.user_id = :userId::uuid and removed_at is null
  order by authenticators.created_at, authenticators.id`).returning<KnownKey>();

/** The same, for a new passkey: gives the user a handle at the first one. */
export const FIND_ENROLLED = statement(`
  with named as (
    update users set webauthn_handle = coalesce(webauthn_handle, :handle::text) where id = :userId::uuid
    returning webauthn_handle
  )
  select webauthn_handle as handle, (
    select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object('credentialId', credential_id, 'transports', transports)), '[]')
    from passkeys join authenticators on authenticators.id = authenticator_id
    where authenticators.user_id = :userId::uuid and removed_at is null
  ) as keys from named`).returning<{ handle: string; keys: KnownKey[] }>();

/**
 * Stores a challenge. One of a second step replaces the one before it, since it has the same secret. Its pending sign-in is
 * locked first. No row: newer sign-ins took its place in the meantime.
 */
export const OPEN_CHALLENGE = statement(`
  insert into webauthn_challenges (
    id, purpose, user_id, pending_sign_in_secret_hash, secret_hash, challenge, credentials_changed_at, created_at, expires_at
  )
  select :id::uuid, :purpose::text, :userId::uuid, :pendingSecretHash::text, :secretHash::text, :challenge::text,
    :credentialsChangedAt::timestamptz, :now::timestamptz, :expiresAt::timestamptz
  where :pendingSecretHash::text is null or exists (
    select 1 from pending_sign_ins where secret_hash = :pendingSecretHash::text for key share
  )
  on conflict (secret_hash) do update set
    challenge = excluded.challenge, created_at = excluded.created_at, expires_at = excluded.expires_at
  returning id`);

/** The newest few enrollments stay, so that nobody fills the disk by starting again and again. */
export const DROP_OLD_CHALLENGES = statement(`
  delete from webauthn_challenges where id in (
    select id from webauthn_challenges where user_id = :userId::uuid and purpose = 'enrollment'
    order by created_at desc offset :others::int
  )`);

/**
 * Uses a challenge up, whatever comes of it: of any number of requests at once, one gets a row. The row has the passkey
 * that was named, if there is one.
 */
export const TAKE_CHALLENGE = statement(`
  with taken as (
    delete from webauthn_challenges where secret_hash = :secretHash::text
    returning purpose, challenge, expires_at
  )
  select purpose, challenge, passkey.* from taken left join (
    select credential_id, authenticators.id, users.id as "userId", webauthn_handle as "userHandle",
      public_key as "publicKey", counter::float8 as counter, is_synced as "isSynced"
    from passkeys join authenticators on authenticators.id = authenticator_id join users on users.id = authenticators.user_id
    where removed_at is null
  ) as passkey on passkey.credential_id = :credentialId::text
  where taken.expires_at > :now::timestamptz`).returning<TakenRow>();

/** The same for an enrollment. It is void if the credentials of the user changed since. */
export const TAKE_ENROLLMENT = statement(`
  with taken as (
    delete from webauthn_challenges
    where id = :id::uuid and user_id = :userId::uuid and purpose = 'enrollment'
    returning challenge, expires_at, credentials_changed_at
  )
  select challenge from taken where expires_at > :now::timestamptz
    and pg_catalog.date_trunc('milliseconds', credentials_changed_at) = :credentialsChangedAt::timestamptz`).returning<{
  challenge: string;
}>();

/** Stores a new passkey. No row: somebody has it already. */
export const INSERT_PASSKEY = statement(`
  insert into passkeys (
    authenticator_id, credential_id, public_key, counter, is_synced, is_backed_up, transports, aaguid
  ) values (
    :id::uuid, :credentialId::text, :publicKey::text, :counter::bigint, :isSynced::boolean, :isBackedUp::boolean,
    :transports::text[], :aaguid::uuid
  )
  on conflict (credential_id) do nothing
  returning authenticator_id`);

/**
 * Notes the use of a passkey, uses the pending sign-in up, if there is one, and settles the counters. No row: it was
 * removed in the meantime. Locks the user first, as counting an attempt does.
 *
 * The counter of a passkey that is synced may go back, since each device may count by itself.
 */
export const USE_PASSKEY = statement(`
  with ${HOLDING}, used as (
    update passkeys set is_backed_up = :isBackedUp::boolean,
      counter = case when is_synced then :counter::bigint else greatest(counter, :counter::bigint) end
    from holder, authenticators
    where authenticator_id = :authenticatorId::uuid
      and ${STILL_HELD}
    returning authenticator_id
  ), ${COMPLETING_USE}`).returning<{
  id: string;
}>();
