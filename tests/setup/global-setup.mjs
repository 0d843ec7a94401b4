import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/embedded-postgresql');

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
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { stdio: 'inherit' });
  process.env.TEST_FOLDER = mkdtempSync(join(tmpdir(), 'two-factor-tests-'));
  process.env.TEST_PREPARED = await prepareEmbedded();
  if (served) {
    const template = `test_template_${process.pid}`;
    process.env.TEST_TEMPLATE = template;
    await onServer(served, [`create database "${template}"`]);
    await migrateAndClose({ DATABASE_URL: databaseUrl(served, template) });
  }
}

/** Runs share it, until the tables or PGlite change. @returns its folder */
async function prepareEmbedded() {
  const hash = createHash('sha256').update(readFileSync(import.meta.filename));
  for (const file of globSync(
    ['dist/database/migrations/*.js', 'node_modules/@electric-sql/pglite/package.json'],
    {
      cwd: ROOT,
    },
  ).sort())
    hash.update(readFileSync(join(ROOT, file)));
  const folder = join(CACHE, hash.digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = mkdtempSync(join(CACHE, 'unfinished-'));
  mkdirSync(join(unfinished, 'data'));
  const { PGlite } = await import('@electric-sql/pglite');
  // Segments of 16 MB would be half of what each test process has to load.
  const pglite = await PGlite.create(join(unfinished, 'data', 'pg'), {
    initDbStartParams: ['--wal-segsize=1'],
  });
  // Its timer would keep every process alive that has the database open.
  await pglite.query('alter system set log_startup_progress_interval = 0');
  await migrateAndClose({}, pglite, async () => {
    const dump = await pglite.dumpDataDir('none');
    writeFileSync(join(unfinished, 'database.tar'), Buffer.from(await dump.arrayBuffer()));
  });
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another run was first.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function migrateAndClose(env, pglite, then = async () => undefined) {
  const { loadConfig } = await import('../../dist/config/config.js');
  const { migrate } = await import('../../dist/database/migrate.js');
  const { openDatabase } = await import('../../dist/database/database.js');
  const { orm } = await openDatabase(loadConfig(env), pglite);
  await migrate(orm);
  await then();
  await orm.close(true);
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
