import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Builds the server once, and prepares what tests start from, because making a database takes seconds: a data
 * folder of the embedded PostgreSQL, the same as one file, and with TEST_DATABASE_URL a template database on
 * that server.
 */
export default async function setup() {
  const served = process.env.TEST_DATABASE_URL;
  if (process.env.npm_lifecycle_event === 'test:postgres' && !served)
    throw new Error(
      'Set TEST_DATABASE_URL to a PostgreSQL where databases may be made: postgresql://user@host/postgres',
    );
  if (process.env.TEST_REDIS_URL) process.env.TEST_REDIS_URL = withOwnKeys(process.env.TEST_REDIS_URL);
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  const { loadConfig } = await import('../../dist/config.js');
  const { migrate } = await import('../../dist/db/migrate.js');
  const { openDatabase } = await import('../../dist/db/database.js');

  const folder = mkdtempSync(join(tmpdir(), 'two-factor-tests-'));
  process.env.TEST_FOLDER = folder;
  mkdirSync(join(folder, 'prepared'));
  const { PGlite } = await import('@electric-sql/pglite');
  const pglite = await PGlite.create(join(folder, 'prepared', 'pg'));
  const { orm: embedded } = await openDatabase(loadConfig({}), pglite);
  await migrate(embedded);
  writeFileSync(
    join(folder, 'database.tar'),
    Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()),
  );
  await embedded.close(true);

  if (served) {
    const template = `test_template_${process.pid}`;
    process.env.TEST_TEMPLATE = template;
    await onServer(served, [`create database "${template}"`]);
    const { orm } = await openDatabase(loadConfig({ DATABASE_URL: databaseUrl(served, template) }));
    await migrate(orm);
    await orm.close(true);
  }
}

/** Runs share a Redis: what one has counted must not count in the next. */
function withOwnKeys(redis) {
  const url = new URL(redis);
  url.searchParams.set('keyPrefix', `test-${randomUUID()}-`);
  return url.href;
}

export function databaseUrl(server, name) {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export async function onServer(url, statements) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
