import { addSeconds, type Clock } from '../../../core/clock.js';
import type { Purpose } from '../../../core/phone-code.js';
import type { Logger } from '../../../core/logger.js';
import type { RequestScope } from '../../../core/request-scope.js';
import type { ServiceError } from '../../../core/service-error.js';
import { type CountKey, sourceKeys, subKey } from '../../../limits/limit-keys.js';
import {
  type AttemptKeys,
  type LimitName,
  LimitPassedError,
  type RateLimitService,
} from '../../../limits/rate-limit.service.js';
import type { RowCount } from '../../../limits/attempt-counter.js';
import type { PumpingGuard } from './pumping-guard.js';
import type { CountedSend } from './pumping-guard.sql.js';
import type { SentCode } from '../sent-code.entity.js';

/** A spent budget refuses every user: one line in five minutes is read, one for each refusal would hide the rest. */
const LOG_EVERY_SECONDS = 300;

/** Digits at the end of a number that its neighbours differ in. */
const PREFIX_DIGITS = 3;

/** Every message costs money: whether one more may be sent, decided in one place for all purposes and channels. */
export class SendLimits {
  private readonly logAgainAt = new Map<LimitName, Date>();

  constructor(
    private readonly rateLimits: RateLimitService,
    private readonly pumpingGuard: PumpingGuard,
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts a message that is about to be sent. `takeBack` if it was not. The budget of the whole service comes last:
   * what another limit refuses does not use it up, or one noisy user could spend it for everybody.
   *
   * @throws RATE_LIMITED; SERVICE_UNAVAILABLE when messages cannot be counted
   */
  async count(sentCode: SentCode, scope: RequestScope): Promise<void> {
    const limits = {
      ...recipientsOf(sentCode, scope),
      sendsPerPrefix: prefixesOf(sentCode),
    };
    const budgets = budgetsOf(sentCode.purpose);
    const { pumpingGuard } = this;
    const [counted] = await this.consume([limits, pumpingGuard.countOf(sentCode), budgets], sentCode, scope);
    const isBeyondPause = await pumpingGuard.passesPause(sentCode, counted as CountedSend, scope);
    if (isBeyondPause) await this.consume([pumpingGuard.countOf(sentCode, true), budgets], sentCode, scope);
  }

  /** A message that no budget is left for does not count as one of its range. */
  private async consume(
    steps: readonly (AttemptKeys | RowCount)[],
    sentCode: SentCode,
    scope: RequestScope,
  ): Promise<unknown[]> {
    try {
      return (await this.rateLimits.consumeInTurn(steps)).rows;
    } catch (error) {
      if (error instanceof LimitPassedError && error.limit in budgetsOf(sentCode.purpose)) {
        this.logSpent(error.limit, error);
        await this.takeBack(sentCode, scope);
      }
      throw error;
    }
  }

  /** A message that was not sent is not one that nobody typed the code of. The other limits keep their count. */
  async takeBack(sentCode: SentCode, scope: RequestScope): Promise<void> {
    await this.pumpingGuard.takeBackSend(sentCode, scope);
  }

  private logSpent(limit: LimitName, { details }: ServiceError): void {
    const now = this.clock();
    if (now < (this.logAgainAt.get(limit) ?? now)) return;
    this.logAgainAt.set(limit, addSeconds(now, LOG_EVERY_SECONDS));
    const what =
      limit === 'sendsPerDay' ? 'no codes are sent' : 'phones cannot be registered, sign-in goes on';
    this.logger.error(
      { limit, retryAfter: details.retryAfter },
      `The daily budget of messages is spent: ${what}. Raise LIMIT_SENDS_PER_DAY if the traffic is real`,
    );
  }
}

/** What a message is no longer counted under once its code was typed right. */
export function settledBy(sentCode: SentCode, scope: RequestScope): AttemptKeys {
  const [, prefix] = prefixesOf(sentCode);
  // Somebody who is paid for messages to many numbers can register each of them and type their codes.
  const isProven = sentCode.purpose === 'login';
  return { ...recipientsOf(sentCode, scope), ...(isProven && { sendsPerPrefix: [prefix] }) };
}

/**
 * Who a message is counted under. In this order: what a user or an address is refused does not count against a number,
 * which may be somebody else's.
 */
function recipientsOf({ purpose, user, phone }: SentCode, { ipAddress }: RequestScope) {
  return {
    sendsPerUser: apart(purpose, user.id),
    sendsPerAddress: sourceKeys(ipAddress).map(({ key, times }) => ({ key: apart(purpose, key), times })),
    sendsPerNumber: apart(purpose, phone),
  };
}

/**
 * Its range, and before that the number alone, under the same limit: one number whose codes are always typed takes nothing
 * from its neighbours, and cannot spend the budget of everybody.
 */
function prefixesOf({ purpose, phone }: SentCode): readonly [CountKey, CountKey] {
  const alone = apart(purpose, subKey(phone, 'alone'));
  return [
    { key: alone, times: 1 },
    { key: apart(purpose, phone.slice(0, -PREFIX_DIGITS)), times: 1 },
  ];
}

/** One budget a day. Registrations get at most half of it: anybody can request them, and sign-ins must go on. */
function budgetsOf(purpose: Purpose) {
  return purpose === 'registration'
    ? { registrationSendsPerDay: 'all', sendsPerDay: 'all' }
    : { sendsPerDay: 'all' };
}

/** Registrations are counted separately: no flood of them, by a user, from an address or to a number, stops sign-ins. */
function apart(purpose: Purpose, key: string): string {
  return purpose === 'login' ? key : subKey(key, purpose);
}
