import type { Clock } from '../core/clock.js';
import type { RevocationReason } from './session.entity.js';
import { UUID } from '../core/text.js';
import type { RequestScope, Viewer } from '../core/request-scope.js';
import type { EventScope, SecurityLogService } from '../audit/security-log.service.js';
import { REVOKE_SESSIONS } from './session.sql.js';
import { afterCommit } from '../core/transaction.js';

interface Selection {
  userId: string;
  /** If unset, all sessions of the user. */
  only?: string;
  except?: string;
}

/** Ends sessions before their time. Each end is in the security log, and counts at once on every replica. */
export class RevocationService {
  /** @param markRevoked stores an end on this replica; the database notifies the others */
  constructor(
    private readonly markRevoked: (sessionId: string) => void,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /** Ends a session of the viewer. @returns false if there is none, or if it belongs to somebody else */
  async revokeSession({ userId }: Viewer, id: string, scope: RequestScope): Promise<boolean> {
    if (!UUID.test(id)) return false;
    return this.revokeOne({ userId, sessionId: id }, 'revokedByUser', scope);
  }

  /** Ends all sessions of the viewer except the current one. @returns how many */
  async revokeOtherSessions({ userId, sessionId }: Viewer, scope: RequestScope): Promise<number> {
    const ended = await this.revoke({ userId, except: sessionId }, 'revokedByUser', scope);
    return ended.length;
  }

  /** @returns false if it had already ended */
  async revokeOne(
    { userId, sessionId }: { userId: string; sessionId: string },
    reason: RevocationReason,
    scope: EventScope,
  ): Promise<boolean> {
    const ended = await this.revoke({ userId, only: sessionId }, reason, scope);
    return ended.length > 0;
  }

  /**
   * Ends every session of a user, after a changed credential.
   *
   * @param scope of the transaction that changes the credential
   * @returns the ids of those that ended
   */
  async revokeAll(userId: string, reason: RevocationReason, scope: EventScope): Promise<string[]> {
    return this.revoke({ userId }, reason, scope);
  }

  /** Makes the stored end of a session count here before the notification, and logs it. */
  noteRevoked(
    { userId, sessionId }: { userId: string; sessionId: string },
    reason: RevocationReason,
    scope: EventScope,
  ): void {
    afterCommit(scope, () => this.markRevoked(sessionId));
    this.securityLog.announce({ type: 'sessionRevoked', reason, userId, sessionId }, scope);
  }

  private async revoke(
    { userId, only, except }: Selection,
    reason: RevocationReason,
    scope: EventScope,
  ): Promise<string[]> {
    const { em, ipAddress, userAgent } = scope;
    const ended = await REVOKE_SESSIONS.run(em, {
      userId,
      only: only ?? null,
      except: except ?? null,
      now: this.clock(),
      reason,
      ipAddress,
      userAgent,
    });
    for (const { session_id: sessionId } of ended) this.noteRevoked({ userId, sessionId }, reason, scope);
    return ended.map(({ session_id: sessionId }) => sessionId);
  }
}
