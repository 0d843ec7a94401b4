import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../clock.js';
import type { ConversionConfig } from '../config.js';
import { SendConversion, type SentCode } from '../entities/index.js';
import { COUNT_APPROVAL, COUNT_SEND, TAKE_BACK_SEND } from './conversion-statements.js';
import { badInput, ServiceError } from './errors.js';
import { maskRange, rangeOf } from './phone-number.js';
import {
  commandLineScope,
  type EventScope,
  type Logger,
  type SecurityLogService,
} from './security-log.service.js';
import { inTransaction } from './transaction.js';

type Sent = Pick<SentCode, 'phone' | 'purpose'>;

interface CountedSend {
  sent: number;
  approved: number;
  refused: number;
  /** Null: the message may go. */
  waitSeconds: number | null;
}

/**
 * What stops SMS pumping: somebody who is paid for messages has them sent to numbers where nobody types a code.
 * Where many codes go to a range of numbers and hardly any come back approved, that range pauses.
 *
 * The counts are rows in PostgreSQL, the same for all replicas. While it is gone nothing can be counted, the
 * error goes up, and nothing is sent.
 */
export class ConversionService {
  constructor(
    private readonly rules: ConversionConfig,
    private readonly securityLog: SecurityLogService,
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts a message that is about to go. `takeBackSend` when it did not.
   *
   * @throws RATE_LIMITED while the range is paused
   */
  async countSend({ phone, purpose }: Sent, scope: EventScope): Promise<void> {
    const { windowSeconds, pauseSeconds, minSends, minPercent } = this.rules;
    const [counted] = await scope.em.execute<CountedSend[]>(COUNT_SEND, [
      ...[rangeOf(phone), purpose, this.clock()],
      ...[windowSeconds, pauseSeconds, minSends, minPercent],
    ]);
    if (!counted) throw new Error('The message was not counted.');
    const { waitSeconds, refused, sent, approved } = counted;
    if (waitSeconds === null) return;
    if (refused === 1) {
      this.logger.warn(
        { range: maskRange(rangeOf(phone)), purpose, sent, approved, pauseSeconds },
        'codes to a range of numbers are paused: hardly any came back approved',
      );
      await this.securityLog.record({ type: 'sendsPaused', reason: purpose }, scope);
    }
    throw new ServiceError('RATE_LIMITED', undefined, { retryAfter: Math.max(1, waitSeconds) });
  }

  async takeBackSend({ phone, purpose }: Sent, { em }: Pick<EventScope, 'em'>): Promise<void> {
    await em.execute(TAKE_BACK_SEND, [rangeOf(phone), purpose]);
  }

  /** Counts a code that was typed right, which ends a pause that came too soon. */
  async countApproval({ phone, purpose }: Sent, scope: EventScope): Promise<void> {
    const [counted] = await scope.em.execute<{ resumed: boolean }[]>(COUNT_APPROVAL, [
      ...[rangeOf(phone), purpose, this.clock(), this.rules.minPercent],
    ]);
    if (!counted?.resumed) return;
    this.logger.warn(
      { range: maskRange(rangeOf(phone)), purpose },
      'codes to a range of numbers go again: enough came back approved',
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

  private isPaused() {
    return { pausedUntil: { $gt: this.clock() } };
  }
}
