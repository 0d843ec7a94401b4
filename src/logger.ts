import { DriverException } from '@mikro-orm/core';
import { destination, type Logger, pino, stdSerializers } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Config } from './config.js';

/** JSON lines in production, readable ones in development. Nothing that is logged may hold a secret. */
export function createLogger({ logLevel, production }: Pick<Config, 'logLevel' | 'production'>): Logger {
  const stream = production
    ? destination({ dest: 1, sync: false })
    : PinoPretty({
        colorize: process.stdout.isTTY,
        translateTime: 'HH:MM:ss',
        ignore: 'pid,hostname',
        singleLine: true,
        sync: true,
      });
  return pino({ level: logLevel, serializers: SERIALIZERS, redact: REDACTED }, stream);
}

/** What of an error is logged. Loggers of tests have it, too: what it lets through stands in their logs. */
export const SERIALIZERS = { err: serializeError };

/** A second fence: should one of these ever be logged, it shows as [Redacted]. */
const REDACTED = [
  'req.headers.authorization',
  'req.headers.cookie',
  'password',
  'token',
  'refresh',
  'access',
].flatMap((path) => (path.includes('.') ? [path] : [path, `*.${path}`]));

/**
 * The ORM puts the whole statement with its values, hashes and phone numbers included, into the message of
 * its errors: of those only the kind, the SQLSTATE and the place are logged.
 */
function serializeError(error: Error): object {
  if (!(error instanceof DriverException)) return stdSerializers.errWithCause(error);
  const { code, constraint } = error as { code?: string; constraint?: string };
  return { type: error.name, code, constraint, stack: framesOf(error).join('\n') };
}

/** Where an error happened, without its message. */
export function framesOf({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => line.startsWith('    at '));
}
