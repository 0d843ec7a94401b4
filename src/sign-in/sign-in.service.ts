import type { User } from '../accounts/user.entity.js';
import type { SecurityLogService } from '../audit/security-log.service.js';
import type { TwoFactorPolicy } from '../config/config.js';
import type { FactorKind } from '../core/factor-kind.js';
import type { RequestScope } from '../core/request-scope.js';
import { sentence } from '../core/sentences.js';
import { badInput, ServiceError } from '../core/service-error.js';
import { PASSWORD_ONLY } from '../factors/amr.js';
import type { AuthenticationResult } from '../factors/authentication-result.js';
import type { FactorOverview } from '../factors/factor-overview.js';
import type { PendingSignIn } from '../factors/pending/pending-sign-in.entity.js';
import type { PendingSignIns } from '../factors/pending/pending-sign-ins.js';
import { isSecondFactorLocked } from '../factors/second-factor-lock.js';
import type { SecondFactors } from '../factors/second-factors.js';
import { NO_DEVICE, type TrustedDeviceService } from '../factors/trusted-devices/trusted-device.service.js';
import type { CountedAttempt, RateLimitService } from '../limits/rate-limit.service.js';
import type { SessionService } from '../sessions/session.service.js';
import type { TokenPair } from '../tokens/token-pair.js';
import type { Credentials, PasswordCheckService } from './password-check.service.js';
import { ACCEPT_PASSWORD } from './sign-in.sql.js';
import type { SecondStepService } from './second-step.service.js';

/** How a code is sent: with the challenge, or with the credentials again by a client that stores nothing. */
export interface SecondStep {
  code: string;
  challenge?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  /** What the code belongs to; if unset, the factor that was begun last. */
  kind?: FactorKind | undefined;
}

/** Signing in: the password step, and the step with a second factor after it. */
export class SignInService {
  constructor(
    private readonly passwords: PasswordCheckService,
    private readonly factors: SecondFactors,
    private readonly pendingSignIns: PendingSignIns,
    private readonly secondSteps: SecondStepService,
    private readonly devices: TrustedDeviceService,
    private readonly sessions: SessionService,
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
    private readonly policy: TwoFactorPolicy,
  ) {}

  /**
   * The password step. A remembered device takes the place of the second factor, also while that is locked: the lock is
   * against guessing codes, and nobody guesses the token of a device.
   *
   * @throws INVALID_CREDENTIALS, the same in the same time, for an unknown user, a wrong password, an inactive
   * user, and a user without a password; FORBIDDEN where the second factor is locked, or the user has no method left
   */
  async obtainToken(credentials: Credentials, scope: RequestScope): Promise<AuthenticationResult> {
    const { user, attempt } = await this.passwords.authenticate(credentials, scope);
    if (!user.isGuarded()) {
      const mayOnlyEnroll = this.policy === 'required';
      const proof = { amr: PASSWORD_ONLY, locale: scope.locale, attempt, mayOnlyEnroll };
      const pair = await this.sessions.openSession(user, proof, scope);
      return { kind: 'signedIn', pair };
    }
    const device = this.devices.presentedBy(user, scope);
    const { isRemembered, ...overview } = await this.notePassword(user, attempt, device, scope);
    if (isRemembered) {
      const proof = { amr: PASSWORD_ONLY, locale: scope.locale, reason: 'trustedDevice' };
      return { kind: 'signedIn', pair: await this.sessions.openSession(user, proof, scope) };
    }
    const required = await this.factors.begin({ user, purpose: 'signIn' }, overview, scope);
    return { kind: 'twoFactorRequired', required };
  }

  /**
   * The second step, of a sign-in or of a step-up.
   *
   * @throws BAD_USER_INPUT when neither or both ways of naming the sign-in are used; UNAUTHENTICATED for a step-up
   * without its session; what `SecondFactors.check` throws
   */
  async verifyTwoFactorToken(step: SecondStep, scope: RequestScope): Promise<TokenPair> {
    const pending = await this.findPending(step, scope);
    return this.secondSteps.complete(pending, () => this.factors.check(pending, step, scope), scope);
  }

  private async findPending(step: SecondStep, scope: RequestScope): Promise<PendingSignIn> {
    const { challenge, username, password } = step;
    const byCredentials = username != null && password != null;
    if (challenge != null && username == null && password == null) {
      const pending = await this.pendingSignIns.findBySecret(challenge, scope);
      if (pending.purpose === 'registerPhone') throw new ServiceError('CHALLENGE_EXPIRED');
      return pending;
    }
    if (challenge != null || !byCredentials) throw badInput('challenge', sentence('challengeOrCredentials'));
    return this.findPendingOf({ username, password }, scope);
  }

  /**
   * The pending sign-in of a user who sends the credentials again. Without one a right password is refused like a wrong
   * one: no message was sent to the owner, so this would be a way to try passwords unnoticed.
   *
   * @throws INVALID_CREDENTIALS, with a sentence that fits both
   */
  private async findPendingOf(credentials: Credentials, scope: RequestScope): Promise<PendingSignIn> {
    const refusal = new ServiceError('INVALID_CREDENTIALS', sentence('noCodeForCredentials'));
    const { user, attempt } = await this.passwords
      .authenticate(credentials, scope)
      .catch((error: unknown) => {
        throw error instanceof ServiceError && error.code === 'INVALID_CREDENTIALS' ? refusal : error;
      });
    const overview = await this.notePassword(user, attempt, NO_DEVICE, scope);
    if (!user.isGuarded()) throw new ServiceError('TWO_FACTOR_NOT_ENABLED');
    this.factors.requireMethods(user, overview);
    const pending = await this.pendingSignIns.findNewest(user, scope);
    if (!pending) throw refusal;
    return pending;
  }

  /**
   * Records a right password, unless the device of the request is remembered: then a session opens. It was no failed
   * login.
   */
  private async notePassword(
    user: User,
    attempt: CountedAttempt,
    device: ReturnType<TrustedDeviceService['presentedBy']>,
    scope: RequestScope,
  ): Promise<FactorOverview & { isRemembered: boolean }> {
    const reason = isSecondFactorLocked(user) ? { reason: 'secondFactorLocked' } : {};
    const accepted = { type: 'passwordAccepted', ...reason, userId: user.id } as const;
    const { values, event } = this.securityLog.compose(accepted, scope);
    const { rateLimits } = this;
    const successes = rateLimits.isInDatabase ? rateLimits.countersOf('loginsPerAddress', attempt) : [];
    const [found = { kinds: [], recoveryCodesLeft: 0, isRemembered: false }] = await ACCEPT_PASSWORD.run(
      scope.em,
      {
        ...{ ...values, ...device, successes, failures: [], userId: user.id },
      },
    );
    if (!found.isRemembered) this.securityLog.announce(event, scope);
    if (!rateLimits.isInDatabase) await rateLimits.giveBack('loginsPerAddress', attempt);
    return found;
  }
}
