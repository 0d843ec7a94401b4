import { raw } from '@mikro-orm/core';
import type { Clock } from '../clock.js';
import { MAX_ATTEMPTS, SentCode, User } from '../entities/index.js';
import type { TwoFactorProvider } from '../two-factor/two-factor-provider.js';
import { type ErrorCode, ServiceError } from './errors.js';
import { addressKey } from './limit-keys.js';
import type { RequestScope } from './request-scope.js';
import { MAX_WRONG_CODES_IN_ROW, secondFactorLocked } from './second-factor-lock.js';
import type { SecurityLogService } from './security-log.service.js';
import { isFirstRefusal, type ThrottleService } from './throttle.service.js';

/** A try that was counted, and may be judged. */
export interface CodeAttempt {
  /** On this code, after this one. */
  readonly attemptsLeft: number;
  /** Whether no further code of the user is taken if this one is wrong. */
  readonly isLastInRow: boolean;
}

/** Why a code was refused without asking the provider, in the words of the security log. */
const REASONS: Partial<Record<ErrorCode, string>> = {
  CHALLENGE_EXPIRED: 'expired',
  FORBIDDEN: 'secondFactorLocked',
};

/**
 * Counts tries of codes on everything that they could be too many for: the address, the sent code, the account.
 * Each count is committed before the code is judged, so parallel guesses and requests that die half-way count too.
 */
export class CodeAttemptService {
  constructor(
    private readonly provider: Pick<TwoFactorProvider, 'name'>,
    private readonly throttle: ThrottleService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts one try of a code.
   *
   * @throws CHALLENGE_EXPIRED when the code takes none any more; RATE_LIMITED; FORBIDDEN when the second factor is
   * locked
   */
  async count(code: SentCode, scope: RequestScope): Promise<CodeAttempt> {
    const userId = code.user.id;
    try {
      await this.throttle.consume({ codesPerAddress: addressKey(scope.ipAddress) });
      const attempts = await this.countOnCode(code, scope);
      await this.throttle.consume({ codesPerUser: userId });
      const wrongInRow = await this.countOnUser(userId, scope);
      return {
        attemptsLeft: MAX_ATTEMPTS - attempts,
        isLastInRow: wrongInRow === MAX_WRONG_CODES_IN_ROW,
      };
    } catch (error) {
      const reason = reasonOf(error);
      if (reason) await this.securityLog.record({ type: 'codeRejected', reason, userId }, scope);
      throw error;
    }
  }

  /** What a right code does to the count of wrong ones before it. */
  async forget(userId: string, { em }: RequestScope): Promise<void> {
    await this.throttle.reset('codesPerUser', [userId]);
    await em.nativeUpdate(User, { id: userId }, { wrongCodesInRow: 0 });
  }

  /** @returns the number of this try, from 1. @throws CHALLENGE_EXPIRED when no try is left */
  private async countOnCode(code: SentCode, { em }: RequestScope): Promise<number> {
    const [counted] = await em
      .createQueryBuilder(SentCode)
      .update({ attempts: raw('attempts + 1') })
      .where({
        id: code.id,
        status: 'pending',
        provider: this.provider.name,
        reference: { $ne: null },
        attempts: { $lt: MAX_ATTEMPTS },
        expiresAt: { $gt: this.clock() },
      })
      .returning(['attempts'])
      .execute<{ attempts: number }[]>('all');
    if (!counted) throw new ServiceError('CHALLENGE_EXPIRED');
    return counted.attempts;
  }

  /**
   * Only a right code sets this counter back: logging in again, with however many new codes, does not.
   *
   * @returns how many are tried since the last right one. @throws FORBIDDEN when the second factor is locked
   */
  private async countOnUser(id: string, { em }: RequestScope): Promise<number> {
    const [counted] = await em
      .createQueryBuilder(User)
      .update({ wrongCodesInRow: raw('wrong_codes_in_row + 1') })
      .where({ id, wrongCodesInRow: { $lt: MAX_WRONG_CODES_IN_ROW } })
      .returning(['wrongCodesInRow'])
      .execute<{ wrongCodesInRow: number }[]>('all');
    if (!counted) throw secondFactorLocked();
    return counted.wrongCodesInRow;
  }
}

function reasonOf(error: unknown): string | undefined {
  if (isFirstRefusal(error)) return 'rateLimited';
  return error instanceof ServiceError ? REASONS[error.code] : undefined;
}
