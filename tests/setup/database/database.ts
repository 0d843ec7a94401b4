import { randomUUID } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import { openEmbedded } from '../../runner/embedded.mjs';
import { databaseUrl, onServer } from '../global-setup.mjs';

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
    const pglite = await openEmbedded();
    return { env: {}, pglite, drop: () => pglite.close() };
  }
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(served, [`create database "${name}" template "${process.env['TEST_TEMPLATE'] ?? ''}"`]);
  return {
    env: { DATABASE_URL: databaseUrl(served, name) },
    pglite: undefined,
    drop: () => onServer(served, [`drop database if exists "${name}" with (force)`]),
  };
}

/** A database on TEST_DATABASE_URL that no server made its tables in. @param options of `create database` */
export async function createEmptyDatabase(options = '') {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(served ?? '', [`create database "${name}" ${options}`]);
  return {
    name,
    url: databaseUrl(served ?? '', name),
    drop: () => onServer(served ?? '', [`drop database if exists "${name}" with (force)`]),
  };
}
