import { globSync, readFileSync } from 'node:fs';
import config from './jest.config.mjs';

/**
 * What a served PostgreSQL can change, for `npm run test:postgres`: statements that race or lock, what is stored and
 * searched, connections that break, several processes on one database. Whole folders, so that a new test of a feature
 * is in. What asks no database, or asks it nothing of its own, is left to the embedded one.
 */
const SERVED = [
  'tests/{accounts,admin,audit,database,factors,limits,outbox,promises,sessions,sign-in}/**/*.test.ts',
  'tests/cli/doctor/served-database.test.ts',
  'tests/core/statement.test.ts',
  'tests/deploy/restore.test.ts',
  'tests/graphql/messages.test.ts',
  'tests/tokens/key-rotation.test.ts',
  'tests/promises/shutdown.process.ts',
  'tests/server.process.ts',
  'tests/cli/commands/{authy,doctor,migrate.command,secrets.command,sends.command,user-factor,user-import,user.command}.process.ts',
];

const gone = SERVED.filter((pattern) => globSync(pattern).length === 0);
if (gone.length > 0) throw new Error(`jest.served.config.mjs names tests that are gone: ${gone.join(', ')}`);

// Elsewhere their parts for a served PostgreSQL would be skipped in each run.
const run = new Set(SERVED.flatMap((pattern) => globSync(pattern)));
const left = globSync('tests/**/*.{test,process}.ts').filter(
  (file) => !run.has(file) && readFileSync(file, 'utf8').includes('TEST_DATABASE_URL'),
);
if (left.length > 0)
  throw new Error(
    `These tests ask for TEST_DATABASE_URL, but jest.served.config.mjs lacks them: ${left.join(', ')}`,
  );

export default { ...config, testMatch: SERVED.map((pattern) => `<rootDir>/${pattern}`) };
