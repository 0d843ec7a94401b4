const redisUrl = process.env['TEST_REDIS_URL'];

/** Where limits are counted, and the environment for it. Redis only where the tests have one. */
export const LIMIT_STORES: [string, Record<string, string>][] = [
  ['the database', {}],
  ...(redisUrl ? [['Redis', { REDIS_URL: redisUrl }] satisfies [string, object]] : []),
];
