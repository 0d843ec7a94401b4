import { Migration } from '@mikro-orm/migrations';

/** One statement a call: the embedded database speaks the extended protocol, which takes no more. */
export class Initial extends Migration {
  override up(): void {
    this.addSql(`create table "users" (
      "id" uuid not null primary key,
      "username" varchar(150) not null,
      "username_key" varchar(150) collate "C" not null constraint "users_username_key_unique" unique,
      "email" varchar(254) null,
      "email_verified_at" timestamptz null,
      "unverified_until" timestamptz null,
      "deletes_at" timestamptz null,
      "password_hash" text collate "C" null,
      "is_active" boolean not null default true,
      "is_staff" boolean not null default false,
      "phone" varchar(16) null constraint "users_phone_unique" unique,
      "authy_id" varchar(32) null,
      "second_factor_enabled_at" timestamptz null,
      "preferred_factor" varchar(20) null,
      "webauthn_handle" varchar(64) null constraint "users_webauthn_handle_unique" unique,
      "wrong_codes_in_row" int not null default 0,
      "credentials_changed_at" timestamptz not null,
      "locale" varchar(35) null,
      "created_at" timestamptz not null,
      "last_login_at" timestamptz null
    )`);
    // The few among the many, by name, as the lists of staff read them.
    this.addSql(`create index "users_staff_index" on "users" ("username_key") where "is_staff"`);
    this.addSql(`create index "users_deactivated_index" on "users" ("username_key") where not "is_active"`);
    this.addSql(
      `create index "users_guarded_index" on "users" ("username_key") where "second_factor_enabled_at" is not null`,
    );
    this.addSql(`create index "users_email_index" on "users" (lower("email" collate "C"), "id")`);
    this.addSql(
      `create unique index "users_verified_email_unique" on "users" (lower("email" collate "C")) where ("email_verified_at" is not null)`,
    );
    this.addSql(
      `create index "users_foreign_hash_index" on "users" ("password_hash") where "password_hash" not like '$2b$%'`,
    );
    this.addSql(
      `create index "users_leaving_index" on "users" ("deletes_at") where ("deletes_at" is not null)`,
    );
    this.addSql(
      `create index "users_unverified_index" on "users" ("unverified_until") where ("unverified_until" is not null)`,
    );

    this.addSql(`create table "sessions" (
      "id" uuid not null primary key,
      "user_id" uuid not null constraint "sessions_user_id_foreign" references "users" ("id") on delete cascade,
      "amr" text[] not null,
      "token_hash" varchar(64) not null,
      "previous_token_hash" varchar(64) null,
      "rotation_salt" varchar(64) not null,
      "created_at" timestamptz not null,
      "authenticated_at" timestamptz not null,
      "is_recovered" boolean not null default false,
      "may_only_enroll" boolean not null default false,
      "last_used_at" timestamptz not null,
      "expires_at" timestamptz not null,
      "ends_at" timestamptz not null,
      "user_agent" varchar(300) null,
      "ip_address" varchar(45) null,
      "revoked_at" timestamptz null,
      "revoked_reason" varchar(40) null
    ) with (${CHANGES_OFTEN})`);
    this.addSql(`create index "sessions_user_id_revoked_at_index" on "sessions" ("user_id", "revoked_at")`);
    this.addSql(
      `create index "sessions_revoked_at_index" on "sessions" ("revoked_at") where "revoked_at" is not null`,
    );
    this.addSql(`create index "sessions_ends_at_index" on "sessions" ("ends_at")`);

    this.addSql(`create table "sent_codes" (
      "id" uuid not null primary key,
      "user_id" uuid not null constraint "sent_codes_user_id_foreign" references "users" ("id") on delete cascade,
      "purpose" varchar(20) not null,
      "phone" varchar(40) not null,
      "channel" varchar(20) not null,
      "provider" varchar(20) not null,
      "reference" varchar(64) null,
      "status" varchar(20) not null,
      "attempts" int not null default 0,
      "sends" int not null default 1,
      "resend_at" timestamptz not null,
      "created_at" timestamptz not null,
      "expires_at" timestamptz not null
    )`);
    this.addSql(
      `create unique index "sent_codes_one_pending" on "sent_codes" ("user_id", "purpose") where "status" = 'pending'`,
    );
    this.addSql(`create index "sent_codes_expires_at_index" on "sent_codes" ("expires_at")`);

    this.addSql(`create table "pending_sign_ins" (
      "secret_hash" varchar(64) not null primary key,
      "user_id" uuid not null
        constraint "pending_sign_ins_user_id_foreign" references "users" ("id") on delete cascade,
      "purpose" varchar(20) not null,
      "sent_code_id" uuid null
        constraint "pending_sign_ins_sent_code_id_foreign" references "sent_codes" ("id") on delete cascade,
      "session_id" uuid null
        constraint "pending_sign_ins_session_id_foreign" references "sessions" ("id") on delete cascade,
      "begun" varchar(20) not null,
      "first_amr" varchar(20) not null default 'pwd',
      "attempts" int not null default 0,
      "credentials_changed_at" timestamptz not null,
      "created_at" timestamptz not null,
      "expires_at" timestamptz not null
    )`);
    this.addSql(
      `create index "pending_sign_ins_user_id_purpose_created_at_index" on "pending_sign_ins" ("user_id", "purpose", "created_at")`,
    );
    for (const column of ['sent_code_id', 'session_id', 'expires_at'])
      this.addSql(`create index "pending_sign_ins_${column}_index" on "pending_sign_ins" ("${column}")`);

    this.addSql(`create table "authenticators" (
      "id" uuid not null primary key,
      "user_id" uuid not null
        constraint "authenticators_user_id_foreign" references "users" ("id") on delete cascade,
      "kind" varchar(20) not null,
      "name" varchar(100) not null,
      "created_at" timestamptz not null,
      "last_used_at" timestamptz null,
      "removed_at" timestamptz null
    )`);
    this.addSql(
      `create index "authenticators_user_id_kind_index" on "authenticators" ("user_id", "kind") where "removed_at" is null`,
    );
    this.addSql(`create index "authenticators_user_id_index" on "authenticators" ("user_id")`);

    this.addSql(`create table "totp_secrets" (
      "authenticator_id" uuid not null primary key
        constraint "totp_secrets_authenticator_id_foreign" references "authenticators" ("id") on update cascade on delete cascade,
      "sealed_secret" varchar(200) not null,
      "key_id" varchar(40) not null,
      "last_step" bigint not null
    )`);
    this.addSql(`create table "totp_enrollments" (
      "id" uuid not null primary key,
      "user_id" uuid not null
        constraint "totp_enrollments_user_id_foreign" references "users" ("id") on delete cascade,
      "name" varchar(100) not null,
      "sealed_secret" varchar(200) not null,
      "key_id" varchar(40) not null,
      "attempts" int not null default 0,
      "credentials_changed_at" timestamptz not null,
      "created_at" timestamptz not null,
      "expires_at" timestamptz not null
    )`);
    for (const column of ['user_id', 'expires_at'])
      this.addSql(`create index "totp_enrollments_${column}_index" on "totp_enrollments" ("${column}")`);

    this.addSql(`create table "passkeys" (
      "authenticator_id" uuid not null primary key
        constraint "passkeys_authenticator_id_foreign" references "authenticators" ("id") on update cascade on delete cascade,
      "credential_id" varchar(1400) not null constraint "passkeys_credential_id_unique" unique,
      "public_key" text not null,
      "counter" bigint not null,
      "is_synced" boolean not null,
      "is_backed_up" boolean not null,
      "transports" text[] not null,
      "aaguid" uuid not null
    )`);
    this.addSql(`create table "webauthn_challenges" (
      "id" uuid not null primary key,
      "purpose" varchar(20) not null,
      "user_id" uuid null
        constraint "webauthn_challenges_user_id_foreign" references "users" ("id") on delete cascade,
      "pending_sign_in_secret_hash" varchar(64) null
        constraint "webauthn_challenges_pending_sign_in_secret_hash_foreign"
          references "pending_sign_ins" ("secret_hash") on delete cascade,
      "secret_hash" varchar(64) null constraint "webauthn_challenges_secret_hash_unique" unique,
      "challenge" varchar(64) not null,
      "credentials_changed_at" timestamptz null,
      "created_at" timestamptz not null,
      "expires_at" timestamptz not null
    )`);
    for (const column of ['user_id', 'pending_sign_in_secret_hash', 'expires_at'])
      this.addSql(
        `create index "webauthn_challenges_${column}_index" on "webauthn_challenges" ("${column}")`,
      );

    this.addSql(`create table "recovery_codes" (
      "code_hash" varchar(64) not null primary key,
      "user_id" uuid not null
        constraint "recovery_codes_user_id_foreign" references "users" ("id") on delete cascade,
      "created_at" timestamptz not null,
      "used_at" timestamptz null,
      "removed_at" timestamptz null
    )`);
    this.addSql(`create index "recovery_codes_user_id_index" on "recovery_codes" ("user_id")`);

    this.addSql(`create table "trusted_devices" (
      "id" uuid not null primary key,
      "user_id" uuid not null
        constraint "trusted_devices_user_id_foreign" references "users" ("id") on delete cascade,
      "token_hash" varchar(64) not null constraint "trusted_devices_token_hash_unique" unique,
      "name" varchar(100) not null,
      "created_at" timestamptz not null,
      "last_used_at" timestamptz null,
      "expires_at" timestamptz not null
    )`);
    for (const column of ['user_id', 'expires_at'])
      this.addSql(`create index "trusted_devices_${column}_index" on "trusted_devices" ("${column}")`);

    this.addSql(`create table "security_events" (
      "occurred_at" timestamptz(3) not null,
      "id" bigserial not null,
      "type" varchar(40) not null,
      "reason" varchar(60) null,
      "user_id" uuid null,
      "session_id" uuid null,
      "ip_address" varchar(45) null,
      "user_agent" varchar(300) null,
      primary key ("occurred_at", "id")
    ) partition by range ("occurred_at")`);
    this.addSql(
      `create index "security_events_user_id_occurred_at_id_index" on "security_events" ("user_id", "occurred_at", "id")`,
    );
    this.addSql(
      `create index "security_events_type_occurred_at_id_index" on "security_events" ("type", "occurred_at", "id")`,
    );
    // Takes what is in no month yet. Retention makes the months.
    this.addSql(`create table "security_events_default" partition of "security_events" default`);

    this.addSql(`create table "rate_limits" (
      "key" varchar(255) not null primary key,
      "points" int not null default 0,
      "expire" bigint null
    ) with (${CHANGES_OFTEN})`);
    this.addSql(`create index "rate_limits_expire_index" on "rate_limits" ("expire")`);

    this.addSql(`create table "send_conversions" (
      "range" varchar(16) not null,
      "purpose" varchar(20) not null,
      "sent" int not null,
      "approved" int not null,
      "numbers" text[] not null,
      "users" text[] not null,
      "window_started_at" timestamptz not null,
      "paused_until" timestamptz null,
      "refused" int not null default 0,
      primary key ("range", "purpose")
    )`);

    this.addSql(`create table "notified_phones" (
      "id" uuid not null primary key,
      "user_id" uuid not null constraint "notified_phones_user_id_foreign" references "users" ("id") on delete cascade,
      "phone" varchar(16) not null,
      "news" varchar(40) not null,
      "locale" varchar(35) null,
      "created_at" timestamptz not null
    )`);
    this.addSql(`create index "notified_phones_user_id_index" on "notified_phones" ("user_id")`);
    this.addSql(`create index "notified_phones_created_at_index" on "notified_phones" ("created_at")`);

    this.addSql(`create table "mail_notices" (
      "id" uuid not null primary key,
      "user_id" uuid not null constraint "mail_notices_user_id_foreign" references "users" ("id") on delete cascade,
      "email" varchar(254) not null,
      "kind" varchar(40) not null,
      "created_at" timestamptz not null
    )`);
    for (const column of ['user_id', 'created_at'])
      this.addSql(`create index "mail_notices_${column}_index" on "mail_notices" ("${column}")`);

    this.addSql(`create table "pending_changes" (
      "id" uuid not null primary key,
      "user_id" uuid not null constraint "pending_changes_user_id_foreign" references "users" ("id") on delete cascade,
      "kind" varchar(40) not null,
      "token_hash" varchar(64) null constraint "pending_changes_token_hash_unique" unique,
      "email" varchar(254) not null,
      "email_verified_at" timestamptz not null,
      "phone" varchar(16) null,
      "authy_id" varchar(32) null,
      "second_factor_enabled_at" timestamptz null,
      "preferred_factor" varchar(20) null,
      "authenticator_ids" uuid[] not null,
      "recovery_code_hashes" text[] not null,
      "created_at" timestamptz not null,
      "expires_at" timestamptz not null
    )`);
    for (const column of ['user_id', 'expires_at'])
      this.addSql(`create index "pending_changes_${column}_index" on "pending_changes" ("${column}")`);

    this.addSql(`create table "email_steps" (
      "id" uuid not null primary key,
      "purpose" varchar(20) not null,
      "email" varchar(254) not null,
      "user_id" uuid null constraint "email_steps_user_id_foreign" references "users" ("id") on delete cascade,
      "locale" varchar(35) null,
      "token_hash" varchar(64) null,
      "code_hash" varchar(64) null,
      "code_expires_at" timestamptz not null,
      "attempts" int not null default 0,
      "sends" int not null default 1,
      "resend_at" timestamptz not null,
      "created_at" timestamptz not null,
      "expires_at" timestamptz not null,
      "used_at" timestamptz null
    )`);
    this.addSql(
      `create index "email_steps_newest_index" on "email_steps" ("email", "purpose", "created_at")`,
    );
    for (const column of ['user_id', 'expires_at'])
      this.addSql(`create index "email_steps_${column}_index" on "email_steps" ("${column}")`);

    this.addSql(`create table "outbox" (
      "id" uuid not null primary key,
      "kind" varchar(40) not null,
      "payload" jsonb not null,
      "created_at" timestamptz not null,
      "next_try_at" timestamptz not null,
      "tries" int not null default 0,
      "delivered_at" timestamptz null,
      "dead_at" timestamptz null
    )`);
    this.addSql(
      `create index "outbox_waiting_index" on "outbox" ("next_try_at") where (("delivered_at" is null) and ("dead_at" is null))`,
    );
    for (const end of ['delivered_at', 'dead_at'])
      this.addSql(`create index "outbox_${end}_index" on "outbox" ("${end}") where "${end}" is not null`);

    for (const { table, name, when, body } of TRIGGERS) {
      const run = `"${table}_${name}_fn"()`;
      this.addSql(`create function ${run} returns trigger as $$ begin ${body}; end; $$ language plpgsql`);
      this.addSql(`create trigger "${name}" ${when} execute function ${run}`);
    }
  }

