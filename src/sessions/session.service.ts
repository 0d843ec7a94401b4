import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { addSeconds, type Clock, earlier } from '../core/clock.js';
import type { SessionConfig } from '../config/config.js';
import { liveAt, Session } from './session.entity.js';
import type { User } from '../accounts/user.entity.js';
import type { RevocationFeed } from './revocation-feed.js';
import { ServiceError } from '../core/service-error.js';
import { addressKey, subKey } from '../limits/limit-keys.js';
import { type RequestScope, requireSelf, type Viewer } from '../core/request-scope.js';
import type { RevocationService } from './revocation.service.js';
import { hashSecret, randomSecret } from '../core/secrets.js';
import type { SecurityLogService } from '../audit/security-log.service.js';
import { OPEN_SESSION, STEP_UP_SESSION } from './session.sql.js';
import { dateOf } from '../core/statement.js';
import type { CountedAttempt, RateLimitService } from '../limits/rate-limit.service.js';
import { signPair, type TokenPair } from '../tokens/token-pair.js';
import type { AccessClaims, TokenService } from '../tokens/token.service.js';

/** Nobody has so many devices. Without a limit a script could open thousands (OWASP ASVS 5.0, 7.1.2). */
const MAX_SESSIONS = 100;
/** RFC 5646, 4.4.1. No language has a longer tag. */
const MAX_LOCALE = 35;

