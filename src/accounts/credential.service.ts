import type { Clock } from '../core/clock.js';
import type { User } from './user.entity.js';
import type { Change, CredentialChangeService } from './credential-change.service.js';
import { sentence } from '../core/sentences.js';
import { ServiceError } from '../core/service-error.js';
import { subKey } from '../limits/limit-keys.js';
import type { NewPasswordService } from './new-password.service.js';
import type { PasswordService } from './password.service.js';
import type { RequestScope, Viewer } from '../core/request-scope.js';
import type { SecurityLogService } from '../audit/security-log.service.js';
import type { Proof, SessionService } from '../sessions/session.service.js';
import { requireRecentSecondFactor } from '../sessions/recent-sign-in.js';
import type { RateLimitService } from '../limits/rate-limit.service.js';
import type { TokenPair } from '../tokens/token-pair.js';
import { findViewerUser } from '../sessions/viewer.js';

export interface CredentialChange extends Change {
  /** How and when the person proved who they are, for the session that replaces all others. */
  proof: Proof;
  /** What else belongs to the change, in its transaction. */
  also?: (within: RequestScope) => Promise<void>;
}

/** Changing what a person signs in with. */
export class CredentialService {
  constructor(
    private readonly changes: CredentialChangeService,
    private readonly newPasswords: NewPasswordService,
    private readonly passwords: PasswordService,
    private readonly sessions: SessionService,
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /** Changes a credential, and gives the caller a new session. @throws what `CredentialChangeService.apply` throws */
  async changeCredential(
    user: User,
    viewer: Viewer,
    { proof, also, ...change }: CredentialChange,
    scope: RequestScope,
  ): Promise<TokenPair> {
    return this.changes.apply({ user, viewer }, change, scope, async (within) => {
      await also?.(within);
      return this.sessions.openSession(user, proof, within);
    });
  }

  /**
   * Sets a new password. Tries of the current one are limited like logins: a stolen access token must not be a way
   * to guess it. They are counted separately, so that a stranger who tries the username does not block its user here.
   *
   * @throws REAUTHENTICATION_REQUIRED, INVALID_CREDENTIALS, WEAK_PASSWORD, RATE_LIMITED
   */
  async changePassword(
    viewer: Viewer,
    { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
    scope: RequestScope,
  ): Promise<TokenPair> {
    const user = await findViewerUser(viewer, scope);
    requireRecentSecondFactor(user, viewer, this.clock());
    this.passwords.requireStrong('newPassword', newPassword, user.username);
    await this.requirePassword(user, currentPassword, scope);
    await this.newPasswords.require('newPassword', newPassword, user.username);
    const passwordHash = await this.passwords.hash(newPassword, scope.ipAddress);
    return this.changeCredential(
      user,
      viewer,
      { change: { passwordHash }, event: 'passwordChanged', kind: 'passwordChanged', proof: viewer },
      scope,
    );
  }

  /** Counts the try, then checks it. */
  private async requirePassword(user: User, password: string, scope: RequestScope): Promise<void> {
    const refuse = (reason: string) =>
      this.securityLog.record({ type: 'signInRefused', reason, userId: user.id }, scope);
    await this.rateLimits.consume({ loginsPerUsername: subKey(user.usernameKey, user.id) }, () =>
      refuse('rateLimited'),
    );
    if (await this.passwords.matches(password, user.passwordHash, scope.ipAddress)) return;
    await refuse('wrongPassword');
    throw new ServiceError('INVALID_CREDENTIALS', sentence('currentPasswordWrong'), {
      field: 'currentPassword',
    });
  }
}
