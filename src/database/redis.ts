import type { Redis } from 'ioredis';
import type { Config } from '../config/config.js';
import type { Logger } from '../core/logger.js';

type RedisConfig = Pick<Config, 'redisUrl' | 'redisKeyPrefix'>;

/** For commands, most of which need no Redis: connects at the first use, and does not try again if that fails. */
export async function connectRedisWhenUsed({
  redisUrl = '',
  redisKeyPrefix: keyPrefix,
}: RedisConfig): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(redisUrl, {
    keyPrefix,
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: 2000,
    commandTimeout: 2000,
    retryStrategy: () => null,
  });
  // The command that fails reports it.
  redis.on('error', () => undefined);
  return redis;
}

/** Why Redis cannot be used, in one line that can be printed. */
export class RedisError extends Error {
  override readonly name = 'RedisError';

  constructor(
    /** Without a full stop. */
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`Redis cannot be used: ${reason}. Check REDIS_URL.`, { cause });
  }
}

/**
 * While Redis is down, commands fail at once: logins are refused and do not hang. The start checks Redis, so that a
 * wrong address, password, permission or database fails now and not at the first login.
 *
 * @throws RedisError when it does not take writes
 */
export async function connectRedis(
  { redisUrl = '', redisKeyPrefix: keyPrefix }: RedisConfig,
  logger: Logger,
): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(redisUrl, {
    keyPrefix,
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    // A primary that was demoted keeps its connections; its address may lead to the next one.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
    connectTimeout: 2000,
    commandTimeout: 2000,
  });
  await requireRedis(redis);
  redis.on('error', (error: Error) => logger.error({ err: error }, 'Redis cannot be reached'));
  return redis;
}

/** Connects and checks once. @throws RedisError when Redis cannot be used; it is disconnected then */
export async function requireRedis(redis: Redis): Promise<void> {
  // A command that fails on a lost connection hides the reason, which is in this event.
  let reason: string | undefined;
  redis.on('error', (error: Error) => (reason = error.message));
  try {
    await redis.connect();
    // If the database in the address does not exist, the driver uses database 0.
    await redis.select(redis.options.db ?? 0);
    await checkRedisWrites(redis);
    await refuseCluster(redis);
  } catch (error) {
    redis.disconnect();
    if (error instanceof RedisError) throw error;
    const own = error instanceof Error ? error.message : String(error);
    const isLost = /closed|Stream isn't writeable|max retries/i.test(own);
    throw new RedisError(explain((isLost ? reason : undefined) ?? own), error);
  }
}

/**
 * Checks Redis with a write. A Redis that is full, read-only or without permission to write still replies to PING.
 *
 * @throws what the driver throws
 */
export async function checkRedisWrites(redis: Redis): Promise<void> {
  await redis.set('check', '1', 'PX', 1000);
}

/** @throws RedisError */
async function refuseCluster(redis: Redis): Promise<void> {
  // A user with few permissions may not ask. A cluster also refuses to write a key that belongs to another node.
  const info = await redis.info('cluster').catch(() => '');
  if (info.includes('cluster_enabled:1')) throw new RedisError(CLUSTER);
}

const CLUSTER = 'it runs in cluster mode, which this server does not support. Name a single Redis or Valkey';

function explain(message: string): string {
  if (
    /^(MOVED|CLUSTERDOWN|CROSSSLOT|SELECT is not allowed in cluster)/.test(message) ||
    /cluster mode/.test(message)
  )
    return CLUSTER;
  if (message.startsWith('OOM')) return 'it is full and refuses writes (maxmemory with noeviction)';
  if (message.startsWith('NOPERM')) return `its user lacks a permission: ${message.replace(/\.$/, '')}`;
  if (/DB index is out of range/i.test(message)) return 'the database that the address names does not exist';
  return message.replace(/\.$/, '');
}
