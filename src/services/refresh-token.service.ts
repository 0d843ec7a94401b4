import { addSeconds, type Clock, earlier } from '../clock.js';
import type { SessionConfig } from '../config.js';
import { liveAt, Session } from '../entities/index.js';
import { ServiceError } from './errors.js';
import type { RequestScope } from './request-scope.js';
import type { RevocationService } from './revocation.service.js';
import { deriveSecret, hashSecret, sameHash } from './secrets.js';
import type { SecurityLogService } from './security-log.service.js';
import { type SessionOfPair, signPair, type TokenPair } from './token-pair.js';
import type { RefreshClaims, TokenService } from './token.service.js';

/** How long the token that was just rotated is answered again: a client that lost the reply asks within seconds. */
const REPLAY_SECONDS = 10;

/**
 * Refresh token rotation. A session is a family of refresh tokens: each refresh swaps the one good token for the
 * next, and an old one that comes back ends them all (RFC 9700, 4.14.2).
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
   * Swaps a refresh token for the next pair.
   *
   * The swap is one conditional statement, so of twenty at once one writes. The next token is derived from the
   * present one: a repeat within seconds gets the same successor, and no token has to be stored for that.
   *
   * @throws TOKEN_INVALID for a token that is not ours, or whose session ended
   * @throws TOKEN_REUSED for one that was used before; its session ends
   */
  async rotate(refresh: string, scope: RequestScope): Promise<TokenPair> {
    const claims = this.tokens.verifyRefreshToken(refresh);
    const session = claims && (await this.findLive(claims, scope));
    if (!claims || !session) throw new ServiceError('TOKEN_INVALID');

    const now = this.clock();
    const presented = hashSecret(claims.jti);
    const nextJti = deriveSecret(session.rotationSalt, claims.jti);
    const expiresAt = earlier(addSeconds(now, this.config.idleTtlSeconds), session.endsAt);
    const rotated = await scope.em.nativeUpdate(
      Session,
      { id: session.id, tokenHash: presented, revokedAt: null },
      {
        previousTokenHash: presented,
        tokenHash: hashSecret(nextJti),
        lastUsedAt: now,
        expiresAt,
        ipAddress: scope.ipAddress,
        userAgent: scope.userAgent,
      },
    );
    if (rotated === 1)
      return signPair(this.tokens, { ...view(session), lastUsedAt: now, expiresAt }, nextJti);
    return this.answerRepeat(claims, nextJti, scope);
  }

  /**
   * Logs out by refresh token, also by one that was rotated already. Like RFC 7009 it has no complaint about
   * a token that is not good any more.
   *
   * @returns whether a session ended
   */
  async revoke(refresh: string, scope: RequestScope): Promise<boolean> {
    const claims = this.tokens.verifyRefreshToken(refresh);
    if (!claims) return false;
    return this.revocations.revokeOne(familyOf(claims), 'loggedOut', scope);
  }

  /** The token is not the good one. Either its successor was lost on the way a moment ago, or it was stolen. */
  private async answerRepeat(
    claims: RefreshClaims,
    nextJti: string,
    scope: RequestScope,
  ): Promise<TokenPair> {
    const session = await this.findLive(claims, scope);
    if (!session) throw new ServiceError('TOKEN_INVALID');
    const isRepeat =
      session.previousTokenHash != null &&
      sameHash(session.previousTokenHash, hashSecret(claims.jti)) &&
      addSeconds(session.lastUsedAt, REPLAY_SECONDS) > this.clock();
    if (isRepeat) return signPair(this.tokens, view(session), nextJti);

    await this.securityLog.record({ type: 'refreshTokenReused', ...familyOf(claims) }, scope);
    await this.revocations.revokeOne(familyOf(claims), 'refreshTokenReused', scope);
    throw new ServiceError('TOKEN_REUSED');
  }

  private async findLive(
    { sid, sub }: RefreshClaims,
    { em }: Pick<RequestScope, 'em'>,
  ): Promise<Session | null> {
    const now = this.clock();
    return em.findOne(
      Session,
      { ...liveAt(now), id: sid, expiresAt: { $gt: now }, user: { id: sub, isActive: true } },
      { refresh: true },
    );
  }
}

function familyOf({ sub, sid }: RefreshClaims) {
  return { userId: sub, sessionId: sid };
}

function view(session: Session): SessionOfPair {
  const { id, user, amr, createdAt, lastUsedAt, expiresAt } = session;
  return { id, userId: user.id, amr, createdAt, lastUsedAt, expiresAt };
}
