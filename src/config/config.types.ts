import type { Channel } from '../core/phone-code.js';
import type { SealingKey } from '../core/sealing/sealer.js';
import type { UnknownKey } from './unknown-keys.js';

/** All settings, frozen. `.env.example` lists each key with its unit and default; `to-config.ts` converts them. */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Address that clients use, without a trailing slash. */
  readonly publicUrl: string;
  readonly logLevel: LogLevel;
  readonly trustedProxies: readonly string[];
  readonly corsOrigins: CorsOrigins;
  /** Whether a front end on the same site may have its refresh token in a cookie. */
  readonly tokenCookies: boolean;
  /** Whether HSTS covers the subdomains of this host too. */
  readonly hstsIncludeSubdomains: boolean;
  /** How long the server still serves after SIGTERM while it is not ready. */
  readonly shutdownDelaySeconds: number;
  readonly graphiql: boolean;
  /** The pages of examples/web at `/`. */
  readonly hostedPages: boolean;
  /** Where a password is changed, for password managers. Undefined: this server knows no such page. */
  readonly changePasswordUrl: string | undefined;
  readonly brand: BrandConfig;
  readonly introspection: boolean;
  readonly dataDir: string;
  readonly database: DatabaseConfig;
  readonly redisUrl: string | undefined;
  /** Begins every key in Redis: deployments that share one do not share counters. */
  readonly redisKeyPrefix: string;
  readonly tokens: TokenConfig;
  readonly sessions: SessionConfig;
  readonly rememberDevice: RememberDeviceConfig;
  readonly bcryptCost: number;
  /** Between the first two messages of a code; doubles with each further one. */
  readonly sendPauseSeconds: number;
  /** How long the security log keeps an event. */
  readonly securityEventsSeconds: number;
  readonly limits: LimitConfig;
  readonly conversion: ConversionConfig;
  readonly twoFactor: TwoFactorConfig;
  readonly accounts: AccountConfig;
  readonly mail: MailConfig;
  /** Undefined: passkeys are not offered. */
  readonly passkeys: PasskeyConfig | undefined;
  /** Keys that seal secrets in the database: the first seals, all open. Empty: none is configured. */
  readonly secretsKeys: readonly SealingKey[];
  /** Names in the environment that are probably mistyped. */
  readonly unknownKeys: readonly UnknownKey[];
}

/** How the product that people sign in to is shown on the pages. */
export interface BrandConfig {
  readonly name: string;
  /** `#rrggbb`, in lower case. */
  readonly color: string | undefined;
  readonly logoUrl: string | undefined;
  readonly termsUrl: string | undefined;
  readonly privacyUrl: string | undefined;
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
/** `localhost` stands for any port on this machine: what front ends in development need. */
export type CorsOrigins = readonly string[] | 'localhost';

export const PREPARED_STATEMENTS = ['auto', 'on', 'off'] as const;
/** `auto`: until the database shows that it keeps none. */
export type PreparedStatements = (typeof PREPARED_STATEMENTS)[number];

export type DatabaseConfig = {
  /** Where the tables are. */
  readonly schema: string;
  readonly migrateOnStart: boolean;
} & (
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'served';
      readonly url: string;
      readonly poolMax: number;
      /** How long a request waits for a connection before it fails with `SERVICE_UNAVAILABLE`. */
      readonly acquireTimeoutMs: number;
      readonly preparedStatements: PreparedStatements;
    }
);

export interface TokenConfig {
  /** PEM files; the first one signs, all of them verify. Empty: a key is made in `dataDir`. */
  readonly keyFiles: readonly string[];
  readonly issuer: string;
  readonly audience: string;
  /** Who the tokens are for, in their `client_id` (RFC 9068, 2.2). */
  readonly clientId: string;
  readonly accessTtlSeconds: number;
}

/** How long a device takes the place of the second factor. 0: not at all. */
export interface RememberDeviceConfig {
  readonly seconds: number;
  readonly staffSeconds: number;
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
  /** Of the whole service: the highest cost of a day. */
  readonly sendsPerDay: Limit;
  /** Half of `sendsPerDay`. */
  readonly registrationSendsPerDay: Limit;
  /** To one address. */
  readonly mailsPerRecipient: Limit;
  /** To all addresses of one domain that nobody has confirmed yet. */
  readonly mailsPerDomain: Limit;
  /** Requested from one network. */
  readonly mailsPerAddress: Limit;
  readonly registrationsPerAddress: Limit;
  /** Typed codes of mails to one address. */
  readonly mailCodesPerRecipient: Limit;
  /** Devices that are remembered, and sets of recovery codes. */
  readonly changesPerUser: Limit;
}

