import { User } from '../../accounts/user.entity.js';
import type { SecurityLogService } from '../../audit/security-log.service.js';
import type { Clock } from '../../core/clock.js';
import type { RequestScope } from '../../core/request-scope.js';
import { ServiceError } from '../../core/service-error.js';
import { sourceKeys } from '../../limits/limit-keys.js';
import type { RateLimitService } from '../../limits/rate-limit.service.js';
import type { Proven } from '../factor.js';
import type { AttemptService } from '../pending/attempt.service.js';
import type { PendingSignIn } from '../pending/pending-sign-in.entity.js';
import { requireUnlocked } from '../second-factor-lock.js';
import type { Ceremonies, SignedAssertion } from './ceremonies.js';
import type { TakenChallenge } from './passkey-challenges.js';
import type { Assertion } from './passkey-response.js';
import { type PasskeyRow, USE_PASSKEY } from './passkey.sql.js';

/** Checks the response of a passkey to a challenge: the try is counted, checked and logged. */
export class PasskeyCheckService {
  constructor(
    private readonly ceremonies: Ceremonies,
    private readonly attempts: AttemptService,
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /**
   * Tries a passkey on a pending sign-in, as `Factor.check` tries a code.
   *
   * @throws INVALID_PASSKEY with `attemptsLeft`; CHALLENGE_EXPIRED; RATE_LIMITED; FORBIDDEN while locked
   */
  async checkSecondStep(
    pending: PendingSignIn,
    taken: TakenChallenge,
    assertion: Assertion | undefined,
    scope: RequestScope,
  ): Promise<Proven> {
    const userId = pending.user.id;
    const counted = await this.attempts.count({ userId, pending }, scope);
    try {
      const passkey = requirePasskey(taken);
      if (passkey.userId !== userId || taken.purpose !== 'secondStep') throw invalidPasskey();
      const signed = await this.verify(passkey, taken, assertion, scope);
      await this.use(passkey, signed, scope, pending);
      return { amr: amrOfPasskey(signed) };
    } catch (error) {
      if (!isInvalidPasskey(error)) throw error;
      await this.attempts.recordRejected(userId, counted, 'rejected', scope);
      const { attemptsLeft } = counted;
      throw new ServiceError('INVALID_PASSKEY', undefined, { attemptsLeft });
    }
  }

  /**
   * Tries a passkey without a password. It must be two factors in itself: the device must have verified its user. The
   * passkey identifies the user.
   *
   * @throws INVALID_PASSKEY; RATE_LIMITED; FORBIDDEN while the second factor of its owner is locked
   */
  async checkSignIn(
    taken: TakenChallenge,
    assertion: Assertion | undefined,
    scope: RequestScope,
  ): Promise<Proven & { user: User }> {
    const owner = taken.passkey && { userId: taken.passkey.userId };
    const refuse = (reason: string) =>
      this.securityLog.record({ type: 'signInRefused', reason, ...owner }, scope);
    await this.rateLimits.consume({ codesPerAddress: sourceKeys(scope.ipAddress) }, () =>
      refuse('rateLimited'),
    );
    try {
      return await this.findSigner(taken, assertion, scope);
    } catch (error) {
      if (error instanceof ServiceError)
        await refuse(error.code === 'FORBIDDEN' ? 'secondFactorLocked' : 'wrongPasskey');
      throw error;
    }
  }

  private async findSigner(
    taken: TakenChallenge,
    assertion: Assertion | undefined,
    scope: RequestScope,
  ): Promise<Proven & { user: User }> {
    const passkey = requirePasskey(taken);
    const isNamed = assertion?.userHandle != null && assertion.userHandle === passkey.userHandle;
    if (!isNamed || taken.purpose !== 'signIn') throw invalidPasskey();
    const signed = await this.verify(passkey, taken, assertion, scope);
    const user = await scope.em.findOne(User, { id: passkey.userId });
    if (!signed.isUserVerified || !user?.isActive || !user.isGuarded()) throw invalidPasskey();
    requireUnlocked(user);
    await this.use(passkey, signed, scope);
    return { user, amr: amrOfPasskey(signed) };
  }

  /** @throws INVALID_PASSKEY */
  private async verify(
    passkey: PasskeyRow,
    { challenge }: TakenChallenge,
    assertion: Assertion | undefined,
    scope: RequestScope,
  ): Promise<SignedAssertion> {
    // WebAuthn 7.2, step 6: a handle that came along must be the owner's.
    const isOwn = assertion?.userHandle == null || assertion.userHandle === passkey.userHandle;
    if (!assertion || !isOwn) throw invalidPasskey();
    const signed = await this.ceremonies.verifyAssertion(assertion, challenge, passkey.publicKey);
    // WebAuthn 6.1.3: this never changes for one passkey. The library does not compare it.
    if (signed.isSynced !== passkey.isSynced) throw invalidPasskey();
    if (wentBack(passkey.counter, signed.counter)) {
      await this.securityLog.record({ type: 'passkeyCounterBack', userId: passkey.userId }, scope);
      if (!passkey.isSynced) throw invalidPasskey();
    }
    return signed;
  }

  /** @throws INVALID_PASSKEY when the passkey was removed in the meantime */
  private async use(
    { id, userId }: PasskeyRow,
    { counter, isBackedUp }: SignedAssertion,
    scope: RequestScope,
    pending?: PendingSignIn,
  ): Promise<void> {
    const settled = this.attempts.settledBy(userId, scope);
    const used = await USE_PASSKEY.run(scope.em, {
      ...{ ...settled.values, userId, authenticatorId: id, counter, isBackedUp, now: this.clock() },
      secretHash: pending?.secretHash ?? null,
    });
    if (used.length === 0) throw invalidPasskey();
    await settled.elsewhere();
  }
}

/** RFC 8176 names: a key that stays on its hardware or one that is synced, and whether the device knew its user. */
export function amrOfPasskey({
  isSynced,
  isUserVerified,
}: Pick<SignedAssertion, 'isSynced' | 'isUserVerified'>): string[] {
  return [isSynced ? 'swk' : 'hwk', ...(isUserVerified ? ['user'] : [])];
}

/** WebAuthn 7.2, step 22. Zero on both sides: this authenticator does not count. */
function wentBack(stored: number, signed: number): boolean {
  return (stored > 0 || signed > 0) && signed <= stored;
}

function requirePasskey({ passkey }: TakenChallenge): PasskeyRow {
  if (!passkey) throw invalidPasskey();
  return passkey;
}

function invalidPasskey(): ServiceError {
  return new ServiceError('INVALID_PASSKEY');
}

function isInvalidPasskey(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'INVALID_PASSKEY';
}
