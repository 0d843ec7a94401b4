import { ConnectionException } from '@mikro-orm/core';
import { ServiceError } from './service-error.js';

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
/**
 * SQLSTATE classes that mean a server which is gone, overloaded or not the primary, and no fault of the statement:
 * 08 connection, 25006 read-only, 28 refused user or password, 3D database gone, 53 resources, 55 not in a state to do
 * this (a standby says 55000), 57 operator (shutdown, starting up, cancelled statement), 58 system.
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html)
 */
const UNAVAILABLE_STATES = /^(08|25006|28|3D|53|55|57|58)/;
/** Of these, the states in which another connection may do better. Not 57014, a cancelled statement. */
const UNUSABLE_STATES = /^(08|25006|28|3D|55000|57P)/;
/** Of `pg`, without a code: a response did not come in time, and may come while the next statement waits for its own. */
const NO_RESPONSE = /query read timeout/i;
/** These come without a code. */
const CONNECTION_MESSAGES =
  /timeout exceeded when trying to connect|query read timeout|connection terminated|client has encountered a connection error|not queryable/i;

/**
 * The refusal of a request when the database is down or overloaded.
 *
 * @returns undefined when the error is something else
 */
export function databaseFailure(error: unknown): ServiceError | undefined {
  for (let cause = error; isErrorLike(cause); cause = cause.cause ?? cause.thrownValue) {
    const { code, message = '', errors = [] } = cause;
    const isGone =
      cause instanceof ConnectionException ||
      (typeof code === 'string' && (CONNECTION_CODES.has(code) || UNAVAILABLE_STATES.test(code))) ||
      CONNECTION_MESSAGES.test(message) ||
      errors.some((inner) => databaseFailure(inner));
    if (isGone) return new ServiceError('SERVICE_UNAVAILABLE', undefined, { retryAfter: RETRY_SECONDS });
  }
  return undefined;
}

/** What is wrong with the database, and what its operator does about it. */
interface DatabaseTrouble {
  readonly what: string;
  readonly fix: string;
}

const UNREACHABLE: DatabaseTrouble = {
  what: 'The database cannot be reached',
  fix: 'Start it, or correct its address in DATABASE_URL.',
};

/** By the beginning of the SQLSTATE, where something else helps. */
const OTHER_TROUBLE: readonly (readonly [string, DatabaseTrouble])[] = [
  ['25006', { what: 'The database is read-only', fix: 'Let DATABASE_URL lead to the primary.' }],
  ['28', { what: 'The database refuses the user', fix: 'Correct user and password in DATABASE_URL.' }],
  [
    '3D000',
    {
      what: 'The database does not exist',
      fix: 'Correct its name in DATABASE_URL, or make it first: createdb.',
    },
  ],
  ['53100', { what: 'The disk of the database is full', fix: 'Make room on it.' }],
  [
    '53300',
    {
      what: 'The database has no connection left',
      fix: 'Raise its limit of connections, or lower DATABASE_POOL_MAX.',
    },
  ],
];

/** For the operator, in a log or on a terminal. @param error for which `databaseFailure` returns a refusal */
export function databaseTrouble(error: unknown): DatabaseTrouble {
  for (let cause = error; isErrorLike(cause); cause = cause.cause ?? cause.thrownValue) {
    const { code } = cause;
    if (typeof code !== 'string') continue;
    const known = OTHER_TROUBLE.find(([state]) => code.startsWith(state));
    if (known) return known[1];
  }
  return UNREACHABLE;
}

/** SQLSTATE of a second row with a value that only one may have. */
const UNIQUE_VIOLATION = '23505';

/** Whether another row has a value that only one may have: somebody else was first. */
export function isUniqueViolation(error: unknown): boolean {
  for (let cause = error; isErrorLike(cause); cause = cause.cause)
    if (cause.code === UNIQUE_VIOLATION) return true;
  return false;
}

/** The refusal that a client gets: our own, or the one for a database that is down. Undefined for a fault. */
export function refusalOf(error: unknown): ServiceError | undefined {
  return error instanceof ServiceError ? error : databaseFailure(error);
}

/**
 * Whether the connection that reported an error is of no more use: its server is not the one that takes writes, or does
 * not respond.
 */
export function isUnusableState(error: unknown): boolean {
  if (!isErrorLike(error)) return false;
  const { code, message = '' } = error;
  return typeof code === 'string' ? UNUSABLE_STATES.test(code) : NO_RESPONSE.test(message);
}

/** A standby, or a primary that was demoted: it replies, and refuses every write. */
export function isReadOnly(error: unknown): boolean {
  return isErrorLike(error) && error.code === '25006';
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
