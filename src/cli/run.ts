import { Command } from 'commander';
import { addAuthyCommands } from './authy.command.js';
import { addDoctorCommand } from './doctor.command.js';
import { EXIT, EXIT_CODES_HELP, reportError } from './exit.js';
import { examples } from './help.js';
import { addKeysCommands } from './keys.command.js';
import { addMigrateCommand } from './migrate.command.js';
import { addSchemaCommands } from './schema.command.js';
import { addSendsCommands } from './sends.command.js';
import { addUserCommands } from './user.command.js';

/** Each file adds the commands of one subject; a further subject is a further file in this list. */
const SUBJECTS = [
  addUserCommands,
  addSendsCommands,
  addKeysCommands,
  addMigrateCommand,
  addSchemaCommands,
  addDoctorCommand,
  addAuthyCommands,
];

/** Does what the arguments say, and sets the exit code. */
export async function run(): Promise<void> {
  const program = new Command()
    .name('cli')
    .description('Looks after the users, keys, tables and schema of a graphql-two-factor-auth server.')
    .option('--json', 'answer with one JSON document on standard output, for scripts')
    .configureHelp({ showGlobalOptions: true })
    // Errors are reported in one place, below: as a line for people, or as JSON.
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .addHelpText(
      'after',
      examples(
        'npm run cli -- user create ada --email ada@example.com',
        'npm run --silent cli -- user list --json',
        'node dist/cli/main.js migrate',
      ),
    )
    .addHelpText('after', EXIT_CODES_HELP);
  for (const add of SUBJECTS) add(program);

  // Whoever reads us may have seen enough: `cli user list | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.fault);
  });

  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = reportError(error, process.argv.includes('--json'));
  }
}
