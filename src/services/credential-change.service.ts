import type { EntityData } from '@mikro-orm/core';
import type { Clock } from '../clock.js';
import { User } from '../entities/index.js';
import type { SecurityEventType } from '../entities/security-event.entity.js';
import type { PhoneNotifier } from '../two-factor/phone-notifier.js';
import type { TwoFactorProvider } from '../two-factor/two-factor-provider.js';
import { ServiceError } from './errors.js';
import type { PendingCodeService } from './pending-code.service.js';
import type { RequestScope, Viewer } from './request-scope.js';
import type { RevocationService } from './revocation.service.js';
import type { SecurityLogService } from './security-log.service.js';
import { inTransaction } from './transaction.js';

export interface Change {
  /** The new columns of the user. */
  change: EntityData<User>;
  /** What the security log calls it. */
  event: SecurityEventType;
  reason?: string;
}

/** What becomes of a user without a second factor. */
export const WITHOUT_SECOND_FACTOR = { phone: null, authyId: null, secondFactorEnabledAt: null };

/** What every change of a credential takes with it, whoever makes it. */
export class CredentialChangeService {
  constructor(
    private readonly twoFactor: { provider: TwoFactorProvider; notifier: PhoneNotifier | undefined },
    private readonly pendingCodes: PendingCodeService,
    private readonly revocations: RevocationService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /**
   * Changes a credential, whole or not at all: every session and pending code rested on the old one, so they end.
   *
   * @param viewer who asks for it; null for staff
   * @param andThen what else belongs to the change, in its transaction, with the user as changed
   * @throws UNAUTHENTICATED when the viewer's session has ended since the change was found allowed
   */
  async apply<T>(
    { user, viewer }: { user: User; viewer: Viewer | null },
    { change, event, reason }: Change,
    scope: RequestScope,
    andThen: (within: RequestScope) => Promise<T>,
  ): Promise<T> {
    const pending = await this.pendingCodes.findAll(user, scope);
    const { phone, authyId } = user;
    const guard = user.guardPhone();
    const result = await inTransaction(scope, async (within) => {
      const { em } = within;
      const { id } = user;
      const changed = { ...change, credentialsChangedAt: this.clock() };
      // Locks the user's row: of two changes at once the second finds its session ended by the first.
      await em.nativeUpdate(User, { id }, changed);
      await this.pendingCodes.cancelAll(user, within);
      const ended = await this.revocations.revokeAll(id, 'credentialChanged', within);
      if (viewer && !ended.includes(viewer.sessionId)) throw new ServiceError('UNAUTHENTICATED');
      await this.securityLog.record({ type: event, ...(reason && { reason }), userId: id }, within);
      Object.assign(user, changed);
      return andThen(within);
    });
    this.pendingCodes.forgetAtProvider(pending);
    if (phone != null && authyId != null && user.authyId !== authyId)
      await this.twoFactor.provider.unenroll({ phone, authyId });
    if (guard !== null && guard !== user.phone) this.tellOldPhone(guard, user.phone, scope);
    return result;
  }

  /** Not waited for: the change stands, whoever can be reached. */
  private tellOldPhone(old: string, next: string | null | undefined, { locale }: RequestScope): void {
    const news = next == null ? 'twoFactorDisabled' : 'phoneChanged';
    void this.twoFactor.notifier?.notify({ phone: old, news, locale });
  }
}
