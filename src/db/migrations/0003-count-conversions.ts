import { Migration } from '@mikro-orm/migrations';

export class CountConversions extends Migration {
  override up(): void {
    this.addSql(`create table "send_conversions" (
      "range" varchar(16) not null,
      "purpose" varchar(20) not null,
      "sent" int not null,
      "approved" int not null,
      "window_started_at" timestamptz not null,
      "paused_until" timestamptz null,
      "refused" int not null default 0,
      primary key ("range", "purpose")
    )`);
  }

  override down(): void {
    this.addSql(`drop table "send_conversions"`);
  }
}
