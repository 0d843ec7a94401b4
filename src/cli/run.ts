import { Command } from 'commander';
import { addAuthyCommands } from './commands/authy.command.js';
import { addDoctorCommand } from './commands/doctor.command.js';
import { VERSION } from '../config/version.js';
import { EXIT, EXIT_CODES_HELP, reportError } from './terminal/exit.js';
import { examples } from './terminal/help.js';
import { addKeysCommands } from './commands/keys.command.js';
import { addMigrateCommand } from './commands/migrate.command.js';
import { addSchemaCommands } from './commands/schema.command.js';
import { addSecretsCommands } from './commands/secrets.command.js';
import { addSendsCommands } from './commands/sends.command.js';
import { addUserCommands } from './commands/user.command.js';

/** Each function adds the commands of one subject. */
const SUBJECTS = [
  addUserCommands,
  addSendsCommands,
  addKeysCommands,
  addSecretsCommands,
  addMigrateCommand,
  addSchemaCommands,
  addDoctorCommand,
  addAuthyCommands,
];

/** Runs the command in the arguments, and sets the exit code. */
export async function run(): Promise<void> {
  const program = new Command()
    .name('cli')
    .description('Manages the users, keys, secrets, tables and schema of a graphql-two-factor-auth server.')
    .version(VERSION, '-V, --version', 'print the version')
    .option('--json', 'print one JSON document on standard output, for scripts')
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

  // The reader may close the pipe early: `cli user list | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.fault);
  });

  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = reportError(error, process.argv.includes('--json'));
  }
}
