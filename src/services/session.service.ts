import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { addSeconds, type Clock, earlier } from '../clock.js';
import type { SessionConfig } from '../config.js';
import { liveAt, Session, type User } from '../entities/index.js';
import type { EndedSessions } from './ended-sessions.js';
import { ServiceError } from './errors.js';
import { addressKey, subKey } from './limit-keys.js';
import type { RequestScope, Viewer } from './request-scope.js';
import type { RevocationService } from './revocation.service.js';
import { hashSecret, randomSecret } from './secrets.js';
import type { EventScope, SecurityLogService } from './security-log.service.js';
import { OPEN_SESSION } from './session-statements.js';
import type { ThrottleService } from './throttle.service.js';
import { signPair, type TokenPair } from './token-pair.js';
import type { AccessClaims, TokenService } from './token.service.js';
import { requireSelf } from './viewer.js';

/** More than anybody has devices; without an end a script could open them by the thousand (OWASP ASVS 5.0, 7.1.2). */
const MAX_SESSIONS = 100;

/** Sessions: opening one, who is behind its access tokens, and which ones a user has. */
export class SessionService {
  constructor(
    private readonly config: SessionConfig,
    private readonly tokens: TokenService,
    private readonly ended: EndedSessions,
    private readonly revocations: RevocationService,
    private readonly throttle: ThrottleService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a session for somebody who just proved who they are, notes the sign-in on the user, and forgets the
   * failures before it. Of too many sessions the one that was not used for longest ends.
   *
   * One statement, by hand: it stands in the path of every login, where a unit of work would take five.
   *
   * @param user as they were when they proved it; if a credential changed since, the proof is void
   * @throws INVALID_CREDENTIALS when the account changed meanwhile
   */
  async openSession(user: User, { amr, authenticatedAt }: Proof, scope: EventScope): Promise<TokenPair> {
    const now = this.clock();
    const jti = randomSecret();
    const endsAt = addSeconds(now, this.config.maxAgeSeconds);
    const session = {
      id: randomUUID(),
      userId: user.id,
      amr,
      createdAt: authenticatedAt ?? now,
      lastUsedAt: now,
      expiresAt: earlier(addSeconds(now, this.config.idleTtlSeconds), endsAt),
    };
    const { usernameKey } = user;
    const failures = [usernameKey, subKey(usernameKey, addressKey(scope.ipAddress))];
    const rows = this.throttle.rowsOf('loginsPerUsername', failures);
    const noted = await scope.em.execute<{ session_id: string }[]>(OPEN_SESSION, [
      session.id,
      user.id,
      user.credentialsChangedAt,
      `{${amr.join(',')}}`,
      hashSecret(jti),
      randomSecret(),
      now,
      session.createdAt,
      session.expiresAt,
      endsAt,
      scope.userAgent,
      scope.ipAddress,
      `{${(rows ?? []).join(',')}}`,
      MAX_SESSIONS - 1,
    ]);
    if (noted.length === 0) throw new ServiceError('INVALID_CREDENTIALS');
    if (!rows) await this.throttle.reset('loginsPerUsername', failures);
    for (const { session_id: sessionId } of noted)
      if (sessionId === session.id)
        this.securityLog.announce({ type: 'signedIn', userId: user.id, sessionId }, scope);
      else this.revocations.noteRevoked({ userId: user.id, sessionId }, 'tooManySessions', scope);
    return signPair(this.tokens, session, jti);
  }

  /**
   * The viewer behind verified claims, or undefined when their session has ended. Asks the database only where an
   * end may not have been heard of.
   */
  async findViewer(claims: AccessClaims, scope: Pick<RequestScope, 'em'>): Promise<Viewer | undefined> {
    if (await this.ended.hasEnded(claims, () => this.hasEnded(claims, scope.em))) return undefined;
    return {
      userId: claims.sub,
      sessionId: claims.sid,
      amr: claims.amr,
      authenticatedAt: new Date(claims.auth_time * 1000),
    };
  }

  /** One's own live sessions, the last used first. @throws FORBIDDEN for those of somebody else */
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

/** How somebody proved who they are. */
export interface Proof {
  /** RFC 8176 names of the methods. */
  readonly amr: readonly string[];
  /** When; left out, just now. A session that replaces another is no new proof. */
  readonly authenticatedAt?: Date;
}
