import ipaddr from 'ipaddr.js';
import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';

/** What each key may hold, and which values do not go together. `config.ts` reads them and names what they mean. */

/** Each limit is `points` attempts in `seconds`. */
export interface Limit {
  readonly points: number;
  readonly seconds: number;
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const SECONDS_PER_UNIT = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** `90s`, `5m`, `12h`, `14d`; a bare number is seconds. */
const duration = z
  .string()
  .regex(/^[1-9]\d{0,8}[smhd]?$/, 'must be a duration such as 90s, 5m, 12h or 14d')
  .transform((text) => {
    const unit = text.at(-1) as keyof typeof SECONDS_PER_UNIT;
    return unit in SECONDS_PER_UNIT ? Number(text.slice(0, -1)) * SECONDS_PER_UNIT[unit] : Number(text);
  });

/** `10/15m`: ten attempts in fifteen minutes. */
const limit = z
  .string()
  .regex(/^[1-9]\d{0,8}\/[1-9]\d{0,8}[smhd]?$/, 'must be attempts and a duration, such as 10/15m')
  .transform((text): Limit => {
    const [points = '', window = ''] = text.split('/');
    return { points: Number(points), seconds: duration.parse(window) };
  });

const flag = z
  .enum(['true', 'false', '1', '0', 'on', 'off'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1' || text === 'on');

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);

const httpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be an http(s) address',
  )
  .transform((text) => text.replace(/\/+$/, ''));

const integer = (min: number, max: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max, {
      message: `must be a whole number from ${min} to ${max}`,
    })
    .transform(Number);

const countries = list.refine((codes) => codes.every((code) => isSupportedCountry(code)), {
  message: 'must be ISO 3166-1 country codes such as PL,DE,US',
});

const proxies = list.refine(
  (addresses) => addresses.every((address) => ipaddr.isValid(address) || ipaddr.isValidCIDR(address)),
  { message: 'must be addresses or networks such as 10.0.0.1 or 10.0.0.0/8' },
);

const channels = list.refine(
  (names): names is ['sms' | 'call' | 'whatsapp'] =>
    names.length > 0 && names.every((name) => ['sms', 'call', 'whatsapp'].includes(name)),
  { message: 'must be some of sms, call, whatsapp' },
);

/** As Verify names its rate limits. */
const uniqueName = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'must be letters, digits, dots, dashes and underscores');

const sid = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `must be ${prefix} and 32 hexadecimal digits`);

export const environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().optional(),
  PORT: integer(0, 65_535).default(4000),
  PUBLIC_URL: httpUrl.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  TRUSTED_PROXIES: proxies.default([]),
  CORS_ORIGINS: list.optional(),
  GRAPHIQL: flag.optional(),
  EXAMPLE_PAGE: flag.optional(),
  INTROSPECTION: flag.optional(),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z
    .string()
    .regex(/^(postgres(ql)?:\/\/.+|embedded)$/, 'must be a postgresql:// address, or the word embedded')
    .optional(),
  DATABASE_POOL_MAX: integer(2, 1000).default(10),
  DATABASE_ACQUIRE_TIMEOUT: duration.default(2),
  MIGRATE_ON_START: flag.optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/.+/, 'must be a redis:// address')
    .optional(),
  JWT_KEYS: list.default([]),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  ACCESS_TOKEN_TTL: duration.default(5 * 60),
  SESSION_IDLE_TTL: duration.default(14 * 86_400),
  SESSION_MAX_AGE: duration.default(90 * 86_400),
  BCRYPT_COST: integer(10, 15).default(12),
  SEND_PAUSE: duration.default(30),
  SECURITY_EVENT_RETENTION: duration.default(365 * 86_400),
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
  SEND_CONVERSION_WINDOW: duration.default(3600),
  SEND_CONVERSION_PAUSE: duration.default(3600),
  TWO_FACTOR_PROVIDER: z.enum(['twilio', 'authy', 'simulator']).optional(),
  TWO_FACTOR_CHANNELS: channels.default(['sms', 'call', 'whatsapp'] as never),
  TWO_FACTOR_TIMEOUT: duration.default(5),
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

/** What is well formed but would be unsafe, or would fail later at the worst moment. */
export function findUnsafeChoices(env: Environment): string[] {
  const problems: string[] = [];
  const production = env.NODE_ENV === 'production';
  const provider = providerOf(env);
  if (production) {
    if (!env.TWO_FACTOR_PROVIDER)
      problems.push('TWO_FACTOR_PROVIDER must be named in production: twilio or authy');
    if (env.TWO_FACTOR_PROVIDER === 'simulator')
      problems.push('TWO_FACTOR_PROVIDER must not be simulator in production: it shows the codes to anyone');
    if (!env.DATABASE_URL)
      problems.push(
        'DATABASE_URL must be set in production (or to the word embedded, if that is what you want)',
      );
    if (env.JWT_KEYS.length === 0)
      problems.push(
        'JWT_KEYS must name at least one PEM file in production; make one with: cli keys generate',
      );
    if (!env.PUBLIC_URL)
      problems.push('PUBLIC_URL must be set in production: it is the issuer of the tokens');
    for (const key of ['TWILIO_BASE_URL', 'AUTHY_BASE_URL'] as const)
      if (env[key] && !env[key].startsWith('https://')) problems.push(`${key} must be https in production`);
  }
  if (provider === 'twilio') {
    if (!env.TWILIO_ACCOUNT_SID)
      problems.push('TWILIO_ACCOUNT_SID is needed with TWO_FACTOR_PROVIDER=twilio');
    if (!env.TWILIO_VERIFY_SERVICE_SID)
      problems.push('TWILIO_VERIFY_SERVICE_SID is needed with TWO_FACTOR_PROVIDER=twilio');
    if (env.TWILIO_API_KEY && !env.TWILIO_API_SECRET)
      problems.push('TWILIO_API_SECRET is needed with TWILIO_API_KEY');
    if (!env.TWILIO_AUTH_TOKEN && !env.TWILIO_API_KEY)
      problems.push(
        'TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET, is needed with TWO_FACTOR_PROVIDER=twilio',
      );
  }
  if (provider === 'authy') {
    if (!env.AUTHY_API_KEY) problems.push('AUTHY_API_KEY is needed with TWO_FACTOR_PROVIDER=authy');
    if (env.TWILIO_MESSAGING_SERVICE_SID && !(env.TWILIO_ACCOUNT_SID && hasTwilioSecret(env)))
      problems.push(
        'TWILIO_MESSAGING_SERVICE_SID needs TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET',
      );
  }
  if (env.SESSION_IDLE_TTL > env.SESSION_MAX_AGE)
    problems.push('SESSION_IDLE_TTL must not be longer than SESSION_MAX_AGE');
  if (env.ACCESS_TOKEN_TTL > env.SESSION_IDLE_TTL)
    problems.push('ACCESS_TOKEN_TTL must not be longer than SESSION_IDLE_TTL');
  return problems;
}

function hasTwilioSecret(env: Environment): boolean {
  return env.TWILIO_API_KEY ? env.TWILIO_API_SECRET !== undefined : env.TWILIO_AUTH_TOKEN !== undefined;
}

export function providerOf(env: Environment): 'twilio' | 'authy' | 'simulator' {
  return env.TWO_FACTOR_PROVIDER ?? 'simulator';
}
