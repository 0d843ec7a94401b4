import type { Clock } from '../../core/clock.js';
import type { RequestScope } from '../../core/request-scope.js';
import { ServiceError } from '../../core/service-error.js';
import type { CheckOutcome, PhoneCodeProvider } from '../../vendors/phone-code-provider.js';
import type { AttemptService } from '../pending/attempt.service.js';
import type { PendingSignIn } from '../pending/pending-sign-in.entity.js';
import { requireDigits } from './code-format.js';
import type { SentCode } from './sent-code.entity.js';
import { APPROVE_CODE } from './sent-code.sql.js';
import type { PumpingGuard } from './sends/pumping-guard.js';
import { settledBy } from './sends/send-limits.js';
import type { SentCodes } from './sent-codes.js';

/** Checking codes: each attempt counts, and a right code counts once. */
export class CodeCheckService {
  constructor(
    private readonly provider: PhoneCodeProvider,
    private readonly sentCodes: SentCodes,
    private readonly attempts: AttemptService,
    private readonly pumpingGuard: PumpingGuard,
    private readonly clock: Clock,
  ) {}

  /**
   * Tries a code, and uses it up when it is right: of any number of right codes at once, one returns.
   *
   * @param pending that it was sent for; undefined where only the code counts
   * @throws INVALID_TWO_FACTOR_TOKEN with `attemptsLeft`; CHALLENGE_EXPIRED; PROVIDER_UNAVAILABLE; what
   * `AttemptService.count` throws
   */
  async verifyCode(
    sentCode: SentCode,
    code: string,
    scope: RequestScope,
    pending?: PendingSignIn,
  ): Promise<void> {
    const userId = sentCode.user.id;
    requireDigits(code, this.provider.codeLength(sentCode.purpose));
    const own = this.sentCodes.attemptOn(sentCode);
    const counted = await this.attempts.count({ userId, pending, own }, scope);
    const outcome = await this.check(sentCode, code, scope, pending);

    if (outcome.kind === 'approved') return;
    await this.attempts.recordRejected(userId, counted, outcome.kind, scope);
    const { attemptsLeft } = counted;
    if (outcome.kind === 'rejected')
      throw new ServiceError('INVALID_TWO_FACTOR_TOKEN', undefined, { attemptsLeft });
    await this.sentCodes.close(sentCode, scope);
    throw new ServiceError(outcome.kind === 'unavailable' ? 'PROVIDER_UNAVAILABLE' : 'CHALLENGE_EXPIRED');
  }

  /** @returns `approved` to the one request that used the code up; `expired` to others at the same time */
  private async check(
    sentCode: SentCode,
    code: string,
    scope: RequestScope,
    pending?: PendingSignIn,
  ): Promise<CheckOutcome> {
    const { purpose, phone } = sentCode;
    const { authyId } = sentCode.user.getEntity();
    const factor = { phone, authyId: authyId ?? undefined };
    const outcome = await (purpose === 'registration'
      ? this.provider.checkPhoneVerification(sentCode.delivery(), code)
      : this.provider.checkLoginCode(factor, sentCode.delivery(), code));
    const isLate = outcome.kind === 'approved' && !(await this.approve(sentCode, scope, pending));
    return isLate ? { kind: 'expired' } : outcome;
  }

  /**
   * Uses a right code up, and settles the counts: it is no attempt to guess one, and its message did not go to somebody
   * who waits for none. The wrong codes before it no longer count; further messages with the same code still do.
   *
   * @returns whether this request was the one that used it up
   */
  private async approve(sentCode: SentCode, scope: RequestScope, pending?: PendingSignIn): Promise<boolean> {
    const userId = sentCode.user.id;
    const settled = this.attempts.settledBy(userId, scope, settledBy(sentCode, scope));
    const [approved] = await APPROVE_CODE.run(scope.em, {
      ...this.pumpingGuard.approvalOf(sentCode),
      ...settled.values,
      ...{ userId, codeId: sentCode.id, secretHash: pending?.secretHash ?? null, now: this.clock() },
    });
    if (!approved) return false;
    await settled.elsewhere();
    if (approved.resumed) await this.pumpingGuard.recordResumed(sentCode, scope);
    return true;
  }
}
