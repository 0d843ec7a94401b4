import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { systemClock } from '../core/clock.js';
import { type Config, loadConfig } from '../config/config.js';
import { migrate, requireMigrated } from '../database/migrate.js';
import { openDatabase } from '../database/database.js';
import { connectRedisWhenUsed } from '../database/redis.js';
import { createCounter, createOutboxWorker, createSharedServices, type SharedServices } from '../services.js';
import { createMailDoor } from '../vendors/create-mailer.js';
import { createTwoFactor } from '../vendors/create-provider.js';

/** The part of the server that commands work with. */
export interface Services extends SharedServices {
  readonly config: Config;
  /** Sees the rows as they are now: take a new one for each step. */
  em(): EntityManager;
  /** Delivers what the work left in the outbox. */
  close(): Promise<void>;
}

/**
 * Opens the services on a database that has all its tables, and always closes the database. An embedded database is
 * migrated first. A served one is not: others use it too.
 *
 * @throws ConfigError, DatabaseError
 */
export async function withServices<T>(work: (services: Services) => Promise<T>): Promise<T> {
  return withDatabase(async (orm, config) => {
    if (config.database.kind === 'embedded') await migrate(orm);
    await requireMigrated(orm);
    const redis = config.redisUrl ? await connectRedisWhenUsed(config) : undefined;
    const services = await createServices(orm, redis, config);
    try {
      return await work(services);
    } finally {
      await services.close();
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

/** As in the server, but without a log: standard output is for the result. */
async function createServices(orm: MikroORM, redis: Redis | undefined, config: Config): Promise<Services> {
  const clock = systemClock;
  const logger = pino({ level: 'silent' });
  const { provider, notifier } = await createTwoFactor(config, { clock, logger });
  // In development the mailbox is in the server, which takes the mails from the outbox.
  const { mailer, close: closeMailer } = await createMailDoor({ ...config.mail, isSimulated: false }, clock);
  const dependencies = {
    ...{ config, orm, provider, notifier, mailer, clock, logger },
    counter: await createCounter(orm, redis, clock),
    onEvent: () => undefined,
    onBeyondLimit: () => undefined,
    // The database notifies running servers of ended sessions.
    markRevoked: () => undefined,
  };
  const services = createSharedServices(dependencies);
  const worker = createOutboxWorker(dependencies, services);
  let hasAdded = false;
  services.outbox.watch(() => (hasAdded = true));
  const close = async () => {
    if (hasAdded) await worker.deliverBriefly();
    await services.outbox.idle();
    closeMailer();
  };
  return { config, ...services, em: () => orm.em.fork(), close };
}