/** When codes to a range of numbers pause: of `minSends` or more, fewer than `minPercent` were approved. */
export interface ConversionConfig {
  readonly minSends: number;
  readonly minPercent: number;
  readonly windowSeconds: number;
  readonly pauseSeconds: number;
}

/**
 * `staff`: what only staff may do needs a session with the second factor. `required`: everybody needs one, and may do
 * nothing but add it until then.
 */
export type TwoFactorPolicy = 'optional' | 'staff' | 'required';

export interface TwoFactorConfig {
  readonly policy: TwoFactorPolicy;
  readonly provider: 'twilio' | 'authy' | 'simulator';
  readonly twilio: TwilioConfig;
  readonly authy: AuthyConfig;
  /** What the calls to the provider go through; undefined: nothing. */
  readonly proxy: ProxyConfig | undefined;
  /** How long one call to the provider may take. */
  readonly timeoutMs: number;
  /** Channels offered, in this order. */
  readonly channels: readonly [Channel, ...Channel[]];
  /** Which numbers are accepted before the provider is asked. */
  readonly phoneNumbers: PhoneNumberRule;
  /** ISO 3166-1 codes that may receive codes; empty means all. */
  readonly countries: readonly string[];
}

export const REGISTRATION = ['open', 'invited', 'closed'] as const;
/** Who may make an account: everybody, invited people, nobody. */
export type Registration = (typeof REGISTRATION)[number];

export interface AccountConfig {
  readonly registration: Registration;
  /** Domains of addresses that may register; empty: all. A domain includes those below it. */
  readonly domains: readonly string[];
  /** Domains of addresses that may not. */
  readonly refusedDomains: readonly string[];
  /** Where new passwords are looked up among stolen ones; undefined: nowhere. */
  readonly breachedPasswordsUrl: string | undefined;
  /** Whether a mailed link or code may take the place of the password. */
  readonly emailSignIn: boolean;
}

export interface MailConfig {
  /** Whether mails can be sent: by a mail server, or to the simulated mailbox. */
  readonly isOffered: boolean;
  /** Undefined: no mail server. */
  readonly smtp: SmtpConfig | undefined;
  /** Whether a simulated mailbox takes the mails. Never in production. */
  readonly isSimulated: boolean;
  /** Where the links in mails lead, without `challenge` and `token`. */
  readonly links: Readonly<Record<MailLink, string>>;
}

export type MailLink =
  | 'verifyEmail'
  | 'invitation'
  | 'emailSignIn'
  | 'resetPassword'
  | 'changeEmail'
  | 'keepAccount'
  | 'undoChange';

export interface SmtpConfig {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (`smtps:`), instead of by STARTTLS. */
  readonly isImplicitTls: boolean;
  /** Whether a mail may leave only through TLS. */
  readonly requireTls: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** An address, perhaps with a name before it. */
  readonly from: string;
}

/** Where passkeys work (WebAuthn). */
export interface PasskeyConfig {
  /** The domain that they belong to: the relying party. */
  readonly rpId: string;
  /** Of the pages and apps that may use them. */
  readonly origins: readonly string[];
  /** Whether pages on any port of localhost may use them too, for development. */
  readonly anyLocalhostPort: boolean;
}

/** `strict`: in a range that the metadata knows. `possible`: of a length that the country has. */
export type PhoneNumberRule = 'strict' | 'possible';

/** An HTTP proxy, which connects to the provider by CONNECT and sees no content. */
export interface ProxyConfig {
  /** May hold a user and a password. */
  readonly url: string;
  /** Hosts that are called directly: names, `.suffixes`, `host:port`, separated by commas; `*` is every host. */
  readonly noProxy: string;
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
  /** Messaging service (`MG…`) that notifies people of a changed phone; undefined: nobody is notified. */
  readonly messagingServiceSid: string | undefined;
  /** Receives all calls instead of Twilio's own hosts. */
  readonly baseUrl: string | undefined;
}

export interface AuthyConfig {
  readonly apiKey: string;
  readonly baseUrl: string;
}
