import type { EntityManager } from '@mikro-orm/postgresql';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Clock } from '../../../core/clock.js';
import type { ConversionConfig } from '../../../config/config.js';
import { SendConversion } from './send-conversion.entity.js';
import type { SentCode } from '../sent-code.entity.js';
import { COUNT_SEND, type CountedSend, TAKE_BACK_SEND } from './pumping-guard.sql.js';
import { sentence } from '../../../core/sentences.js';
import { badInput, ServiceError } from '../../../core/service-error.js';
import {
  commandLineScope,
  type EventScope,
  type SecurityLogService,
} from '../../../audit/security-log.service.js';
import type { Logger } from '../../../core/logger.js';
import type { RowCount } from '../../../limits/attempt-counter.js';
import { opaque } from '../../../limits/limit-keys.js';
import { hasSignedInFrom } from '../../../sessions/known-address.js';
import { inTransaction } from '../../../core/transaction.js';

type Sent = Pick<SentCode, 'phone' | 'purpose' | 'user'>;

/**
 * What stops SMS pumping: somebody who is paid for messages has them sent to numbers where nobody types a code.
 * Where many users request codes to many numbers of a range, and hardly any come back approved, that range pauses.
 *
 * The statements in `pumping-guard.sql.ts` count, check a range, and pause it. The rows are the same for all replicas.
 * While PostgreSQL is down, nothing can be counted: the error is thrown, and nothing is sent.
 */
export class PumpingGuard {
  constructor(
    private readonly rules: ConversionConfig,
    private readonly onPaused: () => void,
    private readonly securityLog: SecurityLogService,
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /**
   * Checks a message that was counted as `countOf` says. `takeBackSend` if it was not sent.
   *
   * A sign-in from an address that its user signed in from before passes a pause: the number was proven by its user,
   * and nobody is paid for the messages that such users request.
   *
   * @returns whether the range is paused, and the message may be sent all the same
   * @throws RATE_LIMITED while the range is paused
   */
  async passesPause(
    sent: Sent,
    { waitSeconds, refused, ...counts }: CountedSend,
    scope: EventScope,
  ): Promise<boolean> {
    if (waitSeconds === null) return false;
    if (refused === 1) await this.recordPause(sent, counts, scope);
    if (await this.isKnown(sent, scope)) return true;
    this.onPaused();
    const retryAfter = Math.max(1, waitSeconds);
    throw new ServiceError('RATE_LIMITED', sentence('tooManyMessages', { retryAfter }), { retryAfter });
  }

  /**
   * Counts a message that is about to be sent, and refuses it while its range is paused. The row is a `CountedSend`.
   *
   * @param mayPass a pause
   */
  countOf({ phone, purpose, user }: Sent, mayPass = false): RowCount {
    const values = {
      ...this.rules,
      range: rangeOf(phone),
      purpose,
      number: opaque(phone),
      user: opaque(user.id),
      now: this.clock(),
      mayPass,
    };
    return { statement: COUNT_SEND, values };
  }

  async takeBackSend({ phone, purpose }: Sent, { em }: Pick<EventScope, 'em'>): Promise<void> {
    await TAKE_BACK_SEND.run(em, { range: rangeOf(phone), purpose });
  }

  /** The values of `countingApproval`. */
  approvalOf({ phone, purpose }: Sent) {
    return { range: rangeOf(phone), purpose, now: this.clock(), minPercent: this.rules.minPercent };
  }

  /** Notes that codes typed right ended a pause, which came too soon. */
  async recordResumed({ phone, purpose }: Sent, scope: EventScope): Promise<void> {
    const range = rangeOf(phone);
    this.logger.warn(
      { range: maskRange(range), purpose },
      'Codes to a range of numbers are sent again: enough were entered',
    );
    await this.securityLog.record({ type: 'sendsResumed', reason: 'approved' }, scope);
  }

  /** What is paused now, by number. */
  findPaused(em: EntityManager): Promise<SendConversion[]> {
    return em.find(SendConversion, this.isPaused(), { orderBy: { range: 'asc', purpose: 'asc' } });
  }

  countPaused(em: EntityManager): Promise<number> {
    return em.count(SendConversion, this.isPaused());
  }

  /**
   * Ends the pause of every range that begins so, and counts anew there.
   *
   * @param prefix of E.164 numbers: one range as `findPaused` has it, or the country code of many
   * @returns what was paused
   * @throws BAD_USER_INPUT
   */
  async lift(prefix: string, em: EntityManager): Promise<SendConversion[]> {
    if (!/^\+\d{1,15}$/.test(prefix)) throw badInput('prefix', 'A prefix is + and digits, such as +485010.');
    return inTransaction(commandLineScope(em), async (within) => {
      const paused = await within.em.find(SendConversion, {
        ...this.isPaused(),
        range: { $like: `${prefix}%` },
      });
      for (const { range, purpose } of paused) {
        await within.em.nativeDelete(SendConversion, { range, purpose });
        await this.securityLog.record({ type: 'sendsResumed', reason: 'staff' }, within);
      }
      return paused;
    });
  }

  private async isKnown({ purpose, user }: Sent, scope: EventScope): Promise<boolean> {
    if (purpose !== 'login' || scope.ipAddress === null) return false;
    return hasSignedInFrom(scope.ipAddress, user.getEntity().usernameKey, scope);
  }

  private async recordPause(
    { phone, purpose }: Sent,
    counts: Pick<CountedSend, 'sent' | 'approved'>,
    scope: EventScope,
  ): Promise<void> {
    this.logger.warn(
      { range: maskRange(rangeOf(phone)), purpose, ...counts, pauseSeconds: this.rules.pauseSeconds },
      'Codes to a range of numbers are paused: hardly any were entered. "When somebody abuses your messages" in docs/operations.md says what to do',
    );
    await this.securityLog.record({ type: 'sendsPaused', reason: purpose }, scope);
  }

  private isPaused() {
    return { pausedUntil: { $gt: this.clock() } };
  }
}

/** Digits at the end of a number that do not count towards its range: 100,000 numbers. */
const RANGE_DIGITS = 5;

/**
 * The range that a number is counted in against SMS pumping: the number without its last five digits, but never
 * less than its country code. `+48501001789` is in `+485010`.
 *
 * Why five: operators get numbers in blocks of 10,000 to a million, and an attacker has a block, or a large part of one.
 * In smaller ranges (without the last three digits, as `sendsPerPrefix` counts) the attacker could send a handful of
 * messages to each of thousands of ranges. The pause of a whole country would stop everybody because of one operator.
 * Digits are removed at the end because country codes differ in length: so every range has the same size.
 */
export function rangeOf(phone: string): string {
  const code = `+${parsePhoneNumberFromString(phone)?.countryCallingCode ?? ''}`;
  return phone.slice(0, Math.max(code.length, phone.length - RANGE_DIGITS));
}

/** `+485010` becomes `+485010•••••`: so that nobody who reads a log takes it for a number. */
export function maskRange(range: string): string {
  return range + '•'.repeat(RANGE_DIGITS);
}
