import { type Environment, HOSTED_PATHS, providerOf } from './environment.js';
import { type Channel, CHANNELS_OF } from '../core/phone-code.js';
import { isHttps, isLoopback } from './address-formats.js';
import { corsOriginsOf, publicUrlOf, registrationOf } from './derived.js';
import { isPasskeyOrigin, passkeysOf } from './passkeys.js';

/** A choice that is well formed, but unsafe or certain to fail later. */
interface Rule {
  /** The keys it reads. If one of them is malformed, the rule is skipped. */
  readonly keys: readonly (keyof Environment)[];
  readonly isBroken: (env: Environment) => boolean;
  /** Begins with the key to change. */
  readonly problem: string;
}

/** A key that must be set. */
const required = (key: keyof Environment, why: string): Rule => ({
  keys: [key],
  isBroken: (env) => !env[key],
  problem: `${key} ${why}`,
});

const PRODUCTION: readonly Rule[] = [
  required('TWO_FACTOR_PROVIDER', 'must be named in production: twilio or authy'),
  {
    keys: ['TWO_FACTOR_PROVIDER'],
    isBroken: (env) => env.TWO_FACTOR_PROVIDER === 'simulator',
    problem: 'TWO_FACTOR_PROVIDER must not be simulator in production: it shows the codes to anyone',
  },
  required('DATABASE_URL', 'must be set in production (the word embedded is allowed)'),
  {
    keys: ['JWT_KEYS'],
    isBroken: (env) => env.JWT_KEYS.length === 0,
    problem:
      'JWT_KEYS must name at least one PEM file in production; make one with: npm run cli -- keys generate',
  },
  required('PUBLIC_URL', 'must be set in production: it is the issuer of the tokens'),
  ...(['TWILIO_BASE_URL', 'AUTHY_BASE_URL'] as const).map((key): Rule => ({
    keys: [key],
    isBroken: (env) => env[key] !== undefined && !isHttps(env[key]) && !isLoopback(env[key]),
    problem: `${key} must be https in production, or http to this machine (127.0.0.1, ::1, localhost)`,
  })),
];

const TWILIO: readonly Rule[] = [
  required('TWILIO_ACCOUNT_SID', 'is needed with TWO_FACTOR_PROVIDER=twilio'),
  required('TWILIO_VERIFY_SERVICE_SID', 'is needed with TWO_FACTOR_PROVIDER=twilio'),
  {
    keys: ['TWILIO_API_KEY', 'TWILIO_API_SECRET'],
    isBroken: (env) => env.TWILIO_API_KEY !== undefined && !env.TWILIO_API_SECRET,
    problem: 'TWILIO_API_SECRET is needed with TWILIO_API_KEY',
  },
  {
    keys: ['TWILIO_AUTH_TOKEN', 'TWILIO_API_KEY'],
    isBroken: (env) => !env.TWILIO_AUTH_TOKEN && !env.TWILIO_API_KEY,
    problem:
      'TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET, is needed with TWO_FACTOR_PROVIDER=twilio',
  },
];

const AUTHY: readonly Rule[] = [
  required('AUTHY_API_KEY', 'is needed with TWO_FACTOR_PROVIDER=authy'),
  {
    keys: ['TWO_FACTOR_CHANNELS'],
    isBroken: (env) => !hasAuthy(env.TWO_FACTOR_CHANNELS),
    problem: `TWO_FACTOR_CHANNELS must be some of ${CHANNELS_OF.authy.join(', ')} with TWO_FACTOR_PROVIDER=authy`,
  },
  {
    keys: [
      'TWILIO_MESSAGING_SERVICE_SID',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_API_KEY',
      'TWILIO_API_SECRET',
      'TWILIO_AUTH_TOKEN',
    ],
    isBroken: (env) =>
      env.TWILIO_MESSAGING_SERVICE_SID !== undefined && !(env.TWILIO_ACCOUNT_SID && hasTwilioSecret(env)),
    problem:
      'TWILIO_MESSAGING_SERVICE_SID needs TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET',
  },
];

const SESSIONS: readonly Rule[] = [
  {
    keys: ['SESSION_IDLE_TTL', 'SESSION_MAX_AGE'],
    isBroken: (env) => env.SESSION_IDLE_TTL > env.SESSION_MAX_AGE,
    problem: 'SESSION_IDLE_TTL must not be longer than SESSION_MAX_AGE',
  },
  {
    keys: ['ACCESS_TOKEN_TTL', 'SESSION_IDLE_TTL'],
    isBroken: (env) => env.ACCESS_TOKEN_TTL > env.SESSION_IDLE_TTL,
    problem: 'ACCESS_TOKEN_TTL must not be longer than SESSION_IDLE_TTL',
  },
];

