import { createHash } from 'node:crypto';
import type {
  Config,
  DatabaseConfig,
  LimitConfig,
  MailConfig,
  SmtpConfig,
  TwoFactorConfig,
} from './config.types.js';
import { isLoopback } from './address-formats.js';
import { corsOriginsOf, hostOf, publicUrlOf, registrationOf } from './derived.js';
import { type Environment, providerOf } from './environment.js';
import { passkeysOf } from './passkeys.js';
import type { UnknownKey } from './unknown-keys.js';

/** Converts the environment, with the defaults that depend on other keys. The result is frozen. */
export function toConfig(env: Environment, unknownKeys: readonly UnknownKey[]): Config {
  const production = env.NODE_ENV === 'production';
  const host = hostOf(env);
  const publicUrl = publicUrlOf(env);
  const corsOrigins = corsOriginsOf(env);
  const hostedPages = env.HOSTED_PAGES ?? !production;
  return deepFreeze<Config>({
    production,
    host,
    port: env.PORT,
    publicUrl,
    logLevel: env.LOG_LEVEL,
    trustedProxies: env.TRUSTED_PROXIES,
    corsOrigins,
    // The hosted pages are the same site as their server.
    tokenCookies: env.TOKEN_COOKIES ?? hostedPages,
    hstsIncludeSubdomains: env.HSTS_INCLUDE_SUBDOMAINS,
    shutdownDelaySeconds: env.SHUTDOWN_DELAY ?? (production ? 5 : 0),
    graphiql: env.GRAPHIQL ?? !production,
    hostedPages,
    changePasswordUrl: hostedPages ? '/security#change-password' : env.APP_URL,
    brand: {
      name: env.BRAND_NAME,
      color: env.BRAND_COLOR,
      logoUrl: env.BRAND_LOGO_URL,
      termsUrl: env.BRAND_TERMS_URL,
      privacyUrl: env.BRAND_PRIVACY_URL,
    },
    introspection: env.INTROSPECTION ?? !production,
    dataDir: env.DATA_DIR,
    database: databaseOf(env),
    redisUrl: env.REDIS_URL,
    redisKeyPrefix: env.REDIS_KEY_PREFIX ?? keyPrefixOf(env.JWT_ISSUER ?? publicUrl),
    tokens: {
      keyFiles: env.JWT_KEYS,
      issuer: env.JWT_ISSUER ?? publicUrl,
      audience: env.JWT_AUDIENCE ?? publicUrl,
      clientId: env.JWT_CLIENT_ID ?? env.JWT_AUDIENCE ?? publicUrl,
      accessTtlSeconds: env.ACCESS_TOKEN_TTL,
    },
    sessions: { idleTtlSeconds: env.SESSION_IDLE_TTL, maxAgeSeconds: env.SESSION_MAX_AGE },
    rememberDevice: { seconds: env.REMEMBER_DEVICE, staffSeconds: env.REMEMBER_DEVICE_STAFF },
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
    accounts: {
      registration: registrationOf(env),
      domains: env.REGISTRATION_DOMAINS,
      refusedDomains: env.REGISTRATION_REFUSED_DOMAINS,
      breachedPasswordsUrl: env.BREACHED_PASSWORDS === 'hibp' ? env.BREACHED_PASSWORDS_URL : undefined,
      emailSignIn: env.EMAIL_SIGN_IN,
    },
    mail: mailOf(env),
    passkeys: passkeysOf({
      ...{ rpId: env.PASSKEY_RP_ID, origins: env.PASSKEY_ORIGINS, publicUrl, corsOrigins },
    }),
    secretsKeys: env.SECRETS_KEYS,
    unknownKeys,
  });
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  // JavaScript cannot freeze bytes.
  return ArrayBuffer.isView(value) ? value : Object.freeze(value);
}

/** Deployments that share a Redis have issuers of their own. */
function keyPrefixOf(issuer: string): string {
  return `login:${createHash('sha256').update(issuer).digest('base64url').slice(0, 12)}:`;
}

