import { statement } from '../../core/statement.js';

export interface HolderRow {
  readonly username: string;
  readonly username_key: string;
  readonly email: string | null;
  readonly is_email_verified: boolean;
  readonly phone: string | null;
  readonly created_at: Date | string;
}

const HOLDER =
  'select username, username_key, email, email_verified_at is not null as is_email_verified, phone, created_at from users';

/** The users who have one of these names, proved addresses or numbers. Each part reads an index. */
export const FIND_HOLDERS = statement(`
  ${HOLDER} where username_key = any(:usernameKeys::text[])
  union ${HOLDER} where phone = any(:phones::text[])
  union ${HOLDER} where pg_catalog.lower(email collate "C") = any(:emails::text[]) and email_verified_at is not null`).returning<HolderRow>();

/** A row of the JSON that `INSERT_USERS` reads. */
export interface InsertedUser {
  readonly id: string;
  readonly username: string;
  readonly username_key: string;
  readonly email: string | null;
  readonly email_verified_at: Date | null;
  readonly password_hash: string | null;
  readonly is_active: boolean;
  readonly is_staff: boolean;
  readonly phone: string | null;
  readonly authy_id: string | null;
  readonly second_factor_enabled_at: Date | null;
  readonly created_at: Date;
  /** Of the row of the phone, where there is one. */
  readonly authenticator_id: string;
}

/**
 * Inserts many users with their phones, and an event for each. Skips users whose name, address or number another user
 * took since `FIND_HOLDERS`.
 */
export const INSERT_USERS = statement(`
  with given as (
    select * from json_to_recordset(cast(:rows::text as json)) as row (
      id uuid, username text, username_key text, email text, email_verified_at timestamptz, password_hash text,
      is_active boolean, is_staff boolean, phone text, authy_id text, second_factor_enabled_at timestamptz,
      created_at timestamptz, authenticator_id uuid
    )
  ), inserted as (
    insert into users (
      id, username, username_key, email, email_verified_at, password_hash, is_active, is_staff, phone, authy_id,
      second_factor_enabled_at, credentials_changed_at, created_at
    )
    select id, username, username_key, email, email_verified_at, password_hash, is_active, is_staff, phone, authy_id,
      second_factor_enabled_at, :now::timestamptz, created_at
    from given on conflict do nothing returning id
  ), phones as (
    insert into authenticators (id, user_id, kind, name, created_at)
    select given.authenticator_id, given.id, 'phone', :phoneName::text, :now::timestamptz
    from given join inserted using (id) where given.phone is not null
  ), events as (
    insert into security_events (occurred_at, type, reason, user_id, session_id, ip_address, user_agent)
    select :occurredAt::timestamptz, :eventType::text, :eventReason::text, inserted.id, :eventSessionId::uuid,
      :eventIpAddress::text, :eventUserAgent::text
    from inserted
  )
  select id from inserted`).returning<{ id: string }>();
