import type { EntityManager } from '@mikro-orm/postgresql';
import type { Change, CredentialChangeService } from '../accounts/credential-change.service.js';
import type { NewPasswordService } from '../accounts/new-password.service.js';
import type { PasswordService } from '../accounts/password.service.js';
import type { PendingChanges } from '../accounts/undo/pending-changes.js';
import { User } from '../accounts/user.entity.js';
import type { SecurityEvent } from '../audit/security-event.entity.js';
import { findSecurityEventPage, type SecurityEventPageRequest } from '../audit/security-event-reads.js';
import { commandLineScope, type SecurityLogService } from '../audit/security-log.service.js';
import type { TwoFactorPolicy } from '../config/config.js';
import { LargeReads } from '../core/large-reads.js';
import type { Page } from '../core/page.js';
import type { RequestScope, Viewer } from '../core/request-scope.js';
import { ServiceError } from '../core/service-error.js';
import { UUID } from '../core/text.js';
import { inTransaction } from '../core/transaction.js';
import { SWITCH_OFF } from '../factors/second-factor-columns.js';
import { forgetWrongCodes } from '../factors/second-factor-lock.js';
import type { RateLimitService } from '../limits/rate-limit.service.js';
import type { RevocationService } from '../sessions/revocation.service.js';
import { requireStaff } from '../sessions/viewer.js';
import { findUserPage, type UserPage, type UserPageRequest } from './user-page.js';

/** Lists for staff, and changes of accounts by staff. */
export class UserAdminService {
  private readonly lists = new LargeReads();

  constructor(
    private readonly newPasswords: NewPasswordService,
    private readonly passwords: PasswordService,
    private readonly changes: CredentialChangeService,
    private readonly pendingChanges: PendingChanges,
    private readonly revocations: RevocationService,
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
    private readonly policy: TwoFactorPolicy,
  ) {}

  /** @throws what `requireStaff` throws */
  async findUser(viewer: Viewer, id: string, scope: Pick<RequestScope, 'em'>): Promise<User | null> {
    await requireStaff(viewer, this.policy, scope);
    return UUID.test(id) ? scope.em.findOne(User, { id }) : null;
  }

  /** @throws what `requireStaff` and `findUserPage` throw; SERVICE_UNAVAILABLE when too many lists are read */
  async listUsers(viewer: Viewer, page: UserPageRequest, scope: Pick<RequestScope, 'em'>): Promise<UserPage> {
    await requireStaff(viewer, this.policy, scope);
    const { countAll, ...found } = await this.lists.read(() => findUserPage(page, scope.em));
    return { ...found, countAll: () => this.lists.read(countAll) };
  }

  /** @throws as `listUsers`; BAD_USER_INPUT for a page that cannot be */
  async listSecurityEvents(
    viewer: Viewer,
    page: SecurityEventPageRequest,
    scope: Pick<RequestScope, 'em'>,
  ): Promise<Page<SecurityEvent>> {
    await requireStaff(viewer, this.policy, scope);
    return this.lists.read(() => findSecurityEventPage(page, scope.em));
  }

  /** Staff sets a new password; every session and pending code of the user ends. @throws WEAK_PASSWORD */
  async setPassword(user: User, password: string, em: EntityManager): Promise<void> {
    await this.newPasswords.require('password', password, user.username);
    const passwordHash = await this.passwords.hash(password);
    await this.changeCredential(
      user,
      { change: { passwordHash }, event: 'passwordChanged', kind: 'passwordChanged' },
      em,
    );
  }

  /**
   * Lets a user sign in, or not. Deactivation ends every session, pending code and challenge at once, and what mails can
   * undo: an activation later brings none of them back. Somebody who stole the account may have such mails.
   *
   * @param scope where the order came from
   */
  async setActive(
    user: User,
    isActive: boolean,
    em: EntityManager,
    scope = commandLineScope(em),
  ): Promise<void> {
    if (isActive) return this.activate(user, scope);
    const deactivation = {
      change: { isActive },
      event: 'userDeactivated',
      revocation: 'deactivated',
    } as const;
    await this.changes.apply({ user, viewer: null }, deactivation, scope, (within) =>
      this.pendingChanges.forget(user.id, within),
    );
  }

  private async activate(user: User, scope: RequestScope): Promise<void> {
    await inTransaction(scope, async (within) => {
      await within.em.nativeUpdate(User, { id: user.id }, { isActive: true });
      await this.securityLog.record({ type: 'userActivated', userId: user.id }, within);
    });
  }

  async grantStaff(user: User, em: EntityManager): Promise<void> {
    await em.nativeUpdate(User, { id: user.id }, { isStaff: true });
    await this.securityLog.record({ type: 'staffGranted', userId: user.id }, commandLineScope(em));
  }

  /** Counts at the next request: no token says who is staff. */
  async revokeStaff(user: User, em: EntityManager): Promise<void> {
    await em.nativeUpdate(User, { id: user.id }, { isStaff: false });
    await this.securityLog.record({ type: 'staffRevoked', userId: user.id }, commandLineScope(em));
  }

  /** Lets the user try codes again, at once. @throws SERVICE_UNAVAILABLE when the tries cannot be forgotten */
  async unlock(user: User, em: EntityManager): Promise<void> {
    await this.rateLimits.clear('codesPerUser', user.id);
    await forgetWrongCodes(user.id, { em });
    await this.securityLog.record({ type: 'secondFactorUnlocked', userId: user.id }, commandLineScope(em));
  }

  /** For a user who lost the phone: as `FactorRemovalService.disableTwoFactor`. @throws TWO_FACTOR_NOT_ENABLED */
  async disableTwoFactor(user: User, em: EntityManager): Promise<void> {
    if (!user.isGuarded()) throw new ServiceError('TWO_FACTOR_NOT_ENABLED');
    await this.changeCredential(user, SWITCH_OFF, em);
  }

  /** Ends every session of the user, at once. @param scope where the order came from */
  async signOut(user: User, em: EntityManager, scope = commandLineScope(em)): Promise<void> {
    await this.revocations.revokeAll(user.id, 'staff', scope);
  }

  private async changeCredential(user: User, change: Change, em: EntityManager): Promise<void> {
    const byStaff = { ...change, reason: 'staff' };
    await this.changes.apply({ user, viewer: null }, byStaff, commandLineScope(em), async () => undefined);
  }
}
