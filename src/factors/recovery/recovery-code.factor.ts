import type { User } from '../../accounts/user.entity.js';
import type { SecurityLogService } from '../../audit/security-log.service.js';
import type { RequestScope } from '../../core/request-scope.js';
import { sentence } from '../../core/sentences.js';
import { badInput, ServiceError } from '../../core/service-error.js';
import type { Factor, FactorMethod, OpenSignIn, PendingRequest, Proven } from '../factor.js';
import type { FactorOverview } from '../factor-overview.js';
import type { FactorNotices } from '../notices/factor-notices.js';
import type { AttemptService } from '../pending/attempt.service.js';
import type { PendingSignIn } from '../pending/pending-sign-in.entity.js';
import type { PendingSignIns } from '../pending/pending-sign-ins.js';
import { isSecondFactorLocked } from '../second-factor-lock.js';
import { hashRecoveryCode, isRecoveryCode, newRecoveryCode } from './recovery-code.js';
import { USE_RECOVERY_CODE } from './recovery-code.sql.js';

/** RFC 8176 name of a code that works once. */
const RECOVERY_AMR = ['otp'];

/** A code that the user stored. Nothing is sent. It works while the second factor is locked too, and opens the lock. */
export class RecoveryCodeFactor implements Factor {
  readonly kind = 'recoveryCode';
  readonly isConfigured = true;

  constructor(
    private readonly pendingSignIns: PendingSignIns,
    private readonly attempts: AttemptService,
    private readonly securityLog: SecurityLogService,
    private readonly notices: FactorNotices,
  ) {}

  offer(_user: User, { recoveryCodesLeft }: FactorOverview): FactorMethod | undefined {
    return recoveryCodesLeft > 0 ? { kind: this.kind } : undefined;
  }

  begin(request: PendingRequest, scope: RequestScope): Promise<OpenSignIn> {
    return this.pendingSignIns.open(request, this.kind, scope);
  }

  /** @throws BAD_USER_INPUT for a text that does not have the form of a recovery code */
  async check(pending: PendingSignIn, typed: string, scope: RequestScope): Promise<Proven> {
    if (!isRecoveryCode(typed)) throw badInput('token', sentence('recoveryCodeForm'));
    const userId = pending.user.id;
    const mayBeLocked = isSecondFactorLocked(pending.user.getEntity());
    const counted = await this.attempts.count({ userId, pending, mayBeLocked }, scope);
    const recoveryCode = newRecoveryCode();
    if (await this.use(pending, { typed, next: recoveryCode }, scope))
      return { amr: RECOVERY_AMR, recoveryCode };
    await this.attempts.recordRejected(userId, counted, 'rejected', scope);
    const { attemptsLeft } = counted;
    throw new ServiceError('INVALID_TWO_FACTOR_TOKEN', undefined, { attemptsLeft });
  }

  /** @returns whether the code is right and this request used it up */
  private async use(
    pending: PendingSignIn,
    { typed, next }: { typed: string; next: string },
    scope: RequestScope,
  ): Promise<boolean> {
    const userId = pending.user.id;
    const wasLocked = isSecondFactorLocked(pending.user.getEntity());
    const { values: noted, event } = this.securityLog.compose(
      { type: 'recoveryCodeUsed', ...(wasLocked && { reason: 'secondFactorLocked' }), userId },
      scope,
    );
    const settled = this.attempts.settledBy(userId, scope);
    const used = await USE_RECOVERY_CODE.run(scope.em, {
      ...{ ...settled.values, ...noted, ...this.notices.compose('recoveryCodeUsed') },
      ...{ userId, secretHash: pending.secretHash },
      ...{ codeHash: hashRecoveryCode(typed), nextCodeHash: hashRecoveryCode(next) },
    });
    if (used.length === 0) return false;
    this.securityLog.announce(event, scope);
    this.notices.noteAdded(scope);
    await settled.elsewhere();
    return true;
  }
}