  override down(): void {
    for (const table of TABLES) this.addSql(`drop table "${table}"`);
    for (const { table, name } of TRIGGERS) this.addSql(`drop function "${table}_${name}_fn"()`);
  }
}

/**
 * Nearly every request changes a row of these tables. Free space in each page keeps the new version of a row beside the
 * old one, so that no index changes (HOT), and old versions are removed when a fiftieth of the rows has changed instead
 * of a fifth.
 */
const CHANGES_OFTEN = 'fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02';

/** A table comes before the tables that it refers to. */
const TABLES = [
  'outbox',
  'email_steps',
  'mail_notices',
  'pending_changes',
  'notified_phones',
  'send_conversions',
  'rate_limits',
  'security_events',
  'trusted_devices',
  'recovery_codes',
  'webauthn_challenges',
  'passkeys',
  'totp_enrollments',
  'totp_secrets',
  'authenticators',
  'pending_sign_ins',
  'sent_codes',
  'sessions',
  'users',
] as const;

interface Trigger {
  readonly table: string;
  readonly name: string;
  readonly when: string;
  readonly body: string;
}

const ANNOUNCE_END = `perform pg_catalog.pg_notify('session_ended', old.id::text); return null`;
const REFUSE = `raise exception 'security_events is append-only'`;

