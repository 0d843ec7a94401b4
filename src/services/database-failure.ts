import { ConnectionException } from '@mikro-orm/core';
import { ServiceError } from './errors.js';

const RETRY_SECONDS = 5;

/** Of `pg`, `pg-pool` and the sockets below: no connection, or it broke. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
]);
/** SQLSTATE classes: 08 connection, 53 resources, 57 operator (shutdown, cancelled statement). */
const CONNECTION_STATES = /^(08|53|57)/;
/** These come without a code. */
const CONNECTION_MESSAGES =
  /timeout exceeded when trying to connect|query read timeout|connection terminated|client has encountered a connection error|not queryable/i;

/**
 * The answer to a request that met a database which is gone or overloaded.
 *
 * @returns undefined when the error is something else
 */
export function databaseFailure(error: unknown): ServiceError | undefined {
  for (let cause = error; isErrorLike(cause); cause = cause.cause ?? cause.thrownValue) {
    const { code, message = '', errors = [] } = cause;
    const isGone =
      cause instanceof ConnectionException ||
      (typeof code === 'string' && (CONNECTION_CODES.has(code) || CONNECTION_STATES.test(code))) ||
      CONNECTION_MESSAGES.test(message) ||
      errors.some((inner) => databaseFailure(inner));
    if (isGone) return new ServiceError('SERVICE_UNAVAILABLE', undefined, { retryAfter: RETRY_SECONDS });
  }
  return undefined;
}

/** What a client is told of a failure: a refusal of our own, or that the database is gone; undefined for a fault. */
export function refusalOf(error: unknown): ServiceError | undefined {
  return error instanceof ServiceError ? error : databaseFailure(error);
}

/** `thrownValue` is where graphql-js keeps what was thrown and is no Error of its own realm. */
interface ErrorLike {
  code?: unknown;
  message?: string;
  cause?: unknown;
  thrownValue?: unknown;
  errors?: readonly unknown[];
}

function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null;
}
