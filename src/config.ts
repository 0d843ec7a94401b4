import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import ipaddr from 'ipaddr.js';
import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';

/**
 * Everything the server can be told from outside. `.env.example` lists each key with its unit and default;
 * this file is the only one that reads the environment.
 */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Address that clients use, without a trailing slash. */
  readonly publicUrl: string;
  readonly logLevel: LogLevel;
  readonly trustedProxies: readonly string[];
  readonly corsOrigins: CorsOrigins;
  readonly graphiql: boolean;
  /** The front end of examples/web at `/`. */
  readonly examplePage: boolean;
  readonly introspection: boolean;
  readonly dataDir: string;
  readonly database: DatabaseConfig;
  readonly redisUrl: string | undefined;
  readonly tokens: TokenConfig;
  readonly sessions: SessionConfig;
  readonly bcryptCost: number;
  /** Between the first two messages of a code; doubles with each further one. */
  readonly sendPauseSeconds: number;
  /** How long the security log keeps an event. */
  readonly securityEventsSeconds: number;
  readonly limits: LimitConfig;
  readonly conversion: ConversionConfig;
  readonly twoFactor: TwoFactorConfig;
}

export type LogLevel = (typeof LOG_LEVELS)[number];
/** `localhost` stands for any port on this machine: what front ends in development need. */
export type CorsOrigins = readonly string[] | 'localhost';

export type DatabaseConfig = {
  readonly migrateOnStart: boolean;
} & (
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'served';
      readonly url: string;
      readonly poolMax: number;
      /** How long a request waits for a connection before it is answered `SERVICE_UNAVAILABLE`. */
      readonly acquireTimeoutMs: number;
    }
);

export interface TokenConfig {
  /** PEM files; the first one signs, all of them verify. Empty: a key is made in `dataDir`. */
  readonly keyFiles: readonly string[];
  readonly issuer: string;
  readonly audience: string;
  readonly accessTtlSeconds: number;
}

export interface SessionConfig {
  readonly idleTtlSeconds: number;
  readonly maxAgeSeconds: number;
}

/** Each limit is `points` attempts in `seconds`. */
export interface Limit {
  readonly points: number;
  readonly seconds: number;
}

export interface LimitConfig {
  readonly loginsPerUsername: Limit;
  readonly loginsPerAddress: Limit;
  readonly codesPerUser: Limit;
  readonly codesPerAddress: Limit;
  readonly sendsPerNumber: Limit;
  readonly sendsPerUser: Limit;
  readonly sendsPerAddress: Limit;
  readonly sendsPerPrefix: Limit;
  /** Of the whole service: the most that a bad day can cost. */
  readonly sendsPerDay: Limit;
}

/** When codes to a range of numbers pause: of `minSends` or more, fewer than `minPercent` were approved. */
export interface ConversionConfig {
  readonly minSends: number;
  readonly minPercent: number;
  readonly windowSeconds: number;
  readonly pauseSeconds: number;
}

export interface TwoFactorConfig {
  readonly provider: 'twilio' | 'authy' | 'simulator';
  readonly twilio: TwilioConfig;
  readonly authy: AuthyConfig;
  /** How long one call to the provider may take. */
  readonly timeoutMs: number;
  /** Channels offered, in this order. */
  readonly channels: readonly ['sms' | 'call' | 'whatsapp', ...('sms' | 'call' | 'whatsapp')[]];
  /** ISO 3166-1 codes that may receive codes; empty means all. */
  readonly countries: readonly string[];
}

export interface TwilioConfig {
  readonly accountSid: string;
  /** User and password of the Basic auth: account SID and auth token, or API key and secret. */
  readonly username: string;
  readonly password: string;
  readonly loginServiceSid: string;
  readonly registrationServiceSid: string;
  /** Unique names of rate limits that were set up on the Verify services; what is counted is sent as a keyed hash. */
  readonly rateLimits: { readonly user: string | undefined; readonly address: string | undefined };
  /** Messaging service (`MG…`) that tells people of a changed phone; undefined: nobody is told. */
  readonly messagingServiceSid: string | undefined;
  /** Where all calls go instead of Twilio's own hosts. */
  readonly baseUrl: string | undefined;
}

export interface AuthyConfig {
  readonly apiKey: string;
  readonly baseUrl: string;
}

/** Thrown with every problem of the environment at once; the message is fit to be printed as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
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

const environment = z.object({
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

type Environment = z.output<typeof environment>;

/** Keys of this server that may stand in the environment; anything else there is not ours to judge. */
export const CONFIG_KEYS = Object.keys(environment.shape);

/**
 * Reads and checks the environment.
 *
 * @param env where to read; an empty value counts as not set
 * @throws ConfigError that names every wrong key
 */