function databaseOf(env: Environment): DatabaseConfig {
  if (!env.DATABASE_URL || env.DATABASE_URL === 'embedded')
    return { kind: 'embedded', schema: env.DATABASE_SCHEMA, migrateOnStart: env.MIGRATE_ON_START ?? true };
  return {
    kind: 'served',
    schema: env.DATABASE_SCHEMA,
    url: env.DATABASE_URL,
    poolMax: env.DATABASE_POOL_MAX,
    acquireTimeoutMs: env.DATABASE_ACQUIRE_TIMEOUT * 1000,
    preparedStatements: env.DATABASE_PREPARED_STATEMENTS,
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
    registrationSendsPerDay: {
      ...env.LIMIT_SENDS_PER_DAY,
      points: Math.ceil(env.LIMIT_SENDS_PER_DAY.points / 2),
    },
    mailsPerRecipient: env.LIMIT_MAILS_PER_RECIPIENT,
    mailsPerDomain: env.LIMIT_MAILS_PER_DOMAIN,
    mailsPerAddress: env.LIMIT_MAILS_PER_ADDRESS,
    registrationsPerAddress: env.LIMIT_REGISTRATIONS_PER_ADDRESS,
    mailCodesPerRecipient: env.LIMIT_MAIL_CODES_PER_RECIPIENT,
    changesPerUser: env.LIMIT_CHANGES_PER_USER,
  };
}

function mailOf(env: Environment): MailConfig {
  const app = env.APP_URL ?? publicUrlOf(env);
  const isSimulated = env.NODE_ENV !== 'production' && env.MAIL_URL === undefined;
  return {
    isOffered: isSimulated || env.MAIL_URL !== undefined,
    smtp: env.MAIL_URL === undefined ? undefined : smtpOf(env, env.MAIL_URL),
    isSimulated,
    links: {
      verifyEmail: `${app}${env.APP_VERIFY_EMAIL_PATH}`,
      invitation: `${app}${env.APP_INVITATION_PATH}`,
      emailSignIn: `${app}${env.APP_EMAIL_SIGN_IN_PATH}`,
      resetPassword: `${app}${env.APP_RESET_PASSWORD_PATH}`,
      changeEmail: `${app}${env.APP_CHANGE_EMAIL_PATH}`,
      keepAccount: `${app}${env.APP_KEEP_ACCOUNT_PATH}`,
      undoChange: `${app}${env.APP_UNDO_CHANGE_PATH}`,
    },
  };
}

const SUBMISSION_PORT = 587;
const IMPLICIT_TLS_PORT = 465;

/** Ports of RFC 8314. */
function smtpOf({ NODE_ENV, MAIL_FROM, MAIL_REQUIRE_TLS }: Environment, address: string): SmtpConfig {
  const url = new URL(address);
  const isImplicitTls = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isImplicitTls ? IMPLICIT_TLS_PORT : SUBMISSION_PORT)),
    isImplicitTls,
    requireTls: MAIL_REQUIRE_TLS ?? (NODE_ENV === 'production' && !isLoopback(address)),
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
    from: MAIL_FROM ?? '',
  };
}

/** The simulator accepts any credentials, so it gets invented ones. */
function twoFactorOf(env: Environment): TwoFactorConfig {
  const accountSid = env.TWILIO_ACCOUNT_SID ?? `AC${'0'.repeat(32)}`;
  const loginServiceSid = env.TWILIO_VERIFY_SERVICE_SID ?? `VA${'1'.repeat(32)}`;
  const provider = providerOf(env);
  return {
    provider,
    policy: env.TWO_FACTOR_POLICY ?? (env.NODE_ENV === 'production' ? 'staff' : 'optional'),
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
    proxy: env.HTTPS_PROXY ? { url: env.HTTPS_PROXY, noProxy: env.NO_PROXY ?? '' } : undefined,
    timeoutMs: env.TWO_FACTOR_TIMEOUT * 1000,
    // WhatsApp does not work until a sender is approved.
    channels: env.TWO_FACTOR_CHANNELS ?? ['sms', 'call'],
    phoneNumbers: env.PHONE_NUMBERS,
    countries: env.PHONE_COUNTRIES,
  };
}
