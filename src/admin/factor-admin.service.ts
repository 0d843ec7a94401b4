import type { CredentialChangeService } from '../accounts/credential-change.service.js';
import type { PendingChanges } from '../accounts/undo/pending-changes.js';
import { User } from '../accounts/user.entity.js';
import type { TwoFactorPolicy } from '../config/config.js';
import type { Clock } from '../core/clock.js';
import type { Logger } from '../core/logger.js';
import type { RequestScope, Viewer } from '../core/request-scope.js';
import { sentence } from '../core/sentences.js';
import { badInput, ServiceError } from '../core/service-error.js';
import { UUID } from '../core/text.js';
import { inTransaction } from '../core/transaction.js';
import { Authenticator } from '../factors/authenticators/authenticator.entity.js';
import type { AuthenticatorRemoval } from '../factors/authenticators/authenticator-removal.js';
import { SWITCH_OFF } from '../factors/second-factor-columns.js';
import { requireFreshStaff, staffScope } from './staff-scope.js';

/** Removal of factors by staff, for users who lost them. */
export class FactorAdminService {
  constructor(
    private readonly changes: CredentialChangeService,
    private readonly removal: AuthenticatorRemoval,
    private readonly pendingChanges: PendingChanges,
    private readonly policy: TwoFactorPolicy,
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /**
   * Removes an authenticator of another user. As a stolen session of staff would open every account with it, it takes a
   * recent sign-in, with the second factor if staff has one. `AuthenticatorService.remove` removes the own ones.
   *
   * @returns the user
   * @throws what `requireStaff` throws; REAUTHENTICATION_REQUIRED; FORBIDDEN for an own one; BAD_USER_INPUT
   */
  async removeAsStaff(
    viewer: Viewer,
    { userId, id }: { userId: string; id: string },
    scope: RequestScope,
  ): Promise<User> {
    await requireFreshStaff(viewer, { policy: this.policy, now: this.clock() }, scope);
    const user = UUID.test(userId) ? await scope.em.findOne(User, { id: userId }) : null;
    if (user?.id === viewer.userId) throw new ServiceError('FORBIDDEN');
    if (!user) throw badInput('userId', sentence('authenticatorUnknown'));
    await this.remove(user, id, staffScope(scope));
    this.logger.info(
      { staffId: viewer.userId, userId: user.id, authenticatorId: id },
      'Staff removed a factor',
    );
    return user;
  }

  /**
   * Removes an authenticator of a user, who has no session after it. Without another one the second factor is off, or
   * nobody could sign in.
   *
   * @throws BAD_USER_INPUT for an unknown one; SERVICE_UNAVAILABLE if the others went meanwhile
   */
  async remove(user: User, id: string, scope: RequestScope): Promise<void> {
    const { kind, isLast, change, finish } = await this.removal.prepare(user, id, scope);
    const switchOff = { ...SWITCH_OFF, reason: 'staff' };
    const removeOne = {
      change,
      event: 'authenticatorRemoved',
      reason: 'staff',
      kind: `${kind}Removed`,
    } as const;
    const subject = { user, viewer: null };
    if (isLast) await this.changes.apply(subject, switchOff, scope, async () => undefined);
    else await this.changes.apply(subject, removeOne, scope, finish);
  }

  /**
   * Removes an app whose secret cannot be opened again, also one that its user removed and that an undo could bring back.
   * The second factor stays on: without another factor the user needs a recovery code, or staff.
   *
   * @throws SERVICE_UNAVAILABLE if the others went meanwhile
   */
  async removeUnreadable(user: User, id: string, scope: RequestScope): Promise<void> {
    const forget = (within: RequestScope) =>
      this.pendingChanges.forgetAuthenticator({ userId: user.id, id }, within);
    if ((await scope.em.count(Authenticator, { id, removedAt: null })) === 0)
      return inTransaction(scope, forget);
    const { change, finish } = await this.removal.prepare(user, id, scope);
    const removal = { change, event: 'authenticatorRemoved', reason: 'keyLost' } as const;
    await this.changes.apply({ user, viewer: null }, removal, scope, async (within) => {
      await finish(within);
      await forget(within);
    });
  }
}
