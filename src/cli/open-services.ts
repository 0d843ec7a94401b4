import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { systemClock } from '../clock.js';
import { type Config, loadConfig } from '../config.js';
import { migrate, requireMigrated } from '../db/migrate.js';
import { openDatabase } from '../db/orm.js';
import { connectRedisWhenUsed } from '../db/redis.js';
import { ConversionService } from '../services/conversion.service.js';
import { CredentialChangeService } from '../services/credential-change.service.js';
import { PasswordService } from '../services/password.service.js';
import { PendingCodeService } from '../services/pending-code.service.js';
import { RevocationService } from '../services/revocation.service.js';
import { SecurityLogService } from '../services/security-log.service.js';
import { ThrottleService } from '../services/throttle.service.js';
import { UserService } from '../services/user.service.js';
import { createNotifier, createProvider } from '../two-factor/create-provider.js';

/** The part of the server that commands work with. */
export interface Services {
  readonly config: Config;
  readonly users: UserService;
  readonly passwords: PasswordService;
  readonly conversions: ConversionService;
  readonly revocations: RevocationService;
  readonly securityLog: SecurityLogService;
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
  const orm = await openDatabase(config);
  try {
    return await work(orm, config);
  } finally {
    await orm.close();
  }
}

/** As `createApp` does, but the log is silent: standard output belongs to the answer. */
function createServices(orm: MikroORM, redis: Redis | undefined, config: Config): Services {
  const clock = systemClock;
  const logger = pino({ level: 'silent' });
  const securityLog = new SecurityLogService(clock, logger, () => undefined);
  // Running servers hear of ended sessions from the database itself.
  const revocations = new RevocationService(() => undefined, securityLog, clock);
  const passwords = new PasswordService(config.bcryptCost);
  const throttle = new ThrottleService(config.limits, redis ? { redis } : { orm }, () => undefined, logger);
  const conversions = new ConversionService(config.conversion, securityLog, logger, clock);
  const { provider, simulator } = createProvider(config.twoFactor, { clock, logger });
  const notifier = createNotifier(config.twoFactor, new URL(config.publicUrl).host, { simulator, logger });
  const changes = new CredentialChangeService(
    { provider, notifier },
    new PendingCodeService(provider, clock),
    revocations,
    securityLog,
    clock,
  );
  const users = new UserService(passwords, changes, revocations, throttle, securityLog, clock);
  return { config, users, passwords, conversions, revocations, securityLog, em: () => orm.em.fork() };
}
