import { isIPv6 } from 'node:net';
import type { Config, DatabaseConfig, LimitConfig, TwoFactorConfig } from './config-shape.js';
import { type Environment, providerOf } from './environment.js';
import { CHANNELS_OF } from './two-factor/two-factor-provider.js';

/** What the environment means, with the defaults that depend on other keys. Frozen. */
export function toConfig(env: Environment): Config {
  const production = env.NODE_ENV === 'production';
  const host = env.HOST ?? (production ? '0.0.0.0' : '127.0.0.1');
  const publicUrl = env.PUBLIC_URL ?? `http://${inAddress(host)}:${env.PORT}`;
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

/** RFC 3986, 3.2.2: IPv6 in brackets. A zone means nothing to whoever reads the address. */
function inAddress(host: string): string {
  if (host === '127.0.0.1') return 'localhost';
  return isIPv6(host) ? `[${host.replace(/%.*$/, '')}]` : host;
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
  const provider = providerOf(env);
  return {
    provider,
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
        env.TWILIO_MESSAGING_SERVICE_SID ?? (provider === 'simulator' ? `MG${'1'.repeat(32)}` : undefined),
      baseUrl: env.TWILIO_BASE_URL,
    },
    authy: { apiKey: env.AUTHY_API_KEY ?? 'simulator', baseUrl: env.AUTHY_BASE_URL },
    timeoutMs: env.TWO_FACTOR_TIMEOUT * 1000,
    channels: env.TWO_FACTOR_CHANNELS ?? CHANNELS_OF[provider === 'simulator' ? 'twilio' : provider],
    countries: env.PHONE_COUNTRIES,
  };
}
