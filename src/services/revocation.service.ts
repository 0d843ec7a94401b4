import type { Clock } from '../clock.js';
import type { RevocationReason } from '../entities/session.entity.js';
import { UUID } from './input.js';
import type { RequestScope, Viewer } from './request-scope.js';
import type { EventScope, SecurityLogService } from './security-log.service.js';
import { REVOKE_SESSIONS } from './session-statements.js';
import { afterCommit } from './transaction.js';

interface Selection {
  userId: string;
  /** Left out, all of the user's. */
  only?: string;
  except?: string;
}

/** Ends sessions before their time. Each end is in the security log, and counts at once on every replica. */
export class RevocationService {
  /** @param noteEnd remembers an end on this replica; the others hear of it from the database */
  constructor(
    private readonly noteEnd: (sessionId: string) => void,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /** Ends one of one's own sessions. @returns false, alike, for one that is not there and one of somebody else */
  async revokeSession({ userId }: Viewer, id: string, scope: RequestScope): Promise<boolean> {
    if (!UUID.test(id)) return false;
    return this.revokeOne({ userId, sessionId: id }, 'revokedByUser', scope);
  }

  /** Ends all of one's sessions but the one that asks. @returns how many */
  async revokeOtherSessions({ userId, sessionId }: Viewer, scope: RequestScope): Promise<number> {
    const ended = await this.revoke({ userId, except: sessionId }, 'revokedByUser', scope);
    return ended.length;
  }

  /** @returns whether it had not ended before */
  async revokeOne(
    { userId, sessionId }: { userId: string; sessionId: string },
    reason: RevocationReason,
    scope: EventScope,
  ): Promise<boolean> {
    const ended = await this.revoke({ userId, only: sessionId }, reason, scope);
    return ended.length > 0;
  }

  /**
   * Ends every session of a user: what a changed credential does.
   *
   * @param scope of the transaction that changes the credential
   * @returns which ended
   */
  async revokeAll(userId: string, reason: RevocationReason, scope: EventScope): Promise<string[]> {
    return this.revoke({ userId }, reason, scope);
  }

  /** Has the end of a session, which is written down, count here before the database announces it, and says so. */
  noteRevoked(
    { userId, sessionId }: { userId: string; sessionId: string },
    reason: RevocationReason,
    scope: EventScope,
  ): void {
    afterCommit(scope, () => this.noteEnd(sessionId));
    this.securityLog.announce({ type: 'sessionRevoked', reason, userId, sessionId }, scope);
  }

  private async revoke(
    { userId, only, except }: Selection,
    reason: RevocationReason,
    scope: EventScope,
  ): Promise<string[]> {
    const { em, ipAddress, userAgent } = scope;
    const ended = await em.execute<{ session_id: string }[]>(REVOKE_SESSIONS, [
      userId,
      only ?? null,
      except ?? null,
      this.clock(),
      reason,
      ipAddress,
      userAgent,
    ]);
    for (const { session_id: sessionId } of ended) this.noteRevoked({ userId, sessionId }, reason, scope);
    return ended.map(({ session_id: sessionId }) => sessionId);
  }
}
