import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { systemClock } from '../clock.js';
import { type Config, loadConfig } from '../config.js';
import { migrate, requireMigrated } from '../db/migrate.js';
import { openDatabase } from '../db/database.js';
import { connectRedisWhenUsed } from '../db/redis.js';
import { createSharedServices, type SharedServices } from '../services/shared-services.js';
import { createTwoFactor } from '../two-factor/create-provider.js';

/** The part of the server that commands work with. */
export interface Services extends SharedServices {
  readonly config: Config;
  /** Sees the rows as they are now: take a new one for each step. */
  em(): EntityManager;
}

/**
 * Opens the services on a database that has all its tables, and closes the database whatever happens. An
 * embedded database is migrated on the way; a served one belongs to others too, and is left alone.
 *
 * @throws ConfigError, DatabaseError
 */
export async function withServices<T>(work: (services: Services) => Promise<T>): Promise<T> {
  return withDatabase(async (orm, config) => {
    if (config.database.kind === 'embedded') await migrate(orm);
    await requireMigrated(orm);
    const redis = config.redisUrl ? connectRedisWhenUsed(config.redisUrl) : undefined;
    try {
      return await work(createServices(orm, redis, config));
    } finally {
      redis?.disconnect();
    }
  });
}

/** The database alone, in whatever state its tables are. @throws ConfigError, DatabaseError */
export async function withDatabase<T>(work: (orm: MikroORM, config: Config) => Promise<T>): Promise<T> {
  const config = loadConfig();
  const { orm } = await openDatabase(config);
  try {
    return await work(orm, config);
  } finally {
    await orm.close();
  }
}

/** As in the server, but the log is silent: standard output belongs to the answer. */
function createServices(orm: MikroORM, redis: Redis | undefined, config: Config): Services {
  const clock = systemClock;
  const logger = pino({ level: 'silent' });
  const { provider, notifier } = createTwoFactor(config, { clock, logger });
  const ground = { config, orm, redis, provider, notifier, clock, logger };
  const services = createSharedServices({
    ...ground,
    onEvent: () => undefined,
    onBeyondLimit: () => undefined,
    // Running servers hear of ended sessions from the database itself.
    noteEnd: () => undefined,
  });
  return { config, ...services, em: () => orm.em.fork() };
}
