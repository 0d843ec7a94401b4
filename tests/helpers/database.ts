import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { databaseUrl, onServer } from './global-setup.mjs';

/** A database of a test's own, migrated and empty. */
export interface TestDatabase {
  /** What to set in the environment. */
  readonly env: Record<string, string>;
  readonly pglite: PGlite | undefined;
  drop(): Promise<void>;
}

const served = process.env['TEST_DATABASE_URL'];

/** On the embedded PostgreSQL, or with TEST_DATABASE_URL on that server. */
export async function createDatabase(): Promise<TestDatabase> {
  if (!served) {
    const dump = new Blob([readFileSync(join(process.env['TEST_FOLDER'] ?? '', 'database.tar'))]);
    return { env: {}, pglite: await PGlite.create({ loadDataDir: dump }), drop: async () => undefined };
  }
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(served, [`create database "${name}" template "${process.env['TEST_TEMPLATE'] ?? ''}"`]);
  return {
    env: { DATABASE_URL: databaseUrl(served, name) },
    pglite: undefined,
    drop: () => onServer(served, [`drop database if exists "${name}" with (force)`]),
  };
}
