import { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** For a command, most of which need none: connects at the first use, and gives up when that fails. */
export function connectRedisWhenUsed(url: string): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: 2000,
    commandTimeout: 2000,
    retryStrategy: () => null,
  });
  // Whoever uses it hears of it from what they asked for.
  redis.on('error', () => undefined);
  return redis;
}

/** Commands fail at once while Redis is away, so that logins fail closed instead of hanging. */
export function connectRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 2000,
    commandTimeout: 2000,
  });
  redis.on('error', (error: Error) => logger.error({ err: error }, 'Redis cannot be reached'));
  return redis;
}
