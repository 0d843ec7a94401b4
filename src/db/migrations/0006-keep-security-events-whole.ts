import { Migration } from '@mikro-orm/migrations';

/**
 * The second trigger of `security-event.entity.ts`: entries go only past retention, by whoever says so. And one that
 * no entity can name, because the ORM's schema check does not see triggers of `truncate`.
 */
export class KeepSecurityEventsWhole extends Migration {
  override up(): void {
    for (const [name, event, body] of TRIGGERS) {
      this.addSql(
        `create function "security_events_${name}_fn"() returns trigger as $$ begin ${body}; end; $$ language plpgsql`,
      );
      this.addSql(`create trigger "${name}" before ${event} execute function "security_events_${name}_fn"()`);
    }
  }

  override down(): void {
    for (const [name] of TRIGGERS) {
      this.addSql(`drop trigger "${name}" on "security_events"`);
      this.addSql(`drop function "security_events_${name}_fn"()`);
    }
  }
}

const TRIGGERS = [
  [
    'security_events_kept',
    'delete on "security_events" for each row',
    `if old.occurred_at >= coalesce(nullif(current_setting('security_events.removable_before', true), ''), '-infinity')::timestamptz then raise exception 'security_events is append-only'; end if; return old`,
  ],
  [
    'security_events_not_emptied',
    'truncate on "security_events" for each statement',
    `raise exception 'security_events is append-only'`,
  ],
] as const;
