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

/** Redis could not be reached: one line fit to be printed. */
export class RedisError extends Error {
  override readonly name = 'RedisError';

  constructor(
    /** Without a full stop. */
    readonly reason: string,
    cause: unknown,
  ) {
    super(`Redis cannot be reached: ${reason}. Check REDIS_URL.`, { cause });
  }
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
  await askRedis(redis);
  redis.on('error', (error: Error) => logger.error({ err: error }, 'Redis cannot be reached'));
  return redis;
}

/** Connects, and asks once. @throws RedisError when there is no answer; it is disconnected then */
export async function askRedis(redis: Redis): Promise<void> {
  // What a command says of a lost connection hides the reason, which comes this way.
  let reason: string | undefined;
  redis.on('error', (error: Error) => (reason = error.message));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    reason ??= error instanceof Error ? error.message : String(error);
    throw new RedisError(reason.replace(/\.$/, ''), error);
  }
}
