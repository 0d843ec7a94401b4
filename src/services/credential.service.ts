import type { Clock } from '../clock.js';
import type { User } from '../entities/index.js';
import {
  type Change,
  type CredentialChangeService,
  WITHOUT_SECOND_FACTOR,
} from './credential-change.service.js';
import { sentence, ServiceError } from './errors.js';
import { subKey } from './limit-keys.js';
import type { PasswordService } from './password.service.js';
import type { RequestScope, Viewer } from './request-scope.js';
import type { SecurityLogService } from './security-log.service.js';
import type { Proof, SessionService } from './session.service.js';
import { requireRecentSecondFactor } from './step-up.js';
import { isFirstRefusal, type ThrottleService } from './throttle.service.js';
import type { TokenPair } from './token-pair.js';
import { findViewerUser } from './viewer.js';

export interface CredentialChange extends Change {
  /** How and when the person proved who they are, for the session that replaces all others. */
  proof: Proof;
}

/** Changing what a person signs in with. */
export class CredentialService {
  constructor(
    private readonly changes: CredentialChangeService,
    private readonly passwords: PasswordService,
    private readonly sessions: SessionService,
    private readonly throttle: ThrottleService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /** Changes a credential, and gives the caller a new session. @throws what `CredentialChangeService.apply` throws */
  async changeCredential(
    user: User,
    viewer: Viewer,
    { proof, ...change }: CredentialChange,
    scope: RequestScope,
  ): Promise<TokenPair> {
    return this.changes.apply({ user, viewer }, change, scope, (within) =>
      this.sessions.openSession(user, proof, within),
    );
  }

  /** Switches the second factor off and forgets the phone. @throws TWO_FACTOR_NOT_ENABLED, REAUTHENTICATION_REQUIRED */
  async disableTwoFactor(viewer: Viewer, scope: RequestScope): Promise<TokenPair> {
    const user = await findViewerUser(viewer, scope);
    if (user.guardPhone() === null) throw new ServiceError('TWO_FACTOR_NOT_ENABLED');
    requireRecentSecondFactor(user, viewer, this.clock());
    return this.changeCredential(
      user,
      viewer,
      { change: WITHOUT_SECOND_FACTOR, event: 'twoFactorDisabled', proof: viewer },
      scope,
    );
  }

  /**
   * Sets a new password. Tries of the current one are limited like logins: a stolen access token must not be a way
   * to guess it. They are counted apart, so that strangers who try the username are in nobody's way here.
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
    const passwordHash = await this.passwords.hash(newPassword);
    return this.changeCredential(
      user,
      viewer,
      { change: { passwordHash }, event: 'passwordChanged', proof: viewer },
      scope,
    );
  }

  /** Counts the try, then judges it. */
  private async requirePassword(user: User, password: string, scope: RequestScope): Promise<void> {
    const refuse = (reason: string) =>
      this.securityLog.record({ type: 'signInRefused', reason, userId: user.id }, scope);
    try {
      await this.throttle.consume({ loginsPerUsername: subKey(user.usernameKey, user.id) });
    } catch (error) {
      if (isFirstRefusal(error)) await refuse('rateLimited');
      throw error;
    }
    if (await this.passwords.matches(password, user.passwordHash)) return;
    await refuse('wrongPassword');
    throw new ServiceError('INVALID_CREDENTIALS', sentence('currentPasswordWrong'), {
      field: 'currentPassword',
    });
  }
}
