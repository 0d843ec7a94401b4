import { describe, expect, it } from '@jest/globals';
import { databaseFailure, databaseTrouble, isUnusableState } from '../../src/core/database-failure.js';

const withCode = (code: string) => Object.assign(new Error('refused'), { code });

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
describe('an error of PostgreSQL', () => {
  it.each([
    ['25006', 'read-only after a failover'],
    ['28000', 'a user that is refused'],
    ['28P01', 'a password that was changed'],
    ['3D000', 'a database that is gone'],
    ['55000', 'a standby that does not take this'],
    ['57P01', 'a shutdown'],
    ['57P02', 'a crash'],
    ['57P03', 'a server that starts'],
    ['08006', 'a connection that broke'],
  ])('%s, %s, is an outage, and ends its connection', (code) => {
    expect(databaseFailure(withCode(code))?.code).toBe('SERVICE_UNAVAILABLE');
    expect(isUnusableState(withCode(code))).toBe(true);
    // As an error of the driver inside one of the ORM inside one of a resolver.
    const nested = new Error('wrapped', { cause: new Error('query failed', { cause: withCode(code) }) });
    expect(databaseFailure(nested)?.code).toBe('SERVICE_UNAVAILABLE');
  });

  it.each([
    ['53300', 'too many connections'],
    ['55P03', 'a lock that is not free'],
    ['57014', 'a statement that took too long'],
    ['58030', 'a disk that fails'],
  ])('%s, %s, is an outage, and another connection would do no better', (code) => {
    expect(databaseFailure(withCode(code))?.code).toBe('SERVICE_UNAVAILABLE');
    expect(isUnusableState(withCode(code))).toBe(false);
  });

  it.each([
    ['25006', 'is read-only', 'the primary'],
    ['28P01', 'refuses the user', 'user and password'],
    ['3D000', 'does not exist', 'createdb'],
    ['53100', 'is full', 'Make room'],
    ['53300', 'no connection left', 'DATABASE_POOL_MAX'],
    ['57P03', 'cannot be reached', 'Start it'],
    ['ECONNREFUSED', 'cannot be reached', 'Start it'],
  ])('%s tells the operator that the database %s, and what to do', (code, what, fix) => {
    const trouble = databaseTrouble(new Error('query failed', { cause: withCode(code) }));
    expect(trouble.what).toContain(what);
    expect(trouble.fix).toContain(fix);
  });

  it.each([
    ['23505', 'a value that is taken'],
    ['42P01', 'a table that is not there'],
    ['22P02', 'a value of another type'],
    ['25P02', 'a transaction that failed before'],
  ])('%s, %s, is no outage', (code) => {
    expect(databaseFailure(withCode(code))).toBeUndefined();
    expect(isUnusableState(withCode(code))).toBe(false);
  });
});
