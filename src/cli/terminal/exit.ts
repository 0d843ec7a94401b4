import { DriverException } from '@mikro-orm/core';
import { CommanderError } from 'commander';
import { ConfigError } from '../../config/config.js';
import { DatabaseError } from '../../database/database-error.js';
import { framesOf } from '../../observability/logger.js';
import { databaseFailure, databaseTrouble } from '../../core/database-failure.js';
import { ServiceError } from '../../core/service-error.js';
import { translateRefusal } from '../../graphql/messages/translate.js';
import { KeyError } from '../../core/keys/key-error.js';
import { toJson } from './output.js';
import { printable } from './table.js';

/** `--help` explains all but the last: 70 is EX_SOFTWARE of sysexits.h, 130 is what shells return for Ctrl+C. */
export const EXIT = { done: 0, refused: 1, usage: 2, unusable: 3, fault: 70, interrupted: 130 } as const;

export const EXIT_CODES_HELP = `
Exit codes:
  0   done
  1   refused: no such user, name taken, weak password, a check that failed
  2   the command line is wrong
  3   cannot work: the database cannot be reached, is in use or not migrated; Redis cannot be reached; the configuration is wrong
  70  a bug in this program

In a checkout the program is "npm run cli --", elsewhere "node dist/cli/main.js".`;

/** The reason why a command did nothing, in one line that can be printed. */
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

/** Prints the error on standard error. @returns the exit code */
export function reportError(error: unknown, asJson: boolean): number {
  const failure = failureOf(error);
  if (!failure) return EXIT.done;
  const { exitCode, code, message } = failure;
  process.stderr.write(`${asJson ? toJson({ error: { code, message } }) : message}\n`);
  return exitCode;
}

/** @returns undefined for what is no failure: help and the version */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof CommanderError) return usageFailure(error);
  if (error instanceof ServiceError) return refusal(error);
  if (error instanceof RefusedError)
    return { exitCode: EXIT.refused, code: error.code, message: error.message };
  if (error instanceof ConfigError) return unusable('CONFIGURATION', error.message);
  if (error instanceof KeyError) return unusable('KEY', error.message);
  if (error instanceof DatabaseError) return unusable('DATABASE', error.message);
  if (databaseFailure(error)) {
    const { what, fix } = databaseTrouble(error);
    return unusable('DATABASE', `${what}. ${fix}`);
  }
  if (error instanceof Error && error.name === 'ExitPromptError')
    return { exitCode: EXIT.interrupted, code: 'INTERRUPTED', message: 'Interrupted; nothing was changed.' };
  return { exitCode: EXIT.fault, code: 'INTERNAL_ERROR', message: stackOf(error) };
}

/** In the sentence for people: the one of the code may name fields of a response. */
function refusal(error: ServiceError): Failure {
  const message = translateRefusal(error, 'en');
  if (error.code === 'SERVICE_UNAVAILABLE') return unusable(error.code, message);
  return { exitCode: EXIT.refused, code: error.code, message };
}

function unusable(code: string, message: string): Failure {
  return { exitCode: EXIT.unusable, code, message };
}

function usageFailure({ code, exitCode, message }: CommanderError): Failure | undefined {
  if (exitCode === 0) return undefined;
  const reason =
    code === 'commander.help' ? 'A command is missing; the help lists them.' : redact(code, message);
  return { exitCode: EXIT.usage, code: 'USAGE', message: `${reason.replace(/(?<![.)])$/, '.')} See --help.` };
}

/** Removes the values of arguments: somebody may pass a password, and the caller may log our errors. */
function redact(code: string, message: string): string {
  const plain = printable(message.replace(/^error: /, '').replace(/\s*\n/g, '. '));
  if (code === 'commander.excessArguments') return plain.replace(/: .*/s, '.');
  if (code === 'commander.unknownOption') return `${plain.replace(/=.*/s, "'")}.`;
  return plain;
}

/** Messages of the ORM hold the statement with its values, also password hashes: only the kind of error is printed. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof DriverException)) return error.stack ?? error.message;
  return [`${error.name} ${error.code ?? ''}`.trim(), ...framesOf(error)].join('\n');
}
