import type { SecurityLogService } from '../../audit/security-log.service.js';
import type { RequestScope } from '../../core/request-scope.js';
import { type ErrorCode, ServiceError } from '../../core/service-error.js';
import type { RowCount } from '../../limits/attempt-counter.js';
import { sourceKeys } from '../../limits/limit-keys.js';
import type { RateLimitService } from '../../limits/rate-limit.service.js';
import {
  forgetWrongCodes,
  lockOf,
  MAX_WRONG_CODES_IN_ROW,
  secondFactorLocked,
  wrongCodeOf,
} from '../second-factor-lock.js';
import type { PendingSignIn } from './pending-sign-in.entity.js';
import { MAX_ATTEMPTS } from '../phone/sent-code.entity.js';
import type { PendingSignIns } from './pending-sign-ins.js';

/** What a try is counted on, besides the address and the account. */
export interface Tried {
  readonly userId: string;
  readonly pending?: PendingSignIn | undefined;
  /** Of the factor, such as a sent code. Its row has `attempts`, of `MAX_ATTEMPTS`. */
  readonly own?: RowCount | undefined;
  /** A recovery code is tried while the second factor is locked too: it opens the lock. */
  readonly mayBeLocked?: boolean;
}

/** An attempt that was counted, and may be checked now. */
export interface CountedTry {
  /** After this one: the fewest of the pending sign-in, of the code and of the account. */
  readonly attemptsLeft: number;
  /** Whether no further code of the user is accepted if this one is wrong. */
  readonly isLastInRow: boolean;
}

/** Why a code was refused without asking the provider, in the words of the security log. */
const REASONS: Partial<Record<ErrorCode, string>> = {
  CHALLENGE_EXPIRED: 'expired',
  FORBIDDEN: 'secondFactorLocked',
};

/**
 * Counts attempts against everything that limits them: the address, the pending sign-in, the code, the account. Each
 * count is committed before the attempt is checked, so parallel guesses and requests that die half-way count too. All
 * factors count here, so that three factors do not give three times the guesses.
 */
export class AttemptService {
  constructor(
    private readonly pendingSignIns: PendingSignIns,
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
  ) {}

  /**
   * Counts one attempt.
   *
   * @throws CHALLENGE_EXPIRED when the pending sign-in or the code has no attempt left; RATE_LIMITED; FORBIDDEN when the
   * second factor is locked
   */
  async count(
    { userId, pending, own, mayBeLocked = false }: Tried,
    scope: RequestScope,
  ): Promise<CountedTry> {
    const refuse = (reason: string) =>
      this.securityLog.record({ type: 'codeRejected', reason, userId }, scope);
    const limited = [own, pending && this.pendingSignIns.attemptOn(pending)].filter(
      (row): row is RowCount => row !== undefined,
    );
    // With Redis each step is a statement of its own: a lock would end before the next one.
    const locks = this.rateLimits.isInDatabase ? [lockOf(userId)] : [];
    const steps = [
      ...locks,
      { codesPerAddress: sourceKeys(scope.ipAddress) },
      ...limited,
      { codesPerUser: userId },
      ...(mayBeLocked ? [] : [wrongCodeOf(userId)]),
    ];
    try {
      const { rows } = await this.rateLimits.consumeInTurn(steps, () => refuse('rateLimited'));
      const found = rows.slice(locks.length);
      const counted = found.slice(0, limited.length) as { attempts: number }[];
      if (counted.length < limited.length) throw new ServiceError('CHALLENGE_EXPIRED');
      const lefts = counted.map(({ attempts }) => MAX_ATTEMPTS - attempts);
      if (mayBeLocked) return { attemptsLeft: Math.min(...lefts), isLastInRow: false };
      const onUser = found[limited.length] as { wrongCodesInRow: number } | undefined;
      if (!onUser) throw secondFactorLocked();
      return {
        attemptsLeft: Math.min(...lefts, MAX_WRONG_CODES_IN_ROW - onUser.wrongCodesInRow),
        isLastInRow: onUser.wrongCodesInRow === MAX_WRONG_CODES_IN_ROW,
      };
    } catch (error) {
      const reason = error instanceof ServiceError ? REASONS[error.code] : undefined;
      if (reason) await refuse(reason);
      throw error;
    }
  }

  /**
   * The counters that a right proof settles, for its statement: it is no attempt to guess, and wrong codes before it no
   * longer count.
   *
   * @param more counters of the factor's own
   */
  settledBy(userId: string, scope: RequestScope, more = {}) {
    const successes = { codesPerAddress: sourceKeys(scope.ipAddress), ...more };
    const failures = { codesPerUser: userId };
    const rows = this.rateLimits.rowsOf(successes);
    return {
      values: { successes: rows ?? [], failures: this.rateLimits.rowsOf(failures) ?? [] },
      /** Settles them where they are not in the database. */
      elsewhere: async () => {
        if (!rows) await this.rateLimits.settle(successes, failures);
      },
    };
  }

  /** Settles the counters of a right proof that has no statement of its own for them. */
  async settle(userId: string, scope: RequestScope): Promise<void> {
    await this.rateLimits.settle({ codesPerAddress: sourceKeys(scope.ipAddress) }, { codesPerUser: userId });
    await forgetWrongCodes(userId, scope);
  }

  /** Records a rejected try, and the lock if this one closes it. */
  async recordRejected(
    userId: string,
    { isLastInRow }: CountedTry,
    reason: string,
    scope: RequestScope,
  ): Promise<void> {
    await this.securityLog.record({ type: 'codeRejected', reason, userId }, scope);
    // Logged by the one attempt that has this count: there may be no later one, since this one may end the code.
    if (isLastInRow) await this.securityLog.record({ type: 'secondFactorLocked', userId }, scope);
  }
}
