import type { EntityData } from '@mikro-orm/core';
import type { SecurityEventType } from '../audit/security-event.entity.js';
import type { SecurityLogService } from '../audit/security-log.service.js';
import type { Clock } from '../core/clock.js';
import type { ChangeKind } from '../core/notice-kind.js';
import type { RequestScope, Viewer } from '../core/request-scope.js';
import { ServiceError } from '../core/service-error.js';
import { type EffectKeeper, inTransaction } from '../core/transaction.js';
import type { RevocationService } from '../sessions/revocation.service.js';
import type { RevocationReason } from '../sessions/session.entity.js';
import type { PendingChanges } from './undo/pending-changes.js';
import { User } from './user.entity.js';
import { lockUnchanged } from './unchanged-user.js';

export interface Change {
  /** The new columns of the user. */
  change: EntityData<User>;
  /** What the security log calls it. */
  event: SecurityEventType;
  reason?: string;
  /** What the mail about it says, which can undo it. If unset, there is none. */
  kind?: ChangeKind;
  /** Why the sessions end; if unset, because a credential changed. */
  revocation?: RevocationReason;
}

/** Something that rests on a user's credentials besides sessions. Later features hand theirs in. */
export interface CredentialDependent {
  /** Reads what it will need, while the user is as before. @returns what it does about the change */
  prepare(user: User, scope: RequestScope): Promise<DependentChange>;
}

export interface DependentChange {
  /** In the transaction of the change. @param change the new columns of the user */
  within?(scope: RequestScope, change: EntityData<User>): Promise<void>;
  /** Once the change stands. The change is not undone when this fails. */
  afterwards?(scope: RequestScope): Promise<void>;
}

/** Every change of a credential, by the user or by staff, ends what rested on the old one. */
export class CredentialChangeService {
  constructor(
    private readonly dependents: readonly CredentialDependent[],
    private readonly pendingChanges: PendingChanges,
    private readonly revocations: RevocationService,
    private readonly securityLog: SecurityLogService,
    private readonly effects: EffectKeeper,
    private readonly clock: Clock,
  ) {}

  /**
   * Changes a credential, whole or not at all: every session and every dependent rested on the old one, so they end.
   *
   * @param viewer who asks for it; null for staff and for mails
   * @param isByMail whether a mail proved it, for the user as read. Another change in the meantime ends that proof
   * @param andThen what else belongs to the change, in its transaction, with the user as changed
   * @throws UNAUTHENTICATED when the viewer's session has ended since the change was found allowed; CHALLENGE_EXPIRED when
   * the proof by mail has
   */
  async apply<T>(
    { user, viewer, isByMail = false }: { user: User; viewer: Viewer | null; isByMail?: boolean },
    { change, event, reason, kind, revocation = 'credentialChanged' }: Change,
    scope: RequestScope,
    andThen: (within: RequestScope) => Promise<T>,
  ): Promise<T> {
    const changes: DependentChange[] = [];
    for (const dependent of this.dependents) changes.push(await dependent.prepare(user, scope));
    const work = async (within: RequestScope): Promise<T> => {
      const { em } = within;
      const { id } = user;
      const changed = { ...change, credentialsChangedAt: this.clock() };
      if (isByMail) await lockUnchanged(user, within, 'CHALLENGE_EXPIRED');
      if (kind) await this.pendingChanges.keep(id, kind, within);
      // Locks the user's row: of two changes at once the second finds its session ended by the first.
      await em.nativeUpdate(User, { id }, changed);
      for (const dependent of changes) await dependent.within?.(within, changed);
      const ended = await this.revocations.revokeAll(id, revocation, within);
      if (viewer && !ended.includes(viewer.sessionId)) throw new ServiceError('UNAUTHENTICATED');
      await this.securityLog.record({ type: event, ...(reason && { reason }), userId: id }, within);
      Object.assign(user, changed);
      return andThen(within);
    };
    const result = await inTransaction(scope, work, this.effects);
    for (const dependent of changes) await dependent.afterwards?.(scope);
    return result;
  }
}