/** Opens sessions, finds the viewer of an access token, and lists the sessions of a user. */
export class SessionService {
  constructor(
    private readonly config: SessionConfig,
    private readonly tokens: TokenService,
    private readonly ended: RevocationFeed,
    private readonly revocations: RevocationService,
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a session for a user who just signed in, updates the user's last sign-in, and resets the failures
   * before it. If there are too many sessions, the one that was unused for longest ends.
   *
   * One statement written by hand, because every sign-in runs it. A unit of work would take five.
   *
   * @param user as read when they proved who they are; if a credential changed since, the proof is not valid
   * @throws INVALID_CREDENTIALS when the account changed in the meantime
   */
  async openSession(
    user: User,
    { amr, authenticatedAt, locale, reason, attempt = [], isRecovered = false, mayOnlyEnroll = false }: Proof,
    scope: RequestScope,
  ): Promise<TokenPair> {
    const now = this.clock();
    const jti = randomSecret();
    const endsAt = addSeconds(now, this.config.maxAgeSeconds);
    const session = {
      id: randomUUID(),
      userId: user.id,
      amr,
      authenticatedAt: authenticatedAt ?? now,
      isRecovered,
      mayOnlyEnroll,
      lastUsedAt: now,
      expiresAt: earlier(addSeconds(now, this.config.idleTtlSeconds), endsAt),
    };
    const { usernameKey } = user;
    const failures = [usernameKey, subKey(usernameKey, addressKey(scope.ipAddress))];
    const rows = this.rateLimits.rowsOf({ loginsPerUsername: failures.map((key) => ({ key, times: 1 })) });
    const noted = await OPEN_SESSION.run(scope.em, {
      now,
      userId: user.id,
      credentialsChangedAt: user.credentialsChangedAt,
      sessionId: session.id,
      amr,
      tokenHash: hashSecret(jti),
      rotationSalt: randomSecret(),
      provedAt: session.authenticatedAt,
      isRecovered,
      mayOnlyEnroll,
      expiresAt: session.expiresAt,
      endsAt,
      locale: locale?.slice(0, MAX_LOCALE) ?? null,
      reason: reason ?? null,
      userAgent: scope.userAgent,
      ipAddress: scope.ipAddress,
      failures: rows ?? [],
      successes: rows ? this.rateLimits.countersOf('loginsPerAddress', attempt) : [],
      others: MAX_SESSIONS - 1,
    });
    if (noted.length === 0) throw new ServiceError('INVALID_CREDENTIALS');
    if (!rows) {
      await this.rateLimits.giveBack('loginsPerAddress', attempt);
      await this.rateLimits.reset('loginsPerUsername', failures);
    }
    for (const { session_id: sessionId } of noted)
      if (sessionId === session.id)
        this.securityLog.announce(
          { type: 'signedIn', ...(reason && { reason }), userId: user.id, sessionId },
          scope,
        );
      else this.revocations.noteRevoked({ userId: user.id, sessionId }, 'tooManySessions', scope);
    return signPair(this.tokens, session, jti);
  }

  /**
   * Confirms the session of the viewer with one more factor. Its refresh token is replaced.
   *
   * @throws UNAUTHENTICATED when the session has ended, or the account changed in the meantime
   */
  async stepUp(
    user: User,
    { sessionId }: Viewer,
    { amr, isRecovered = false, reason }: Proof & { reason: string },
    scope: RequestScope,
  ): Promise<TokenPair> {
    const now = this.clock();
    const jti = randomSecret();
    const [row] = await STEP_UP_SESSION.run(scope.em, {
      ...{ now, sessionId, userId: user.id, amr, isRecovered, reason, tokenHash: hashSecret(jti) },
      credentialsChangedAt: user.credentialsChangedAt,
      idleUntil: addSeconds(now, this.config.idleTtlSeconds),
      userAgent: scope.userAgent,
      ipAddress: scope.ipAddress,
    });
    if (!row) throw new ServiceError('UNAUTHENTICATED');
    this.securityLog.announce({ type: 'steppedUp', reason, userId: user.id, sessionId }, scope);
    const confirmed = { ...row, expiresAt: dateOf(row.expiresAt), authenticatedAt: now, lastUsedAt: now };
    return signPair(this.tokens, { ...confirmed, id: sessionId, userId: user.id, mayOnlyEnroll: false }, jti);
  }

  /**
   * The viewer behind an access token, or undefined when it is not valid or its session has ended. Queries the database
   * only if this replica may have missed the end; all others return at once, without a promise.
   */
  authenticate(
    token: string,
    scope: Pick<RequestScope, 'em'>,
  ): Viewer | undefined | Promise<Viewer | undefined> {
    const claims = this.tokens.verifyAccessToken(token);
    if (!claims) return undefined;
    const isRevoked = this.ended.isRevoked(claims, () => this.hasEnded(claims, scope.em));
    if (typeof isRevoked === 'boolean') return isRevoked ? undefined : viewerOf(claims);
    return isRevoked.then((hasEnded) => (hasEnded ? undefined : viewerOf(claims)));
  }

  /** The open sessions of the viewer, the last used first. @throws FORBIDDEN for those of another user */
  async listSessions(viewer: Viewer, userId: string, { em }: Pick<RequestScope, 'em'>): Promise<Session[]> {
    requireSelf(viewer, userId);
    const now = this.clock();
    return em.find(
      Session,
      { ...liveAt(now), user: userId, expiresAt: { $gt: now } },
      { orderBy: { lastUsedAt: 'desc', id: 'asc' } },
    );
  }

  private async hasEnded(claims: AccessClaims, em: EntityManager): Promise<boolean> {
    const live = await em.count(Session, {
      ...liveAt(this.clock()),
      id: claims.sid,
      user: { id: claims.sub, isActive: true },
    });
    return live === 0;
  }
}

function viewerOf(claims: AccessClaims): Viewer {
  return {
    userId: claims.sub,
    sessionId: claims.sid,
    amr: claims.amr,
    authenticatedAt: new Date(claims.auth_time * 1000),
    mayOnlyEnroll: claims.scope !== undefined,
    isRecovered: claims.recovered === true,
  };
}

/** How a user proved who they are. */
export interface Proof {
  /** RFC 8176 names of the methods. */
  readonly amr: readonly string[];
  /** When; if unset, just now. A session that replaces another is no new proof. */
  readonly authenticatedAt?: Date;
  /** BCP 47 language of a completed sign-in. Later notices are in it. */
  readonly locale?: string | undefined;
  /** What the security log says beside the sign-in: a stable word. */
  readonly reason?: string;
  /** Whether a recovery code was used. */
  readonly isRecovered?: boolean;
  /** Whether the policy asks for a second factor that the user does not have yet. */
  readonly mayOnlyEnroll?: boolean;
  /** The counted attempt, which is given back: the limits are on failures. */
  readonly attempt?: CountedAttempt;
}
