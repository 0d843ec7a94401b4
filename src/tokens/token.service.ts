import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../core/clock.js';
import type { TokenConfig } from '../config/config.js';
import { UUID } from '../core/text.js';
import type { KeyRing, VerificationKey } from './key-ring.js';

/** Longer tokens are refused. Ours have about 700 characters. */
const MAX_TOKEN_LENGTH = 4096;
const CLOCK_TOLERANCE_SECONDS = 30;
const CACHED_TOKENS = 10_000;

/** RFC 9068 for access tokens; the type of refresh tokens is our own. Neither is accepted as the other. */
const ACCESS = 'at+jwt';
const REFRESH = 'rt+jwt';
/** RFC 7515, 7.1. A decoder skips characters that are not of the alphabet. */
const JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** The scope of a session that may only add a factor. */
const ENROLLMENT = 'enrollment';
type Audience = string | [string, ...string[]];
type TokenType = typeof ACCESS | typeof REFRESH;

/** Authenticator assurance levels of NIST SP 800-63B-4. */
export type Acr = 'aal1' | 'aal2';

interface Claims {
  readonly sub: string;
  readonly sid: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
}

export interface AccessClaims extends Claims {
  readonly client_id: string;
  readonly auth_time: number;
  readonly amr: readonly string[];
  readonly acr: Acr;
  readonly aud: string;
  /** Of a session that may only add a factor. */
  readonly scope?: typeof ENROLLMENT;
  /** Of a session that a recovery code opened. */
  readonly recovered?: true;
}

export type RefreshClaims = Claims;

export interface AccessGrant {
  userId: string;
  sessionId: string;
  authenticatedAt: Date;
  amr: readonly string[];
  /** Whether the session may do nothing but add a factor. No other service takes its tokens. */
  mayOnlyEnroll: boolean;
  /** Whether a recovery code opened the session, and no other factor confirmed it since. */
  isRecovered: boolean;
  /** The end of the session. No token is valid after it. */
  notAfter: Date;
}

export interface RefreshGrant {
  userId: string;
  sessionId: string;
  /** The secret of the token: the session keeps its hash. */
  jti: string;
  issuedAt: Date;
  expiresAt: Date;
}

/**
 * Signs and verifies the two kinds of JWT. `jsonwebtoken` accepts tokens without `exp`, with any `typ` or with unknown
 * `crit`, and takes the algorithm from the token. This class checks what the library does not (RFC 8725).
 */
export class TokenService {
  private readonly verified = new LRUCache<string, AccessClaims>({ max: CACHED_TOKENS });

  constructor(
    private readonly config: TokenConfig,
    private readonly keys: KeyRing,
    private readonly clock: Clock,
  ) {}

  signAccessToken(grant: AccessGrant): { token: string; expiresAt: Date } {
    const iat = seconds(this.clock());
    const exp = Math.min(iat + this.config.accessTtlSeconds, seconds(grant.notAfter));
    const token = this.sign(ACCESS, {
      sub: grant.userId,
      sid: grant.sessionId,
      jti: randomUUID(),
      client_id: this.config.clientId,
      iat,
      exp,
      auth_time: seconds(grant.authenticatedAt),
      amr: grant.amr,
      acr: acrOf(grant.amr),
      ...(grant.mayOnlyEnroll && { scope: ENROLLMENT, aud: this.audienceOf({ scope: ENROLLMENT }) }),
      ...(grant.isRecovered && { recovered: true }),
    });
    return { token, expiresAt: new Date(exp * 1000) };
  }

  signRefreshToken({ userId, sessionId, jti, issuedAt, expiresAt }: RefreshGrant): string {
    return this.sign(REFRESH, {
      sub: userId,
      sid: sessionId,
      jti,
      iat: seconds(issuedAt),
      exp: seconds(expiresAt),
    });
  }

