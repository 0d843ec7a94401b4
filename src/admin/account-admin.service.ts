import type { Invitation, InvitationService } from '../accounts/email/invitation.service.js';
import type { PasswordResetService } from '../accounts/email/password-reset.service.js';
import { User } from '../accounts/user.entity.js';
import type { TwoFactorPolicy } from '../config/config.js';
import type { Clock } from '../core/clock.js';
import type { Logger } from '../core/logger.js';
import type { RequestScope, Viewer } from '../core/request-scope.js';
import { sentence } from '../core/sentences.js';
import { badInput, ServiceError } from '../core/service-error.js';
import { UUID } from '../core/text.js';
import { requireFreshStaff, staffScope } from './staff-scope.js';
import type { UserAdminService } from './user-admin.service.js';

/** Changes of accounts by staff through the API: `UserAdminService` behind a check of the session. */
export class AccountAdminService {
  constructor(
    private readonly admin: UserAdminService,
    private readonly invitations: InvitationService,
    private readonly resets: PasswordResetService,
    private readonly policy: TwoFactorPolicy,
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /** @throws what `requireFreshStaff` and `InvitationService.invite` throw */
  async invite(viewer: Viewer, invitation: Invitation, scope: RequestScope): Promise<User> {
    await this.requireStaff(viewer, scope);
    const user = await this.invitations.invite(invitation, staffScope(scope));
    this.note('invited a user', viewer, user);
    return user;
  }

  /** @throws as `setActive`; BAD_USER_INPUT for a user who is not invited */
  async revokeInvitation(viewer: Viewer, id: string, scope: RequestScope): Promise<void> {
    const user = await this.findOther(viewer, id, scope);
    await this.invitations.revoke(user, staffScope(scope));
    this.note('withdrew an invitation', viewer, user);
  }

  /** @throws what `requireFreshStaff` throws; BAD_USER_INPUT if there is no such user; FORBIDDEN for the own account */
  async setActive(viewer: Viewer, id: string, isActive: boolean, scope: RequestScope): Promise<User> {
    const user = await this.findOther(viewer, id, scope);
    if (user.isActive !== isActive) await this.admin.setActive(user, isActive, scope.em, staffScope(scope));
    this.note(isActive ? 'activated a user' : 'deactivated a user', viewer, user);
    return scope.em.findOneOrFail(User, { id: user.id }, { refresh: true });
  }

  /** @throws as `setActive` */
  async signOut(viewer: Viewer, id: string, scope: RequestScope): Promise<User> {
    const user = await this.findOther(viewer, id, scope);
    await this.admin.signOut(user, scope.em, staffScope(scope));
    this.note('signed a user out', viewer, user);
    return user;
  }

  /**
   * Mails a user a link and a code to set a new password. Staff never sees them (OWASP ASVS 5.0, 6.4.6).
   *
   * @throws as `setActive`; BAD_USER_INPUT for a user without a confirmed address; what `PasswordResetService` throws
   */
  async sendPasswordReset(viewer: Viewer, id: string, scope: RequestScope): Promise<void> {
    const user = await this.findOther(viewer, id, scope);
    await this.resets.requestFor(user, staffScope(scope));
    this.note('had a password reset sent', viewer, user);
  }

  private async findOther(viewer: Viewer, id: string, scope: RequestScope): Promise<User> {
    await this.requireStaff(viewer, scope);
    const user = UUID.test(id) ? await scope.em.findOne(User, { id }) : null;
    if (!user) throw badInput('id', sentence('userUnknown'));
    if (user.id === viewer.userId) throw new ServiceError('FORBIDDEN');
    return user;
  }

  private requireStaff(viewer: Viewer, scope: RequestScope): Promise<User> {
    return requireFreshStaff(viewer, { policy: this.policy, now: this.clock() }, scope);
  }

  /** The log of the server says who it was. The security log is the user's. */
  private note(what: string, { userId: staffId }: Viewer, { id: userId }: User): void {
    this.logger.info({ staffId, userId }, `Staff ${what}`);
  }
}
