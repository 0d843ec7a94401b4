import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { loadConfig } from '../../../src/config/config.js';
import { connectRedis } from '../../../src/database/redis.js';
import { opaque } from '../../../src/limits/limit-keys.js';
import type { LimitName } from '../../../src/limits/rate-limit.service.js';
import type { TestServer } from '../server.js';

const redisUrl = process.env['TEST_REDIS_URL'];

/** Files that run at once share a Redis, and their clients have the same addresses. */
const REDIS = redisUrl && { REDIS_URL: redisUrl, REDIS_KEY_PREFIX: `test:${randomUUID()}:` };

/** Where limits are counted, and the environment for it. Redis only where the tests have one. */
export const LIMIT_STORES: [string, Record<string, string>][] = [
  ['the database', {}],
  ...(REDIS ? [['Redis', REDIS] satisfies [string, object]] : []),
];

/** Lets time pass for a counter: with the server's clock in the database, by its expiry in Redis, which has its own clock. */
export async function passSecondsOf(
  [name, key]: [LimitName, string],
  seconds: number,
  store: Record<string, string>,
  server: TestServer,
): Promise<void> {
  if (!('REDIS_URL' in store)) {
    server.passSeconds(seconds);
    return;
  }
  const counter = `${name}:${opaque(key)}`;
  const redis = await connectRedis(loadConfig(store), pino({ level: 'silent' }));
  await redis.pexpire(counter, (await redis.pttl(counter)) - seconds * 1000);
  redis.disconnect();
}
