import { Redis } from 'ioredis';
import type { Logger } from 'pino';

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