const MAIL_PATHS = Object.keys(HOSTED_PATHS) as (keyof typeof HOSTED_PATHS)[];

const MAIL: readonly Rule[] = [
  {
    keys: ['APP_URL', ...MAIL_PATHS],
    isBroken: (env) => env.APP_URL === undefined && MAIL_PATHS.some((key) => env[key] !== HOSTED_PATHS[key]),
    problem: `APP_URL must be set with ${MAIL_PATHS.join(', ')}: the hosted pages are at the default paths`,
  },
  {
    keys: ['MAIL_URL', 'MAIL_FROM'],
    isBroken: (env) => env.MAIL_URL !== undefined && env.MAIL_FROM === undefined,
    problem: 'MAIL_FROM is needed with MAIL_URL: the address that mails come from',
  },
  {
    keys: ['MAIL_URL', 'REGISTRATION'],
    isBroken: (env) =>
      env.NODE_ENV === 'production' && registrationOf(env) !== 'closed' && env.MAIL_URL === undefined,
    problem:
      'MAIL_URL must be set in production while REGISTRATION is not closed: accounts begin with a mail',
  },
  {
    keys: ['MAIL_URL', 'EMAIL_SIGN_IN'],
    isBroken: (env) => env.NODE_ENV === 'production' && env.EMAIL_SIGN_IN && env.MAIL_URL === undefined,
    problem: 'MAIL_URL must be set in production with EMAIL_SIGN_IN',
  },
  {
    keys: ['MAIL_URL', 'APP_URL', 'HOSTED_PAGES'],
    isBroken: (env) =>
      env.NODE_ENV === 'production' &&
      env.MAIL_URL !== undefined &&
      env.APP_URL === undefined &&
      env.HOSTED_PAGES !== true,
    problem:
      'APP_URL must be set in production with MAIL_URL unless HOSTED_PAGES is on: links in mails lead there',
  },
];

/** What is set by hand must work. Without it passkeys are not offered where no browser would use one. */
const PASSKEYS: readonly Rule[] = [
  {
    keys: ['PASSKEY_ORIGINS', 'PASSKEY_RP_ID', 'PUBLIC_URL', 'HOST', 'PORT'],
    isBroken: (env) => {
      const rpId = env.PASSKEY_RP_ID ?? new URL(publicUrlOf(env)).hostname;
      return env.PASSKEY_ORIGINS?.some((origin) => !isPasskeyOrigin(origin, rpId)) === true;
    },
    problem:
      'PASSKEY_ORIGINS must be https origins of PASSKEY_RP_ID (if unset, of the host of PUBLIC_URL) or of domains below it; http is for localhost alone',
  },
  {
    keys: ['PASSKEY_RP_ID', 'PASSKEY_ORIGINS', 'PUBLIC_URL', 'CORS_ORIGINS', 'HOST', 'PORT'],
    isBroken: (env) =>
      env.PASSKEY_RP_ID !== undefined &&
      env.PASSKEY_ORIGINS === undefined &&
      passkeysOf({
        ...{ rpId: env.PASSKEY_RP_ID, origins: undefined },
        ...{ publicUrl: publicUrlOf(env), corsOrigins: corsOriginsOf(env) },
      }) === undefined,
    problem:
      'PASSKEY_RP_ID must be the host of PUBLIC_URL or a domain above it, with https; or name the origins of your pages in PASSKEY_ORIGINS',
  },
];

/**
 * Finds settings that do not go together: one sentence each.
 *
 * @param env the well-formed settings; a malformed one counts as not set
 * @param malformed keys that are reported already
 */
export function findUnsafeChoices(env: Environment, malformed: ReadonlySet<string>): string[] {
  return rulesFor(env)
    .filter(({ keys }) => !keys.some((key) => malformed.has(key)))
    .filter(({ isBroken }) => isBroken(env))
    .map(({ problem }) => problem);
}

function rulesFor(env: Environment): readonly Rule[] {
  const production = env.NODE_ENV === 'production' ? PRODUCTION : [];
  const provider = { twilio: TWILIO, authy: AUTHY, simulator: [] }[providerOf(env)];
  return [...production, ...provider, ...SESSIONS, ...PASSKEYS, ...MAIL];
}

function hasTwilioSecret(env: Environment): boolean {
  return env.TWILIO_API_KEY ? env.TWILIO_API_SECRET !== undefined : env.TWILIO_AUTH_TOKEN !== undefined;
}

/** If unset, the channels are those that Authy has. */
function hasAuthy(channels: readonly Channel[] = []): boolean {
  return channels.every((channel) => CHANNELS_OF.authy.includes(channel));
}
