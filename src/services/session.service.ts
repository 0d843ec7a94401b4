import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { addSeconds, type Clock } from '../clock.js';
import type { SessionConfig } from '../config.js';
import { Session, User } from '../entities/index.js';
import type { EndedSessions } from './ended-sessions.js';
import { ServiceError } from './errors.js';
import type { RequestScope, Viewer } from './request-scope.js';
import { deriveSecret, hashSecret, randomSecret, sameHash } from './secrets.js';
import type { RevocationService } from './revocation.service.js';
import type { EventScope, SecurityLogService } from './security-log.service.js';
import { ADDRESSES_OF_USER, OPEN_SESSION } from './session-statements.js';
import { addressKey, subKey, type ThrottleService } from './throttle.service.js';
import { type SessionOfPair, signPair, type TokenPair } from './token-pair.js';
import type { AccessClaims, RefreshClaims, TokenService } from './token.service.js';

/** How long the token that was just rotated is answered again: a client that lost the reply asks within seconds. */
const REPLAY_SECONDS = 10;

/**
 * Sessions are refresh token families: each refresh swaps the one good token for the next, and an old one
 * that comes back ends them all (RFC 9700, 4.14.2).
 */
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
   * failures before it.
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
    const opened = await scope.em.execute(OPEN_SESSION, [
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
    ]);
    if (opened.length === 0) throw new ServiceError('INVALID_CREDENTIALS');
    if (!rows) await this.throttle.reset('loginsPerUsername', failures);
    this.securityLog.announce({ type: 'signedIn', userId: user.id, sessionId: session.id }, scope);
    return signPair(this.tokens, session, jti);
  }

  /**
   * Swaps a refresh token for the next pair.
   *
   * The swap is one conditional statement, so of twenty at once one writes. The next token is derived from the
   * present one: a repeat within seconds gets the same successor, and no token has to be stored for that.
   *
   * @throws TOKEN_INVALID for a token that is not ours, or whose session ended
   * @throws TOKEN_REUSED for one that was used before; its session ends
   */
  async rotateSession(refresh: string, scope: RequestScope): Promise<TokenPair> {
    const claims = this.tokens.verifyRefreshToken(refresh);
    const session = claims && (await this.findLive(claims, scope.em));
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

  /**
   * Logs out by refresh token, also by one that was rotated already. Like RFC 7009 it has no complaint about
   * a token that is not good any more.
   *
   * @returns whether a session ended
   */
  async revokeByToken(refresh: string, scope: RequestScope): Promise<boolean> {
    const claims = this.tokens.verifyRefreshToken(refresh);
    if (!claims) return false;
    return this.revocations.revokeOne(familyOf(claims), 'loggedOut', scope);
  }

  /** The live sessions of a user, the last used first. */
  async listSessions(userId: string, { em }: Pick<RequestScope, 'em'>): Promise<Session[]> {
    const now = this.clock();
    return em.find(
      Session,
      { user: userId, revokedAt: null, expiresAt: { $gt: now }, endsAt: { $gt: now } },
      { orderBy: { lastUsedAt: 'desc', id: 'asc' } },
    );
  }

  /** Whether the user of this name has a session, ended or not, that was used from this address or its IPv6 /64. */
  async wasOpenedFrom(
    ipAddress: string,
    usernameKey: string,
    { em }: Pick<RequestScope, 'em'>,
  ): Promise<boolean> {
    const known = await em.execute<{ address: string }[]>(ADDRESSES_OF_USER, [usernameKey]);
    const here = addressKey(ipAddress);
    return known.some(({ address }) => addressKey(address) === here);
  }

  /** The token is not the good one. Either its successor was lost on the way a moment ago, or it was stolen. */
  private async answerRepeat(
    claims: RefreshClaims,
    nextJti: string,
    scope: RequestScope,
  ): Promise<TokenPair> {
    const session = await this.findLive(claims, scope.em);
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

  private async findLive(claims: RefreshClaims, em: EntityManager): Promise<Session | null> {
    return em.findOne(
      Session,
      {
        ...this.liveSession(claims),
        expiresAt: { $gt: this.clock() },
        user: { id: claims.sub, isActive: true },
      },
      { refresh: true },
    );
  }

  private async hasEnded(claims: AccessClaims, em: EntityManager): Promise<boolean> {
    const live = await em.count(Session, {
      ...this.liveSession(claims),
      user: { id: claims.sub, isActive: true },
    });
    return live === 0;
  }

  private liveSession({ sid }: { sid: string }) {
    return { id: sid, revokedAt: null, endsAt: { $gt: this.clock() } };
  }
}

/** How somebody proved who they are. */
export interface Proof {
  /** RFC 8176 names of the methods. */
  readonly amr: readonly string[];
  /** When; left out, just now. A session that replaces another is no new proof. */
  readonly authenticatedAt?: Date;
}

function familyOf({ sub, sid }: RefreshClaims) {
  return { userId: sub, sessionId: sid };
}

function view(session: Session): SessionOfPair {
  const { id, user, amr, createdAt, lastUsedAt, expiresAt } = session;
  return { id, userId: user.id, amr, createdAt, lastUsedAt, expiresAt };
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}