export function loadConfig(env: Record<string, string | undefined> = readEnvironment()): Config {
  const given = Object.fromEntries(
    CONFIG_KEYS.map((key): [string, string] => [key, env[key]?.trim() ?? '']).filter(
      ([, value]) => value !== '',
    ),
  );
  const parsed = environment.safeParse(given);
  const problems = parsed.success
    ? findUnsafeChoices(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${sentence(issue)}`);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

/** The process environment, over what `.env` says in development. */
function readEnvironment(): Record<string, string | undefined> {
  if (process.env['NODE_ENV'] === 'production' || !existsSync('.env')) return process.env;
  return { ...parseEnv(readFileSync('.env', 'utf8')), ...process.env };
}

/** Never repeats the value: it may be a secret in the wrong place. */
function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  return issue.message;
}

/** What is well formed but would be unsafe, or would fail later at the worst moment. */
function findUnsafeChoices(env: Environment): string[] {
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

function providerOf(env: Environment): TwoFactorConfig['provider'] {
  return env.TWO_FACTOR_PROVIDER ?? 'simulator';
}

function toConfig(env: Environment): Config {
  const production = env.NODE_ENV === 'production';
  const host = env.HOST ?? (production ? '0.0.0.0' : '127.0.0.1');
  const publicUrl = env.PUBLIC_URL ?? `http://${host === '127.0.0.1' ? 'localhost' : host}:${env.PORT}`;
  return deepFreeze<Config>({
    production,
    host,
    port: env.PORT,
    publicUrl,
    logLevel: env.LOG_LEVEL,
    trustedProxies: env.TRUSTED_PROXIES,
    corsOrigins: env.CORS_ORIGINS ?? (production ? [] : 'localhost'),
    graphiql: env.GRAPHIQL ?? !production,
    examplePage: env.EXAMPLE_PAGE ?? !production,
    introspection: env.INTROSPECTION ?? !production,
    dataDir: env.DATA_DIR,
    database: databaseOf(env),
    redisUrl: env.REDIS_URL,
    tokens: {
      keyFiles: env.JWT_KEYS,
      issuer: env.JWT_ISSUER ?? publicUrl,
      audience: env.JWT_AUDIENCE ?? publicUrl,
      accessTtlSeconds: env.ACCESS_TOKEN_TTL,
    },
    sessions: { idleTtlSeconds: env.SESSION_IDLE_TTL, maxAgeSeconds: env.SESSION_MAX_AGE },
    bcryptCost: env.BCRYPT_COST,
    sendPauseSeconds: env.SEND_PAUSE,
    securityEventsSeconds: env.SECURITY_EVENT_RETENTION,
    limits: limitsOf(env),
    conversion: {
      minSends: env.SEND_CONVERSION_MIN_SENDS,
      minPercent: env.SEND_CONVERSION_MIN_PERCENT,
      windowSeconds: env.SEND_CONVERSION_WINDOW,
      pauseSeconds: env.SEND_CONVERSION_PAUSE,
    },
    twoFactor: twoFactorOf(env),
  });
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}

function databaseOf(env: Environment): DatabaseConfig {
  if (!env.DATABASE_URL || env.DATABASE_URL === 'embedded')
    return { kind: 'embedded', migrateOnStart: env.MIGRATE_ON_START ?? true };
  return {
    kind: 'served',
    url: env.DATABASE_URL,
    poolMax: env.DATABASE_POOL_MAX,
    acquireTimeoutMs: env.DATABASE_ACQUIRE_TIMEOUT * 1000,
    migrateOnStart: env.MIGRATE_ON_START ?? env.NODE_ENV !== 'production',
  };
}

function limitsOf(env: Environment): LimitConfig {
  return {
    loginsPerUsername: env.LIMIT_LOGINS_PER_USERNAME,
    loginsPerAddress: env.LIMIT_LOGINS_PER_ADDRESS,
    codesPerUser: env.LIMIT_CODES_PER_USER,
    codesPerAddress: env.LIMIT_CODES_PER_ADDRESS,
    sendsPerNumber: env.LIMIT_SENDS_PER_NUMBER,
    sendsPerUser: env.LIMIT_SENDS_PER_USER,
    sendsPerAddress: env.LIMIT_SENDS_PER_ADDRESS,
    sendsPerPrefix: env.LIMIT_SENDS_PER_PREFIX,
    sendsPerDay: env.LIMIT_SENDS_PER_DAY,
  };
}

/** With the simulator the credentials are made up: it takes any. */
function twoFactorOf(env: Environment): TwoFactorConfig {
  const accountSid = env.TWILIO_ACCOUNT_SID ?? `AC${'0'.repeat(32)}`;
  const loginServiceSid = env.TWILIO_VERIFY_SERVICE_SID ?? `VA${'1'.repeat(32)}`;
  return {
    provider: providerOf(env),
    twilio: {
      accountSid,
      username: env.TWILIO_API_KEY ?? accountSid,
      password: (env.TWILIO_API_KEY ? env.TWILIO_API_SECRET : env.TWILIO_AUTH_TOKEN) ?? 'simulator',
      loginServiceSid,
      registrationServiceSid:
        env.TWILIO_REGISTRATION_SERVICE_SID ??
        (env.TWILIO_VERIFY_SERVICE_SID ? loginServiceSid : `VA${'2'.repeat(32)}`),
      rateLimits: { user: env.TWILIO_RATE_LIMIT_USER, address: env.TWILIO_RATE_LIMIT_ADDRESS },
      messagingServiceSid:
        env.TWILIO_MESSAGING_SERVICE_SID ??
        (providerOf(env) === 'simulator' ? `MG${'1'.repeat(32)}` : undefined),
      baseUrl: env.TWILIO_BASE_URL,
    },
    authy: { apiKey: env.AUTHY_API_KEY ?? 'simulator', baseUrl: env.AUTHY_BASE_URL },
    timeoutMs: env.TWO_FACTOR_TIMEOUT * 1000,
    channels: env.TWO_FACTOR_CHANNELS,
    countries: env.PHONE_COUNTRIES,
  };
}
