import type { Channel } from './two-factor/two-factor-provider.js';

/**
 * Everything the server can be told from outside. `.env.example` lists each key with its unit and
 * default; `to-config.ts` makes this of them.
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

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
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
  readonly channels: readonly [Channel, ...Channel[]];
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
