import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Config } from '../../config.js';
import { DatabaseError, FolderInUseError } from '../../db/database-error.js';
import { openDatabase } from '../../db/database.js';
import { pendingMigrations } from '../../db/migrate.js';
import { askRedis, connectRedisWhenUsed, RedisError } from '../../db/redis.js';
import { type Check, ok, problem, warning } from './check.js';

const MIN_POSTGRESQL = 14;

const DATABASE_MEND: Record<Config['database']['kind'], string> = {
  embedded: 'Let this user write DATA_DIR, or name another folder.',
  served: 'Start it, or correct its address, user or password in DATABASE_URL.',
};

/** Reaches the database, without making or changing anything in it. */
export async function checkDatabase(config: Pick<Config, 'database' | 'dataDir'>): Promise<Check[]> {
  const name = 'database';
  if (config.database.kind === 'embedded' && !existsSync(join(config.dataDir, 'pg')))
    return [ok(name, `An embedded database is made in ${config.dataDir} at the first start.`)];
  let orm: MikroORM;
  try {
    ({ orm } = await openDatabase(config));
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error instanceof FolderInUseError) return [runningServer(config)];
    return [problem(name, error.message, DATABASE_MEND[config.database.kind])];
  }
  try {
    return [await checkVersion(orm), await checkMigrations(orm, config)];
  } finally {
    await orm.close();
  }
}

/** As it should be, beside a server: one process at a time can open an embedded database. */
function runningServer({ dataDir }: Pick<Config, 'dataDir'>): Check {
  return warning(
    'database',
    `A server is running and holds ${dataDir}; its tables were not looked at.`,
    'Ask the server itself at /health/ready, or stop it and run this again.',
  );
}

async function checkVersion(orm: MikroORM): Promise<Check> {
  const name = 'database';
  const connection = orm.em.getConnection();
  const [row] = await connection.execute<{ version: string }[]>(
    `select current_setting('server_version_num') as version`,
  );
  const major = Math.floor(Number(row?.version) / 10_000);
  if (major >= MIN_POSTGRESQL) return ok(name, `PostgreSQL ${major} answers.`);
  return problem(
    name,
    `PostgreSQL ${major} is too old.`,
    `Upgrade it to ${MIN_POSTGRESQL} or later, or give DATABASE_URL another.`,
  );
}

async function checkMigrations(orm: MikroORM, { database }: Pick<Config, 'database'>): Promise<Check> {
  const name = 'migrations';
  const pending = await pendingMigrations(orm);
  if (pending.length === 0) return ok(name, 'The tables are up to date.');
  if (database.migrateOnStart) return ok(name, `To be done at the next start: ${pending.join(', ')}.`);
  return problem(name, `The tables lack ${pending.join(', ')}.`, 'Run: npm run migrate');
}

/** @returns nothing where no Redis is configured: the limits are then in PostgreSQL */
export async function checkRedis(url: string | undefined): Promise<Check[]> {
  if (url === undefined) return [];
  const name = 'redis';
  const redis = connectRedisWhenUsed(url);
  try {
    await askRedis(redis);
    return [ok(name, 'Redis answers.')];
  } catch (error) {
    if (!(error instanceof RedisError)) throw error;
    return [
      problem(
        name,
        `Redis gives no answer: ${error.reason}.`,
        'Check REDIS_URL. Without it logins are refused.',
      ),
    ];
  } finally {
    redis.disconnect();
  }
}
