import type { MikroORM } from '@mikro-orm/postgresql';
import type { Command } from 'commander';
import { migrate, pendingMigrations } from '../db/migrate.js';
import { type Answer, answering } from './answer.js';
import { EXIT } from './exit.js';
import { examples } from './help.js';
import { withDatabase } from './open-services.js';

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables of the database up to date; safe when several do it at once')
    .option('--status', 'change nothing, tell what would be done, and exit with 1 if there is anything')
    .addHelpText('after', examples('npm run migrate', 'npm run --silent cli -- migrate --status --json'))
    .action(answering(({ status = false }: { status?: boolean }) => withDatabase(status ? tellStatus : run)));
}

async function run(orm: MikroORM): Promise<Answer> {
  const done = await migrate(orm);
  return {
    text: done.length === 0 ? 'The tables were up to date already.' : `Done: ${done.join(', ')}.`,
    json: { done },
  };
}

async function tellStatus(orm: MikroORM): Promise<Answer> {
  const pending = await pendingMigrations(orm);
  if (pending.length === 0) return { text: 'The tables are up to date.', json: { pending } };
  return {
    text: `To do: ${pending.join(', ')}. Run: npm run migrate`,
    json: { pending },
    exitCode: EXIT.refused,
  };
}
