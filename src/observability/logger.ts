import { DriverException } from '@mikro-orm/core';
import { destination, levels, type Logger, type LoggerOptions, pino, stdSerializers } from 'pino';
import type { Config } from '../config/config.js';

/**
 * Logs JSON lines in production and readable lines in development. Never log a secret.
 *
 * @param isQuiet while it returns true, only warnings and worse are logged
 */
export async function createLogger(
  { logLevel, production }: Pick<Config, 'logLevel' | 'production'>,
  isQuiet: () => boolean = () => false,
): Promise<Logger> {
  const stream = production
    ? destination({ dest: 1, sync: false })
    : (await import('pino-pretty')).PinoPretty({
        colorize: process.stdout.isTTY,
        translateTime: 'HH:MM:ss',
        ignore: 'pid,hostname',
        singleLine: true,
        sync: true,
      });
  // A hook holds for child loggers too; a level is copied when a child is made.
  const hooks: LoggerOptions['hooks'] = {
    logMethod(line, log, level) {
      if (level >= WARN || !isQuiet()) log.apply(this, line);
    },
  };
  const options = { level: logLevel, serializers: SERIALIZERS, redact: REDACTED };
  return pino(production ? options : { ...options, hooks }, stream);
}

const WARN = levels.values['warn'] ?? 40;

/** The logged form of an error. The loggers of the tests use it too, so that tests see what it lets through. */
export const SERIALIZERS = { err: serializeError };

/** A second line of defense: if one of these is ever logged, it is shown as [Redacted]. */
const REDACTED = [
  'req.headers.authorization',
  'req.headers.cookie',
  'req.headers["x-trusted-device"]',
  'password',
  'token',
  'refresh',
  'access',
].flatMap((path) => (path.includes('.') ? [path] : [path, `*.${path}`]));

/**
 * The ORM puts the whole statement with its values (hashes, phone numbers) into the messages of its errors, and
 * PostgreSQL itself puts the values of a refused row into `detail`. Only the kind, the SQLSTATE and the stack of such an
 * error are logged.
 */
function serializeError(error: Error): object {
  if (!isOfDatabase(error)) return stdSerializers.errWithCause(error);
  const { code, constraint } = error;
  return { type: error.name, code, constraint, stack: framesOf(error).join('\n') };
}

/** An error of the ORM, or of a statement beside it: of `pg` or PGlite, which have the fields of PostgreSQL's message. */
function isOfDatabase(error: Error): error is Error & { code?: string; constraint?: string } {
  return error instanceof DriverException || ('severity' in error && 'code' in error);
}

/** The stack of an error without its message. */
export function framesOf({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => line.startsWith('    at '));
}
