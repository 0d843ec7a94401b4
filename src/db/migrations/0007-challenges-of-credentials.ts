import { Migration } from '@mikro-orm/migrations';

/** Challenges live for ten minutes: none is kept for which the credentials are not known. */
export class ChallengesOfCredentials extends Migration {
  override up(): void {
    this.addSql('delete from "challenges"');
    this.addSql('alter table "challenges" add column "credentials_changed_at" timestamptz not null');
  }

  override down(): void {
    this.addSql('alter table "challenges" drop column "credentials_changed_at"');
  }
}