  /**
   * The claims of a valid access token, or undefined. Its session may have ended.
   *
   * A token that was verified once is not verified again: signatures cost more than all the rest of a request.
   */
  verifyAccessToken(token: string): AccessClaims | undefined {
    const known = this.verified.get(token);
    if (known) return known.exp + CLOCK_TOLERANCE_SECONDS > seconds(this.clock()) ? known : undefined;
    const claims = this.verify(ACCESS, token, [this.config.audience, this.config.issuer]);
    if (!claims || !isAccessClaims(claims) || claims.aud !== this.audienceOf(claims)) return undefined;
    this.verified.set(token, claims);
    return claims;
  }

  /** The claims of a valid refresh token, or undefined. */
  verifyRefreshToken(token: string): RefreshClaims | undefined {
    return this.verify(REFRESH, token, this.config.audience);
  }

  /** No other service may take a token that can only add a factor: it is for this one alone. */
  private audienceOf({ scope }: Pick<AccessClaims, 'scope'>): string {
    return scope === ENROLLMENT ? this.config.issuer : this.config.audience;
  }

  private sign(typ: TokenType, claims: object): string {
    const { privateKey, algorithm, kid } = this.keys.signing;
    const { issuer: iss, audience: aud } = this.config;
    return jwt.sign({ iss, aud, ...claims }, privateKey, { algorithm, header: { alg: algorithm, typ, kid } });
  }

  private verify(typ: TokenType, token: string, audience: Audience): Claims | undefined {
    const key = this.keyFor(typ, token);
    if (!key) return undefined;
    try {
      const claims = jwt.verify(token, key.publicKey, {
        algorithms: [key.algorithm],
        issuer: this.config.issuer,
        audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        clockTimestamp: seconds(this.clock()),
      });
      return isComplete(claims) && claims.iat <= seconds(this.clock()) + CLOCK_TOLERANCE_SECONDS
        ? claims
        : undefined;
    } catch {
      return undefined;
    }
  }

  /** Refuses a header with any member that our own tokens do not have (`crit`, `jku`, `jwk`, …). */
  private keyFor(typ: TokenType, token: string): VerificationKey | undefined {
    if (token.length > MAX_TOKEN_LENGTH || !JWS.test(token)) return undefined;
    const [encodedHeader = '', , signature = '', ...rest] = token.split('.', 4);
    const header = rest.length === 0 && isCanonical(signature) ? parseJson(encodedHeader) : undefined;
    if (!header || Object.keys(header).some((name) => !['alg', 'typ', 'kid'].includes(name)))
      return undefined;
    const key = typeof header['kid'] === 'string' ? this.keys.byId.get(header['kid']) : undefined;
    return key && header['typ'] === typ && header['alg'] === key.algorithm ? key : undefined;
  }
}

/** The last character can have unused bits. Without this check one token could be written in several ways. */
function isCanonical(base64url: string): boolean {
  return Buffer.from(base64url, 'base64url').toString('base64url') === base64url;
}

function parseJson(base64url: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64url, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isComplete(claims: unknown): claims is Claims {
  const { sub, sid, jti, iat, exp } = claims as Partial<Record<keyof Claims, unknown>>;
  const areIds = [sub, sid].every((claim) => typeof claim === 'string' && UUID.test(claim));
  return areIds && typeof jti === 'string' && [iat, exp].every(Number.isSafeInteger);
}

function isAccessClaims(claims: Claims): claims is AccessClaims {
  const {
    client_id: clientId,
    auth_time: authTime,
    amr,
    acr,
    scope,
    recovered,
  } = claims as Partial<Record<keyof AccessClaims, unknown>>;
  return (
    typeof clientId === 'string' &&
    (acr === 'aal1' || acr === 'aal2') &&
    (scope === undefined || scope === ENROLLMENT) &&
    (recovered === undefined || recovered === true) &&
    Number.isSafeInteger(authTime) &&
    Array.isArray(amr) &&
    amr.every((method) => typeof method === 'string')
  );
}

/** The assurance level of NIST SP 800-63B-4 that methods reach. */
export function acrOf(amr: readonly string[]): Acr {
  return amr.includes('mfa') ? 'aal2' : 'aal1';
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
