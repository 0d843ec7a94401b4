import { DriverException } from '@mikro-orm/core';
import { CommanderError } from 'commander';
import { ConfigError } from '../config.js';
import { DatabaseError } from '../db/database-error.js';
import { framesOf } from '../logger.js';
import { databaseFailure } from '../services/database-failure.js';
import { ServiceError } from '../services/errors.js';
import { KeyError } from '../services/key-ring.js';
import { printable } from './table.js';

/** The first four are documented in `--help`; 70 is EX_SOFTWARE of sysexits.h, 130 what a shell says of Ctrl-C. */
export const EXIT = { done: 0, refused: 1, usage: 2, unusable: 3, fault: 70, interrupted: 130 } as const;

export const EXIT_CODES_HELP = `
Exit codes:
  0   done
  1   refused: no such user, name taken, weak password, a check that failed
  2   the command line is wrong
  3   cannot work: the database is not reached, in use, or not migrated; Redis is not reached; the configuration is wrong
  70  a fault of this program

In a checkout the program is "npm run cli --", elsewhere "node dist/cli/main.js".`;

/** Why a command did not do what was asked, in one line fit to be printed. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

interface Failure {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
}

/** Says on standard error what went wrong. @returns the exit code */
export function reportError(error: unknown, asJson: boolean): number {
  const failure = failureOf(error);
  if (!failure) return EXIT.done;
  const { exitCode, code, message } = failure;
  process.stderr.write(`${asJson ? JSON.stringify({ error: { code, message } }) : message}\n`);
  return exitCode;
}

/** @returns undefined for what is no failure: help that was asked for */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof CommanderError) return usageFailure(error);
  if (error instanceof ServiceError && error.code === 'SERVICE_UNAVAILABLE')
    return unusable(error.code, error.message);
  if (error instanceof ServiceError || error instanceof RefusedError)
    return { exitCode: EXIT.refused, code: error.code, message: error.message };
  if (error instanceof ConfigError) return unusable('CONFIGURATION', error.message);
  if (error instanceof KeyError) return unusable('KEY', error.message);
  if (error instanceof DatabaseError) return unusable('DATABASE', error.message);
  if (databaseFailure(error)) return unusable('DATABASE', 'The database went away. Try again.');
  if (error instanceof Error && error.name === 'ExitPromptError')
    return { exitCode: EXIT.interrupted, code: 'INTERRUPTED', message: 'Interrupted; nothing was changed.' };
  return { exitCode: EXIT.fault, code: 'INTERNAL_ERROR', message: stackOf(error) };
}

function unusable(code: string, message: string): Failure {
  return { exitCode: EXIT.unusable, code, message };
}

function usageFailure({ code, exitCode, message }: CommanderError): Failure | undefined {
  if (exitCode === 0) return undefined;
  const said =
    code === 'commander.help' ? 'A command is missing; the help lists them.' : redact(code, message);
  return { exitCode: EXIT.usage, code: 'USAGE', message: `${said} See --help.` };
}

/** Somebody who gives a password as an argument is refused, but not into the log of whatever ran the command. */
function redact(code: string, message: string): string {
  const plain = printable(message.replace(/^error: /, '').replace(/\s*\n/g, '. '));
  if (code === 'commander.excessArguments') return plain.replace(/: .*/s, '.');
  if (code === 'commander.unknownOption') return `${plain.replace(/=.*/s, "'")}.`;
  return plain;
}

/** The ORM's messages hold the whole statement with its values, password hashes included: of those only the kind. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof DriverException)) return error.stack ?? error.message;
  return [`${error.name} ${error.code ?? ''}`.trim(), ...framesOf(error)].join('\n');
}
