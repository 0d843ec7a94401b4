import { sentence } from '../../core/sentences.js';
import { badInput, ServiceError } from '../../core/service-error.js';
import type { RequestScope } from '../../core/request-scope.js';
import type { RateLimitService } from '../../limits/rate-limit.service.js';
import type { CredentialChangeService } from '../credential-change.service.js';
import type { NewPasswordService } from '../new-password.service.js';
import type { PasswordService } from '../password.service.js';
import type { User } from '../user.entity.js';
import type { EmailSteps, OpenEmailStep } from './email-steps.js';
import { findStillProven } from './proven-email.js';

/** A forgotten password. */
export class PasswordResetService {
  constructor(
    private readonly steps: EmailSteps,
    private readonly newPasswords: NewPasswordService,
    private readonly passwords: PasswordService,
    private readonly changes: CredentialChangeService,
    private readonly rateLimits: RateLimitService,
  ) {}

  /** @throws BAD_USER_INPUT; RATE_LIMITED; SERVICE_UNAVAILABLE where no mail can be sent */
  async request(address: string, scope: RequestScope): Promise<OpenEmailStep> {
    return this.steps.request({ purpose: 'resetPassword', address }, scope);
  }

  /**
   * Mails a user a link and a code to set a new password, on request of staff.
   *
   * @throws BAD_USER_INPUT for a user who is deactivated or has no confirmed address; RATE_LIMITED; SERVICE_UNAVAILABLE
   */
  async requestFor(user: User, scope: RequestScope): Promise<void> {
    this.steps.requireMail();
    if (!user.isActive) throw badInput('id', sentence('userDeactivated'));
    if (user.email == null || user.emailVerifiedAt == null)
      throw badInput('id', sentence('emailNotConfirmed'));
    await this.steps.countRecipient(user.email, scope);
    await this.steps.open({ purpose: 'resetPassword', email: user.email }, scope);
  }

  /**
   * Sets a new password. Every session and remembered device ends, and nobody is signed in: the second factor stays on
   * (OWASP ASVS 5.0, 6.4.3).
   *
   * @throws WEAK_PASSWORD, which does not use the token up; INVALID_EMAIL_TOKEN; CHALLENGE_EXPIRED; RATE_LIMITED
   */
  async reset(
    { challenge, token, newPassword }: { challenge: string; token: string; newPassword: string },
    scope: RequestScope,
  ): Promise<void> {
    this.passwords.requireStrong('newPassword', newPassword, '');
    const step = await this.steps.check({ challenge, token, purposes: ['resetPassword'] }, scope);
    const user = await findStillProven(step, scope.em);
    if (!user) throw new ServiceError('CHALLENGE_EXPIRED');
    const passwordHash = await this.steps.givingBack(step, scope, async () => {
      await this.newPasswords.require('newPassword', newPassword, user.username);
      return this.passwords.hash(newPassword, scope.ipAddress);
    });
    await this.changes.apply(
      { user, viewer: null, isByMail: true },
      { change: { passwordHash }, event: 'passwordReset', kind: 'passwordChanged' },
      scope,
      (within) => this.steps.use(step, within),
    );
    await this.rateLimits.reset('loginsPerUsername', [user.usernameKey]);
  }
}
