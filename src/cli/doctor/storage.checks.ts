import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Config } from '../../config/config.js';
import { DatabaseError, FolderInUseError } from '../../database/database-error.js';
import { type Database, openDatabase } from '../../database/database.js';
import { isPrivate } from '../../database/embedded.js';
import { HOW_TO_MIGRATE, pendingMigrations } from '../../database/migrate.js';
import { requireRightToMigrate, requireTableRights } from '../../database/schema-rights.js';
import { connectRedisWhenUsed, RedisError, requireRedis } from '../../database/redis.js';
import { checkGuardedUsers } from './accounts.checks.js';
import { checkSealedSecrets } from './secrets.checks.js';
import { checkServed } from './served-database.checks.js';
import { advice, type Check, ok, problem } from './check.js';

const MIN_POSTGRESQL = 14;

/** Connects to the database, and makes or changes nothing in it. */
export async function checkDatabase(
  config: Pick<Config, 'database' | 'dataDir' | 'twoFactor' | 'production' | 'secretsKeys'>,
): Promise<Check[]> {
  const name = 'database';
  if (config.database.kind === 'embedded' && !existsSync(join(config.dataDir, 'pg')))
    return [ok(name, `An embedded database is made in ${config.dataDir} at the first start.`)];
  const isOpenToOthers =
    config.database.kind === 'embedded' && !(await isPrivate(join(config.dataDir, 'pg')));
  let database: Database;
  try {
    database = await openDatabase(config);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error instanceof FolderInUseError) return [runningServer(config)];
    return [problem(name, error.message)];
  }
  const { orm } = database;
  try {
    const tables = await checkMigrations(orm, config);
    const checks = [await checkVersion(orm), tables];
    if (tables.status === 'ok') {
      checks.push(...(await checkGuardedUsers(orm, config)));
      checks.push(...(await checkSealedSecrets(orm, config)));
    }
    if (isOpenToOthers) checks.push(folderWasOpen(config));
    if (config.database.kind === 'served') checks.push(...(await checkServed(database, config)));
    return checks;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return [problem('migrations', error.message)];
  } finally {
    await orm.close();
  }
}

function folderWasOpen({ dataDir }: Pick<Config, 'dataDir'>): Check {
  return advice(
    'database-folder',
    `Other users of this machine could open the folder ${join(dataDir, 'pg')}, where files are writable for everybody. It is private now.`,
    'Restore a backup if somebody may have changed it.',
  );
}

/** Only one process at a time can open an embedded database, so a running server is no problem. */
function runningServer({ dataDir }: Pick<Config, 'dataDir'>): Check {
  return advice(
    'database',
    `A server is running and has ${dataDir} open; its tables were not checked.`,
    'Request /health/ready from the server, or stop it and run this again.',
  );
}

async function checkVersion(orm: MikroORM): Promise<Check> {
  const name = 'database';
  const connection = orm.em.getConnection();
  const [row] = await connection.execute<{ version: string }[]>(
    `select pg_catalog.current_setting('server_version_num') as version`,
  );
  const major = Math.floor(Number(row?.version) / 10_000);
  if (major >= MIN_POSTGRESQL) return ok(name, `PostgreSQL ${major} is connected.`);
  return problem(name, `PostgreSQL ${major} is too old.`, `Upgrade it to ${MIN_POSTGRESQL} or later.`);
}

async function checkMigrations(orm: MikroORM, { database }: Pick<Config, 'database'>): Promise<Check> {
  const name = 'migrations';
  const pending = await pendingMigrations(orm);
  if (pending.length === 0) {
    await requireTableRights(orm);
    return ok(name, 'The tables are up to date.');
  }
  if (!database.migrateOnStart)
    return problem(name, `The tables lack ${pending.join(', ')}.`, HOW_TO_MIGRATE);
  await requireRightToMigrate(orm);
  return ok(name, `Applied at the next start: ${pending.join(', ')}.`);
}

/** @returns nothing if no Redis is configured: the limits are in PostgreSQL then */
export async function checkRedis(config: Pick<Config, 'redisUrl' | 'redisKeyPrefix'>): Promise<Check[]> {
  if (config.redisUrl === undefined) return [];
  const name = 'redis';
  const redis = await connectRedisWhenUsed(config);
  try {
    await requireRedis(redis);
    return [ok(name, 'Redis takes writes.')];
  } catch (error) {
    if (!(error instanceof RedisError)) throw error;
    return [
      problem(
        name,
        `Redis cannot be used: ${error.reason}.`,
        'Check REDIS_URL. Without it logins are refused.',
      ),
    ];
  } finally {
    redis.disconnect();
  }
}
