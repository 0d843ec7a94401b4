import { Migration } from '@mikro-orm/migrations';

/** The triggers of `session.entity.ts`, named as the ORM names them, so that its schema check knows them. */
export class AnnounceEndedSessions extends Migration {
  override up(): void {
    this.addSql(`create index "sessions_revoked_at_index" on "sessions" ("revoked_at")`);
    for (const [name, event, condition] of TRIGGERS) {
      this.addSql(
        `create function "sessions_${name}_fn"() returns trigger as $$ begin perform pg_notify('session_ended', old.id::text); return null; end; $$ language plpgsql`,
      );
      this.addSql(
        `create trigger "${name}" after ${event} on "sessions" for each row when (${condition}) execute function "sessions_${name}_fn"()`,
      );
    }
  }

  override down(): void {
    for (const [name] of TRIGGERS) {
      this.addSql(`drop trigger "${name}" on "sessions"`);
      this.addSql(`drop function "sessions_${name}_fn"()`);
    }
    this.addSql(`drop index "sessions_revoked_at_index"`);
  }
}

const TRIGGERS = [
  ['sessions_announce_revoked', 'update', 'old.revoked_at is null and new.revoked_at is not null'],
  ['sessions_announce_deleted', 'delete', 'old.revoked_at is null'],
] as const;
