import { type Environment, providerOf } from './environment.js';

/** A choice that is well formed but would be unsafe, or would fail later at the worst moment. */
interface Rule {
  readonly isBroken: (env: Environment) => boolean;
  /** Begins with the key to change. */
  readonly problem: string;
}

const PRODUCTION: readonly Rule[] = [
  {
    isBroken: (env) => !env.TWO_FACTOR_PROVIDER,
    problem: 'TWO_FACTOR_PROVIDER must be named in production: twilio or authy',
  },
  {
    isBroken: (env) => env.TWO_FACTOR_PROVIDER === 'simulator',
    problem: 'TWO_FACTOR_PROVIDER must not be simulator in production: it shows the codes to anyone',
  },
  {
    isBroken: (env) => !env.DATABASE_URL,
    problem: 'DATABASE_URL must be set in production (or to the word embedded, if that is what you want)',
  },
  {
    isBroken: (env) => env.JWT_KEYS.length === 0,
    problem: 'JWT_KEYS must name at least one PEM file in production; make one with: cli keys generate',
  },
  {
    isBroken: (env) => !env.PUBLIC_URL,
    problem: 'PUBLIC_URL must be set in production: it is the issuer of the tokens',
  },
  ...(['TWILIO_BASE_URL', 'AUTHY_BASE_URL'] as const).map((key): Rule => ({
    isBroken: (env) => env[key] !== undefined && !env[key].startsWith('https://'),
    problem: `${key} must be https in production`,
  })),
];

const TWILIO: readonly Rule[] = [
  {
    isBroken: (env) => !env.TWILIO_ACCOUNT_SID,
    problem: 'TWILIO_ACCOUNT_SID is needed with TWO_FACTOR_PROVIDER=twilio',
  },
  {
    isBroken: (env) => !env.TWILIO_VERIFY_SERVICE_SID,
    problem: 'TWILIO_VERIFY_SERVICE_SID is needed with TWO_FACTOR_PROVIDER=twilio',
  },
  {
    isBroken: (env) => env.TWILIO_API_KEY !== undefined && !env.TWILIO_API_SECRET,
    problem: 'TWILIO_API_SECRET is needed with TWILIO_API_KEY',
  },
  {
    isBroken: (env) => !env.TWILIO_AUTH_TOKEN && !env.TWILIO_API_KEY,
    problem:
      'TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET, is needed with TWO_FACTOR_PROVIDER=twilio',
  },
];

const AUTHY: readonly Rule[] = [
  {
    isBroken: (env) => !env.AUTHY_API_KEY,
    problem: 'AUTHY_API_KEY is needed with TWO_FACTOR_PROVIDER=authy',
  },
  {
    isBroken: (env) =>
      env.TWILIO_MESSAGING_SERVICE_SID !== undefined && !(env.TWILIO_ACCOUNT_SID && hasTwilioSecret(env)),
    problem:
      'TWILIO_MESSAGING_SERVICE_SID needs TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET',
  },
];

const SESSIONS: readonly Rule[] = [
  {
    isBroken: (env) => env.SESSION_IDLE_TTL > env.SESSION_MAX_AGE,
    problem: 'SESSION_IDLE_TTL must not be longer than SESSION_MAX_AGE',
  },
  {
    isBroken: (env) => env.ACCESS_TOKEN_TTL > env.SESSION_IDLE_TTL,
    problem: 'ACCESS_TOKEN_TTL must not be longer than SESSION_IDLE_TTL',
  },
];

/** What does not go together, a sentence each. */
export function findUnsafeChoices(env: Environment): string[] {
  return rulesFor(env)
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
