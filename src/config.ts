import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { z } from 'zod';
import {
  type Environment,
  environment,
  findUnsafeChoices,
  type Limit,
  type LOG_LEVELS,
  providerOf,
} from './environment.js';

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
