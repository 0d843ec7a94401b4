import type { EntityData } from '@mikro-orm/core';
import type { Clock } from '../clock.js';
import { User } from '../entities/index.js';
import type { SecurityEventType } from '../entities/security-event.entity.js';
import type { PhoneNotifier } from '../two-factor/phone-notifier.js';
import type { TwoFactorProvider } from '../two-factor/two-factor-provider.js';
import type { DeliveryService } from './delivery.service.js';
import { sentence, ServiceError } from './errors.js';
import type { PasswordService } from './password.service.js';
import type { RequestScope, Viewer } from './request-scope.js';
import type { RevocationService } from './revocation.service.js';
import type { SecurityLogService } from './security-log.service.js';
import type { Proof, SessionService } from './session.service.js';
import { requireRecentSecondFactor } from './step-up.js';
import { subKey, type ThrottleService } from './throttle.service.js';
import type { TokenPair } from './token-pair.js';
import { findViewerUser } from './viewer.js';

export interface CredentialChange {
  /** The new columns of the user. */
  change: EntityData<User>;
  /** What the security log calls it. */
  event: SecurityEventType;
  /** How and when the person proved who they are, for the session that replaces all others. */
  proof: Proof;
}

/** Changing what a person signs in with. */
export class CredentialService {
  constructor(
    private readonly twoFactor: { provider: TwoFactorProvider; notifier: PhoneNotifier | undefined },
    private readonly passwords: PasswordService,
    private readonly deliveries: DeliveryService,
    private readonly sessions: SessionService,
    private readonly revocations: RevocationService,
    private readonly throttle: ThrottleService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /**
   * Changes a credential, whole or not at all: every session and pending code rested on the old one, so they
   * end, and the caller gets a new session.
   *
   * @throws UNAUTHENTICATED when the caller's session has ended since the change was found allowed
   */
  async changeCredential(
    user: User,
    viewer: Viewer,
    { change, event, proof }: CredentialChange,
    scope: RequestScope,
  ): Promise<TokenPair> {
    const pending = await this.deliveries.findAllPending(user, scope);
    const { phone, authyId } = user;
    const guard = user.guardPhone();
    const { pair, ended } = await scope.em.transactional(async (em) => {
      const { id } = user;
      const changed = { ...change, credentialsChangedAt: this.clock() };
      // Locks the user's row: of two changes at once the second finds its session ended by the first.
      await em.nativeUpdate(User, { id }, changed);
      await this.deliveries.cancelAll(user, { em });
      const within = { ...scope, em };
      const ended = await this.revocations.revokeAll(id, 'credentialChanged', within);
      if (!ended.includes(viewer.sessionId)) throw new ServiceError('UNAUTHENTICATED');
      await this.securityLog.record({ type: event, userId: id }, within);
      return { pair: await this.sessions.openSession(Object.assign(user, changed), proof, within), ended };
    });
    this.revocations.noteEnds(ended);
    this.deliveries.forgetAtProvider(pending);
    if (phone != null && authyId != null && user.authyId !== authyId)
      await this.twoFactor.provider.unenroll({ phone, authyId });
    if (guard !== null && guard !== user.phone) this.tellOldPhone(guard, user.phone, scope);
    return pair;
  }

  /** Not waited for: the change stands, whoever can be reached. */
  private tellOldPhone(old: string, next: string | null | undefined, { locale }: RequestScope): void {
    const news = next == null ? 'twoFactorDisabled' : 'phoneChanged';
    void this.twoFactor.notifier?.notify({ phone: old, news, locale });
  }

  /** Switches the second factor off and forgets the phone. @throws TWO_FACTOR_NOT_ENABLED, REAUTHENTICATION_REQUIRED */
  async disableTwoFactor(viewer: Viewer, scope: RequestScope): Promise<TokenPair> {
    const user = await findViewerUser(viewer, scope);
    if (user.guardPhone() === null) throw new ServiceError('TWO_FACTOR_NOT_ENABLED');
    requireRecentSecondFactor(user, viewer, this.clock());
    const change = { phone: null, authyId: null, secondFactorEnabledAt: null };
    return this.changeCredential(user, viewer, { change, event: 'twoFactorDisabled', proof: viewer }, scope);
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
    await this.throttle.consume({ loginsPerUsername: subKey(user.usernameKey, user.id) });
    if (!(await this.passwords.matches(currentPassword, user.passwordHash))) {
      await this.securityLog.record(
        { type: 'signInRefused', reason: 'wrongPassword', userId: user.id },
        scope,
      );
      throw new ServiceError('INVALID_CREDENTIALS', sentence('currentPasswordWrong'), {
        field: 'currentPassword',
      });
    }
    const passwordHash = await this.passwords.hash(newPassword);
    return this.changeCredential(
      user,
      viewer,
      { change: { passwordHash }, event: 'passwordChanged', proof: viewer },
      scope,
    );
  }
}
