import type { MikroORM } from '@mikro-orm/postgresql';
import type { Command } from 'commander';
import { HOW_TO_MIGRATE, migrate, pendingMigrations } from '../../database/migrate.js';
import { type Output, printing } from '../terminal/output.js';
import { EXIT } from '../terminal/exit.js';
import { examples } from '../terminal/help.js';
import { withDatabase } from '../open-services.js';

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables of the database up to date; several processes may do this at once')
    .option('--status', 'change nothing, list the pending migrations, and exit with 1 if there are any')
    .addHelpText('after', examples('npm run migrate', 'npm run --silent cli -- migrate --status --json'))
    .action(printing(({ status = false }: { status?: boolean }) => withDatabase(status ? showStatus : run)));
}

async function run(orm: MikroORM): Promise<Output> {
  const done = await migrate(orm);
  return {
    text: done.length === 0 ? 'The tables are up to date already.' : `Applied ${done.join(', ')}.`,
    json: { done },
  };
}

async function showStatus(orm: MikroORM): Promise<Output> {
  const pending = await pendingMigrations(orm);
  if (pending.length === 0) return { text: 'The tables are up to date.', json: { pending } };
  return {
    text: `Pending: ${pending.join(', ')}. ${HOW_TO_MIGRATE}`,
    json: { pending },
    exitCode: EXIT.refused,
  };
}
