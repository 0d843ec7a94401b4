import { Migration } from '@mikro-orm/migrations';

export class CountWrongCodes extends Migration {
  override up(): void {
    this.addSql(`alter table "users" add column "wrong_codes_in_row" int not null default 0`);
  }

  override down(): void {
    this.addSql(`alter table "users" drop column "wrong_codes_in_row"`);
  }
}
