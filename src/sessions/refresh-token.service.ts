import { addSeconds, type Clock } from '../core/clock.js';
import type { SessionConfig } from '../config/config.js';
import { ServiceError } from '../core/service-error.js';
import type { RequestScope } from '../core/request-scope.js';
import type { RevocationService } from './revocation.service.js';
import { deriveSecret, hashSecret, sameText } from '../core/secrets.js';
import { FIND_ROTATED_SESSION, type RefreshedRow, ROTATE_SESSION } from './session.sql.js';
import { dateOf } from '../core/statement.js';
import type { SecurityLogService } from '../audit/security-log.service.js';
import { signPair, type TokenPair } from '../tokens/token-pair.js';
import type { RefreshClaims, TokenService } from '../tokens/token.service.js';

/** How long a rotated token returns its successor again. A client that lost the response repeats within seconds. */
const REPLAY_SECONDS = 10;

/**
 * Refresh token rotation. A session is a family of refresh tokens, of which one is valid. Each refresh replaces it with
 * the next one. An old token that is sent again ends the session (RFC 9700, 4.14.2).
 */
export class RefreshTokenService {
  constructor(
    private readonly config: SessionConfig,
    private readonly tokens: TokenService,
    private readonly revocations: RevocationService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /**
   * Replaces a refresh token with the next pair.
   *
   * The rotation is one conditional statement: of twenty requests at once, one writes. The next token is derived from
   * the current one, so a repeat within seconds gets the same successor and no token is stored for it.
   *
   * @throws TOKEN_INVALID for a token that is not ours, or whose session ended
   * @throws TOKEN_REUSED for one that was used before; its session ends
   */
  async rotate(refresh: string, scope: RequestScope): Promise<TokenPair> {
    const claims = this.tokens.verifyRefreshToken(refresh);
    if (!claims) throw new ServiceError('TOKEN_INVALID');
    const now = this.clock();
    const presented = presentedOf(claims, now);
    const [rotated] = await ROTATE_SESSION.run(scope.runner ?? scope.em, {
      ...presented,
      presented: hashSecret(claims.jti),
      idleUntil: addSeconds(now, this.config.idleTtlSeconds),
      ipAddress: scope.ipAddress,
      userAgent: scope.userAgent,
    });
    return rotated ? this.sign(claims, rotated) : this.returnSuccessor(claims, scope);
  }

  /**
   * Logs out by refresh token, also by one that was rotated already. As in RFC 7009, a token that is no longer valid is
   * no error.
   *
   * @returns whether a session ended
   */
  async revoke(refresh: string, scope: RequestScope): Promise<boolean> {
    const claims = this.tokens.verifyRefreshToken(refresh);
    if (!claims) return false;
    return this.revocations.revokeOne(familyOf(claims), 'loggedOut', scope);
  }

  /** Ends the session of a token that a browser no longer keeps, unless it is the session of the token in its place. */
  async endReplaced(refresh: string, sessionId: string, scope: RequestScope): Promise<void> {
    const claims = this.tokens.verifyRefreshToken(refresh);
    if (claims && claims.sid !== sessionId)
      await this.revocations.revokeOne(familyOf(claims), 'loggedOut', scope);
  }

  /** The token was rotated. Either the response with its successor was lost a moment ago, or the token was stolen. */
  private async returnSuccessor(claims: RefreshClaims, scope: RequestScope): Promise<TokenPair> {
    const now = this.clock();
    const [session] = await FIND_ROTATED_SESSION.run(scope.em, presentedOf(claims, now));
    if (!session) throw new ServiceError('TOKEN_INVALID');
    const isRepeat =
      session.previousTokenHash !== null &&
      sameText(session.previousTokenHash, hashSecret(claims.jti)) &&
      addSeconds(dateOf(session.lastUsedAt), REPLAY_SECONDS) > now;
    if (isRepeat && session.tokenHash === hashSecret(session.nextSecret)) return this.sign(claims, session);
    // A step-up replaced it a moment ago. Its own response has the next one.
    if (isRepeat) throw new ServiceError('TOKEN_INVALID');

    await this.securityLog.record({ type: 'refreshTokenReused', ...familyOf(claims) }, scope);
    await this.revocations.revokeOne(familyOf(claims), 'refreshTokenReused', scope);
    throw new ServiceError('TOKEN_REUSED');
  }

  private sign(claims: RefreshClaims, { nextSecret, ...row }: RefreshedRow): TokenPair {
    const session = {
      ...{ ...row, id: claims.sid, userId: claims.sub },
      authenticatedAt: dateOf(row.authenticatedAt),
      lastUsedAt: dateOf(row.lastUsedAt),
      expiresAt: dateOf(row.expiresAt),
    };
    return signPair(this.tokens, session, nextSecret);
  }
}

/** What both statements find the session by, and derive its next secret from. */
function presentedOf({ sid, sub, jti }: RefreshClaims, now: Date) {
  return { sessionId: sid, userId: sub, seed: deriveSecret('rotation', jti), now };
}

function familyOf({ sub, sid }: RefreshClaims) {
  return { userId: sub, sessionId: sid };
}
