import { Migration } from '@mikro-orm/migrations';

/** The trigger of `security-event.entity.ts`, named as the ORM names it, so that its schema check knows it. */
export class KeepSecurityEvents extends Migration {
  override up(): void {
    this.addSql(
      `create function "security_events_security_events_append_only_fn"() returns trigger as $$ begin raise exception 'security_events is append-only'; end; $$ language plpgsql`,
    );
    this.addSql(
      `create trigger "security_events_append_only" before update on "security_events" for each row execute function "security_events_security_events_append_only_fn"()`,
    );
  }

  override down(): void {
    this.addSql(`drop trigger "security_events_append_only" on "security_events"`);
    this.addSql(`drop function "security_events_security_events_append_only_fn"()`);
  }
}
