import { z } from 'zod';
import { LOG_LEVELS } from './config-shape.js';
import { host, httpUrl, origins, postgresUrl, proxies, redisUrl } from './environment-addresses.js';
import {
  channels,
  countries,
  duration,
  flag,
  integer,
  keyFiles,
  limit,
  path,
  sid,
  uniqueName,
} from './environment-values.js';

/** Every key of the environment: what it may hold, and what it is when it is not set. */
export const environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: host.optional(),
  PORT: integer(0, 65_535).default(4000),
  PUBLIC_URL: httpUrl.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  TRUSTED_PROXIES: proxies.default([]),
  CORS_ORIGINS: origins.optional(),
  GRAPHIQL: flag.optional(),
  EXAMPLE_PAGE: flag.optional(),
  INTROSPECTION: flag.optional(),
  DATA_DIR: path.default('.data'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_POOL_MAX: integer(2, 1000).default(10),
  DATABASE_ACQUIRE_TIMEOUT: duration('1m').default(2),
  MIGRATE_ON_START: flag.optional(),
  REDIS_URL: redisUrl.optional(),
  JWT_KEYS: keyFiles.default([]),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z
    .string()
    .regex(/^[^,]+$/, 'must be one audience, without commas')
    .optional(),
  ACCESS_TOKEN_TTL: duration('1d', '30s').default(5 * 60),
  SESSION_IDLE_TTL: duration('3650d').default(14 * 86_400),
  SESSION_MAX_AGE: duration('3650d').default(90 * 86_400),
  BCRYPT_COST: integer(10, 15).default(12),
  SEND_PAUSE: duration('10m').default(30),
  SECURITY_EVENT_RETENTION: duration('36500d').default(365 * 86_400),
  LIMIT_LOGINS_PER_USERNAME: limit.default({ points: 10, seconds: 600 }),
  LIMIT_LOGINS_PER_ADDRESS: limit.default({ points: 100, seconds: 600 }),
  LIMIT_CODES_PER_USER: limit.default({ points: 10, seconds: 3600 }),
  LIMIT_CODES_PER_ADDRESS: limit.default({ points: 100, seconds: 3600 }),
  LIMIT_SENDS_PER_NUMBER: limit.default({ points: 4, seconds: 600 }),
  LIMIT_SENDS_PER_USER: limit.default({ points: 6, seconds: 600 }),
  LIMIT_SENDS_PER_ADDRESS: limit.default({ points: 20, seconds: 3600 }),
  LIMIT_SENDS_PER_PREFIX: limit.default({ points: 50, seconds: 3600 }),
  LIMIT_SENDS_PER_DAY: limit.default({ points: 5000, seconds: 86_400 }),
  SEND_CONVERSION_MIN_SENDS: integer(1, 1_000_000).default(20),
  SEND_CONVERSION_MIN_PERCENT: integer(0, 100).default(10),
  SEND_CONVERSION_WINDOW: duration('30d').default(3600),
  SEND_CONVERSION_PAUSE: duration('30d').default(3600),
  TWO_FACTOR_PROVIDER: z.enum(['twilio', 'authy', 'simulator']).optional(),
  TWO_FACTOR_CHANNELS: channels.optional(),
  TWO_FACTOR_TIMEOUT: duration('10m').default(5),
  TWILIO_ACCOUNT_SID: sid('AC').optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_API_KEY: sid('SK').optional(),
  TWILIO_API_SECRET: z.string().optional(),
  TWILIO_VERIFY_SERVICE_SID: sid('VA').optional(),
  TWILIO_REGISTRATION_SERVICE_SID: sid('VA').optional(),
  TWILIO_RATE_LIMIT_USER: uniqueName.optional(),
  TWILIO_RATE_LIMIT_ADDRESS: uniqueName.optional(),
  TWILIO_MESSAGING_SERVICE_SID: sid('MG').optional(),
  TWILIO_BASE_URL: httpUrl.optional(),
  AUTHY_API_KEY: z.string().optional(),
  AUTHY_BASE_URL: httpUrl.default('https://api.authy.com'),
  PHONE_COUNTRIES: countries.default([]),
});

export type Environment = z.output<typeof environment>;

export function providerOf(env: Environment): 'twilio' | 'authy' | 'simulator' {
  return env.TWO_FACTOR_PROVIDER ?? 'simulator';
}
