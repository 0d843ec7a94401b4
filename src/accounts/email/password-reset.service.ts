import { ServiceError } from '../../core/service-error.js';
import type { RequestScope } from '../../core/request-scope.js';
import type { RateLimitService } from '../../limits/rate-limit.service.js';
import type { CredentialChangeService } from '../credential-change.service.js';
import type { PasswordService } from '../password.service.js';
import { User } from '../user.entity.js';
import { emailKey, parseEmailAddress } from './email-address.js';
import type { EmailSteps, OpenEmailStep } from './email-steps.js';
import type { MailNotices } from './mail-notices.js';

/** A forgotten password. */
export class PasswordResetService {
  constructor(
    private readonly steps: EmailSteps,
    private readonly passwords: PasswordService,
    private readonly changes: CredentialChangeService,
    private readonly notices: MailNotices,
    private readonly rateLimits: RateLimitService,
  ) {}

  /** @throws BAD_USER_INPUT; RATE_LIMITED; SERVICE_UNAVAILABLE where no mail can be sent */
  async request(address: string, scope: RequestScope): Promise<OpenEmailStep> {
    const email = parseEmailAddress(address);
    await this.steps.count(email, scope);
    return this.steps.open({ purpose: 'resetPassword', email }, scope);
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
    const user = await scope.em.findOne(User, { id: step.userId, isActive: true });
    const isStillTheirs = user?.emailVerifiedAt != null && emailKey(user.email ?? '') === step.email;
    if (!user || !isStillTheirs) throw new ServiceError('CHALLENGE_EXPIRED');
    let passwordHash: string;
    try {
      this.passwords.requireStrong('newPassword', newPassword, user.username);
      passwordHash = await this.passwords.hash(newPassword, scope.ipAddress);
    } catch (error) {
      await this.steps.giveTryBack(step, scope);
      throw error;
    }
    await this.changes.apply(
      { user, viewer: null },
      { change: { passwordHash }, event: 'passwordReset' },
      scope,
      async (within) => {
        await this.steps.use(step, within);
        await this.notices.add(user, 'passwordChanged', within);
      },
    );
    await this.rateLimits.reset('loginsPerUsername', [user.usernameKey]);
  }
}
