import type { PGlite } from '@electric-sql/pglite';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Redis } from 'ioredis';
import type { Config } from '../config/config.js';
import type { Logger } from '../core/logger.js';
import { openDatabase } from './database.js';
import type { Listener, ListenerHandlers } from './listener.js';
import { migrate, requireMigrated } from './migrate.js';
import { connectRedis } from './redis.js';

/** Where rows and limits are stored, and the notifications of other replicas. */
export interface Storage {
  readonly orm: MikroORM;
  readonly redis: Redis | undefined;
  listen(channel: string, handlers: ListenerHandlers): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a database that has all its tables, and Redis where it is configured.
 *
 * @param pglite an embedded database that is open already
 * @throws DatabaseError, RedisError
 */
export async function openStorage(config: Config, logger: Logger, pglite?: PGlite): Promise<Storage> {
  const { orm, listen } = await openDatabase(config, pglite);
  let redis: Redis | undefined;
  let listener: Listener | undefined;
  const close = async () => {
    await listener?.close();
    redis?.disconnect();
    await orm.close();
  };
  try {
    if (config.database.migrateOnStart) await migrate(orm);
    await requireMigrated(orm);
    if (config.redisUrl) redis = await connectRedis(config, logger);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    orm,
    redis,
    listen: async (channel, handlers) => {
      listener = await listen(channel, handlers);
    },
    close,
  };
}
