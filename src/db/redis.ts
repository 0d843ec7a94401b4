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

/** Why Redis could not be reached, in one line fit to be printed. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

/**
 * Commands fail at once while Redis is away, so that logins fail closed instead of hanging. It is asked once before
 * anything else, so that a wrong address or password is known now and not at the first login.
 *
 * @throws RedisError when it does not answer
 */
export async function connectRedis(url: string, logger: Logger): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 2000,
    commandTimeout: 2000,
  });
  let isUp = false;
  // What a command says of a lost connection hides the reason, which comes this way.
  let reason: string | undefined;
  redis.on('error', (error: Error) => {
    reason = error.message;
    if (isUp) logger.error({ err: error }, 'Redis cannot be reached');
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    const detail = reason ?? (error instanceof Error ? error.message : String(error));
    throw new RedisError(`Redis cannot be reached: ${detail.replace(/\.$/, '')}. Check REDIS_URL.`, {
      cause: error,
    });
  }
  isUp = true;
  return redis;
}
