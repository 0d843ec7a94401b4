import { type Environment, providerOf } from './environment.js';
import { type Channel, CHANNELS_OF } from './two-factor/two-factor-provider.js';

/** A choice that is well formed but would be unsafe, or would fail later at the worst moment. */
interface Rule {
  /** Those that it looks at: as long as one of them is malformed, there is nothing to judge. */
  readonly keys: readonly (keyof Environment)[];
  readonly isBroken: (env: Environment) => boolean;
  /** Begins with the key to change. */
  readonly problem: string;
}

/** A key that must not be left out. */
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
  required('DATABASE_URL', 'must be set in production (or to the word embedded, if that is what you want)'),
  {
    keys: ['JWT_KEYS'],
    isBroken: (env) => env.JWT_KEYS.length === 0,
    problem: 'JWT_KEYS must name at least one PEM file in production; make one with: cli keys generate',
  },
  required('PUBLIC_URL', 'must be set in production: it is the issuer of the tokens'),
  ...(['TWILIO_BASE_URL', 'AUTHY_BASE_URL'] as const).map((key): Rule => ({
    keys: [key],
    isBroken: (env) => env[key] !== undefined && !env[key].startsWith('https://'),
    problem: `${key} must be https in production`,
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

/**
 * What does not go together, a sentence each.
 *
 * @param env what the well-formed keys say; a malformed one counts as not set
 * @param malformed keys that have been found at fault already
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
  return [...production, ...provider, ...SESSIONS];
}

function hasTwilioSecret(env: Environment): boolean {
  return env.TWILIO_API_KEY ? env.TWILIO_API_SECRET !== undefined : env.TWILIO_AUTH_TOKEN !== undefined;
}

/** Left out, they are those that it has. */
function hasAuthy(channels: readonly Channel[] = []): boolean {
  return channels.every((channel) => CHANNELS_OF.authy.includes(channel));
}
