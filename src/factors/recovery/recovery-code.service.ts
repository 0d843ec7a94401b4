import { ERASE_REMOVED } from '../../accounts/undo/pending-change.sql.js';
import type { PendingChanges } from '../../accounts/undo/pending-changes.js';
import type { SecurityLogService } from '../../audit/security-log.service.js';
import type { Clock } from '../../core/clock.js';
import type { RequestScope, Viewer } from '../../core/request-scope.js';
import { ServiceError } from '../../core/service-error.js';
import { type EffectKeeper, inTransaction } from '../../core/transaction.js';
import type { RateLimitService } from '../../limits/rate-limit.service.js';
import { requireNotRecovered, requireRecentSecondFactor } from '../../sessions/recent-sign-in.js';
import { findViewerUser } from '../../sessions/viewer.js';
import type { FactorNotices } from '../notices/factor-notices.js';
import { lockUnchanged } from '../../accounts/unchanged-user.js';
import { hashRecoveryCode, newRecoveryCode } from './recovery-code.js';
import { RecoveryCode } from './recovery-code.entity.js';

const COUNT = 10;

/** The codes of a user, as they are shown once. */
export interface RecoveryCodes {
  readonly codes: readonly string[];
  readonly createdAt: Date;
}

/** Makes recovery codes. */
export class RecoveryCodeService {
  constructor(
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
    private readonly notices: FactorNotices,
    private readonly pendingChanges: PendingChanges,
    private readonly effects: EffectKeeper,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes ten codes in the place of the old ones. Needs another factor that was used recently: a person who found a
   * code must not make more.
   *
   * @throws TWO_FACTOR_NOT_ENABLED; REAUTHENTICATION_REQUIRED; RATE_LIMITED; UNAUTHENTICATED when a credential changed meanwhile
   */
  async generate(viewer: Viewer, scope: RequestScope): Promise<RecoveryCodes> {
    const user = await findViewerUser(viewer, scope);
    if (!user.isGuarded()) throw new ServiceError('TWO_FACTOR_NOT_ENABLED');
    const createdAt = this.clock();
    requireRecentSecondFactor(user, viewer, createdAt);
    requireNotRecovered(viewer);
    await this.rateLimits.consume({ changesPerUser: user.id });
    const codes = Array.from({ length: COUNT }, newRecoveryCode);
    const rows = codes.map((code) => ({ codeHash: hashRecoveryCode(code), user: user.id, createdAt }));
    const work = async (within: RequestScope) => {
      // Using a code locks the user too, so no replacement of an old code appears after they are removed.
      await lockUnchanged(user, within);
      await this.pendingChanges.keep(user.id, 'recoveryCodesGenerated', within);
      await within.em.nativeUpdate(RecoveryCode, { user, removedAt: null }, { removedAt: createdAt });
      await ERASE_REMOVED.run(within.em, { userId: user.id, now: createdAt });
      await within.em.insertMany(RecoveryCode, rows);
      await this.securityLog.record({ type: 'recoveryCodesGenerated', userId: user.id }, within);
      await this.notices.add(user, 'recoveryCodesGenerated', within);
    };
    await inTransaction(scope, work, this.effects);
    return { codes, createdAt };
  }
}
