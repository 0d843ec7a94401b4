import { Migration } from '@mikro-orm/migrations';

/** One statement a call: the embedded database speaks the extended protocol, which takes no more. */
export class Initial extends Migration {
  override up(): void {
    this.addSql(`create table "users" (
      "id" uuid not null primary key,
      "username" varchar(150) not null,
      "username_key" varchar(150) not null constraint "users_username_key_unique" unique,
      "email" varchar(254) null,
      "password_hash" varchar(60) null,
      "is_active" boolean not null default true,
      "is_staff" boolean not null default false,
      "phone" varchar(16) null constraint "users_phone_unique" unique,
      "authy_id" varchar(32) null,
      "second_factor_enabled_at" timestamptz null,
      "credentials_changed_at" timestamptz not null,
      "created_at" timestamptz not null,
      "last_login_at" timestamptz null
    )`);

    this.addSql(`create table "sessions" (
      "id" uuid not null primary key,
      "user_id" uuid not null constraint "sessions_user_id_foreign" references "users" ("id") on delete cascade,
      "amr" text[] not null,
      "token_hash" varchar(64) not null,
      "previous_token_hash" varchar(64) null,
      "rotation_salt" varchar(64) not null,
      "created_at" timestamptz not null,
      "last_used_at" timestamptz not null,
      "expires_at" timestamptz not null,
      "ends_at" timestamptz not null,
      "user_agent" varchar(300) null,
      "ip_address" varchar(45) null,
      "revoked_at" timestamptz null,
      "revoked_reason" varchar(40) null
    )`);
    this.addSql(`create index "sessions_user_id_revoked_at_index" on "sessions" ("user_id", "revoked_at")`);

    this.addSql(`create table "sent_codes" (
      "id" uuid not null primary key,
      "user_id" uuid not null constraint "sent_codes_user_id_foreign" references "users" ("id") on delete cascade,
      "purpose" varchar(20) not null,
      "phone" varchar(16) not null,
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

    this.addSql(`create table "challenges" (
      "secret_hash" varchar(64) not null primary key,
      "sent_code_id" uuid not null
        constraint "challenges_sent_code_id_foreign" references "sent_codes" ("id") on delete cascade,
      "created_at" timestamptz not null
    )`);
    this.addSql(`create index "challenges_sent_code_id_index" on "challenges" ("sent_code_id")`);

    this.addSql(`create table "security_events" (
      "id" bigserial primary key,
      "occurred_at" timestamptz not null,
      "type" varchar(40) not null,
      "reason" varchar(60) null,
      "user_id" uuid null,
      "session_id" uuid null,
      "ip_address" varchar(45) null,
      "user_agent" varchar(300) null
    )`);
    this.addSql(`create index "security_events_occurred_at_index" on "security_events" ("occurred_at")`);
    this.addSql(`create index "security_events_user_id_id_index" on "security_events" ("user_id", "id")`);

    this.addSql(`create table "rate_limits" (
      "key" varchar(255) not null primary key,
      "points" int not null default 0,
      "expire" bigint null
    )`);
    this.addSql(`create index "rate_limits_expire_index" on "rate_limits" ("expire")`);
  }

  override down(): void {
    for (const table of ['challenges', 'sent_codes', 'sessions', 'security_events', 'rate_limits', 'users'])
      this.addSql(`drop table "${table}"`);
  }
}
