import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.js';
import type { TokenConfig } from '../config.js';
import { UUID } from './input.js';
import type { KeyRing, VerificationKey } from './key-ring.js';

/** Longest token that is looked at. Ours have about 700 characters. */
const MAX_TOKEN_LENGTH = 4096;
const CLOCK_TOLERANCE_SECONDS = 30;
const CACHED_TOKENS = 10_000;

/** RFC 9068 for access tokens; the refresh token's type is ours alone. Neither is taken in the other's place. */
const ACCESS = 'at+jwt';
const REFRESH = 'rt+jwt';
type TokenType = typeof ACCESS | typeof REFRESH;

interface Claims {
  readonly sub: string;
  readonly sid: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
}

export interface AccessClaims extends Claims {
  readonly auth_time: number;
  readonly amr: readonly string[];
}

export type RefreshClaims = Claims;

export interface AccessGrant {
  userId: string;
  sessionId: string;
  authenticatedAt: Date;
  amr: readonly string[];
  /** The end of the session, which its tokens do not outlive. */
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
 * Signs and verifies the two kinds of JWT. `jsonwebtoken` by itself takes tokens without `exp`, of any `typ`,
 * with unknown `crit`, and picks the algorithm from the token; everything here that it does not check is
 * checked around it (RFC 8725).
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
      iat,
      exp,
      auth_time: seconds(grant.authenticatedAt),
      amr: grant.amr,
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
   * The claims of a good access token, or undefined. Whether its session still lives is not known here.
   *
   * A token that was verified once is not verified again: signatures cost more than all the rest of a request.
   */
  verifyAccessToken(token: string): AccessClaims | undefined {
    const known = this.verified.get(token);
    if (known) return known.exp + CLOCK_TOLERANCE_SECONDS > seconds(this.clock()) ? known : undefined;
    const claims = this.verify(ACCESS, token);
    if (!claims || !isAccessClaims(claims)) return undefined;
    this.verified.set(token, claims);
    return claims;
  }

  /** The claims of a good refresh token, or undefined. */
  verifyRefreshToken(token: string): RefreshClaims | undefined {
    return this.verify(REFRESH, token);
  }

  private sign(typ: TokenType, claims: object): string {
    const { privateKey, algorithm, kid } = this.keys.signing;
    const { issuer: iss, audience: aud } = this.config;
    return jwt.sign({ iss, aud, ...claims }, privateKey, { algorithm, header: { alg: algorithm, typ, kid } });
  }

  private verify(typ: TokenType, token: string): Claims | undefined {
    const key = this.keyFor(typ, token);
    if (!key) return undefined;
    try {
      const claims = jwt.verify(token, key.publicKey, {
        algorithms: [key.algorithm],
        issuer: this.config.issuer,
        audience: this.config.audience,
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

  /** Reads no more of the header than our own tokens have: any other member (`crit`, `jku`, `jwk`, …) is a refusal. */
  private keyFor(typ: TokenType, token: string): VerificationKey | undefined {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    const [encodedHeader = '', , signature = '', ...rest] = token.split('.', 4);
    const header = rest.length === 0 && isCanonical(signature) ? parseJson(encodedHeader) : undefined;
    if (!header || Object.keys(header).some((name) => !['alg', 'typ', 'kid'].includes(name)))
      return undefined;
    const key = typeof header['kid'] === 'string' ? this.keys.byId.get(header['kid']) : undefined;
    return key && header['typ'] === typ && header['alg'] === key.algorithm ? key : undefined;
  }
}

/** The last character can have bits that mean nothing: without this a token would have several spellings. */
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
  const { auth_time: authTime, amr } = claims as Partial<Record<keyof AccessClaims, unknown>>;
  return (
    Number.isSafeInteger(authTime) && Array.isArray(amr) && amr.every((method) => typeof method === 'string')
  );
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