/**
 * The triggers of `session.entity.ts` and `security-event.entity.ts`. They have the names that the ORM gives them, so
 * that its schema check finds them. The last two are in no entity: the check does not see triggers on `truncate`.
 */
const TRIGGERS: readonly Trigger[] = [
  {
    table: 'sessions',
    name: 'sessions_announce_revoked',
    when: 'after update on "sessions" for each row when (old.revoked_at is null and new.revoked_at is not null)',
    body: ANNOUNCE_END,
  },
  {
    table: 'sessions',
    name: 'sessions_announce_deleted',
    when: 'after delete on "sessions" for each row when (old.revoked_at is null)',
    body: ANNOUNCE_END,
  },
  {
    table: 'security_events',
    name: 'security_events_append_only',
    when: 'before update on "security_events" for each row',
    body: `if old.user_id::text is distinct from nullif(pg_catalog.current_setting('security_events.cleared_user', true), '') or (new.occurred_at, new.id, new.type, new.reason, new.user_id, new.session_id) is distinct from (old.occurred_at, old.id, old.type, old.reason, old.user_id, old.session_id) or new.ip_address is not null or new.user_agent is not null then ${REFUSE}; end if; return new`,
  },
  {
    table: 'security_events',
    name: 'security_events_kept',
    when: 'before delete on "security_events" for each row',
    body: `if old.occurred_at >= coalesce(nullif(pg_catalog.current_setting('security_events.removable_before', true), ''), '-infinity')::timestamptz then ${REFUSE}; end if; return old`,
  },
  {
    table: 'security_events',
    name: 'security_events_not_emptied',
    when: 'before truncate on "security_events" for each statement',
    body: REFUSE,
  },
  // Of a partition, triggers on rows come from the table, this one does not.
  {
    table: 'security_events_default',
    name: 'security_events_not_emptied',
    when: 'before truncate on "security_events_default" for each statement',
    body: REFUSE,
  },
];
