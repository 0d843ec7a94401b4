import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { addSeconds, type Clock, DAY_SECONDS } from '../../core/clock.js';
import { REMOVABLE_BEFORE } from '../../audit/security-event.entity.js';
import type { Logger } from '../../core/logger.js';
import { removeExpiredChanges } from './expired-changes.js';
import { LeavingAccounts } from './leaving-accounts.js';
import { LogMonths } from './log-months.js';

/** After the start. A server that restarts every hour runs it, too. */
const FIRST_RUN_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Expired rows are kept for a while, for operators who follow up a complaint. */
const ENDED_SESSIONS_SECONDS = 30 * DAY_SECONDS;
const SENT_CODES_SECONDS = 7 * DAY_SECONDS;
/** Longer than any useful window: the counts of a range halve with each window. */
const CONVERSIONS_SECONDS = 30 * DAY_SECONDS;
/** Longer than the outbox tries to deliver. */
const NOTIFIED_PHONES_SECONDS = 7 * DAY_SECONDS;
const DELIVERED_SECONDS = 7 * DAY_SECONDS;
/** Messages that were given up stay long enough for an operator to look into them. */
const DEAD_SECONDS = 30 * DAY_SECONDS;
/** Millions of rows in one statement would pass the statement timeout, every hour again. */
const BATCH_ROWS = 10_000;

/** What nobody asks about later: an hour, for clocks that differ. */
const EXPIRED_SECONDS = 3600;
const NAME_OF = {
  pending_sign_ins: 'pendingSignIns',
  totp_enrollments: 'appEnrollments',
  webauthn_challenges: 'passkeyChallenges',
  trusted_devices: 'trustedDevices',
  email_steps: 'emailSteps',
} as const;

interface Kind {
  readonly name: string;
  readonly table: string;
  readonly isOver: string;
  readonly values: readonly (Date | number)[];
  /** The table refuses to delete entries unless the session has named the time up to which they may go. */
  readonly removableBefore?: Date;
}

/**
 * Removes expired rows, a minute after the start and then every hour. Every replica does so, and each row is removed by
 * the first one. The security log loses whole months, and its next months are made.
 */
export class RetentionService {
  private readonly logMonths: LogMonths;
  private timers: readonly NodeJS.Timeout[] = [];
  private running: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly orm: MikroORM,
    private readonly securityEventsSeconds: number,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly batchRows = BATCH_ROWS,
  ) {
    this.logMonths = new LogMonths(orm, clock);
  }

  start(): void {
    this.isStopping = false;
    const run = () => {
      this.running ??= this.run().finally(() => (this.running = undefined));
    };
    this.timers = [setTimeout(run, FIRST_RUN_MS).unref(), setInterval(run, HOUR_MS).unref()];
  }

  /** Resolves when the current statement is done. The next run continues there. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const timer of this.timers) clearTimeout(timer);
    await this.running;
  }

  private async run(): Promise<void> {
    const removed = await this.removeExpired();
    if (Object.values(removed).some((count) => count > 0))
      this.logger.info({ removed }, 'Removed expired rows');
  }

  /** @returns how many rows of each kind were removed. A kind that fails is logged, and the others go on */
  async removeExpired(): Promise<Record<string, number>> {
    const removed: Record<string, number> = {
      logMonths: await this.keepLogMonths(),
      accounts: await this.removeAccounts(),
    };
    removed['pendingChanges'] = await this.inBatches('pendingChanges', () =>
      removeExpiredChanges(this.orm, this.batchRows, this.clock),
    );
    for (const kind of this.kinds()) removed[kind.name] = await this.removeKind(kind);
    return removed;
  }

  /** @returns how many months were dropped */
  private async keepLogMonths(): Promise<number> {
    try {
      await this.logMonths.makeAhead();
      return await this.logMonths.dropBefore(this.eventsRemovableBefore());
    } catch (error) {
      this.logger.error(
        { err: error },
        'The months of the security log could not be made or dropped; trying again in an hour',
      );
      return 0;
    }
  }

  /** @returns how many accounts were removed, because their users left */
  private async removeAccounts(): Promise<number> {
    try {
      return await new LeavingAccounts(this.orm, this.clock).remove(() => this.isStopping);
    } catch (error) {
      this.logger.error({ err: error }, 'Accounts could not be removed; trying again in an hour');
      return 0;
    }
  }

  private eventsRemovableBefore(): Date {
    return addSeconds(this.clock(), -this.securityEventsSeconds);
  }

  private kinds(): Kind[] {
    const before = (seconds: number) => addSeconds(this.clock(), -seconds);
    const removableBefore = this.eventsRemovableBefore();
    return [
      {
        name: 'sessions',
        table: 'sessions',
        isOver: 'ends_at < ? or revoked_at < ?',
        values: [before(ENDED_SESSIONS_SECONDS), before(ENDED_SESSIONS_SECONDS)],
      },
      {
        name: 'sentCodes',
        table: 'sent_codes',
        isOver: 'expires_at < ?',
        values: [before(SENT_CODES_SECONDS)],
      },
      ...(
        [
          'pending_sign_ins',
          'totp_enrollments',
          'webauthn_challenges',
          'trusted_devices',
          'email_steps',
        ] as const
      ).map((table) => ({
        name: NAME_OF[table],
        table,
        isOver: 'expires_at < ?',
        values: [before(EXPIRED_SECONDS)],
      })),
      {
        name: 'securityEvents',
        table: 'security_events_default',
        isOver: 'occurred_at < ?',
        values: [removableBefore],
        removableBefore,
      },
      {
        name: 'conversions',
        table: 'send_conversions',
        isOver: 'window_started_at < ? and (paused_until is null or paused_until < ?)',
        values: [before(CONVERSIONS_SECONDS), this.clock()],
      },
      {
        name: 'notifiedPhones',
        table: 'notified_phones',
        isOver: 'created_at < ?',
        values: [before(NOTIFIED_PHONES_SECONDS)],
      },
      {
        name: 'mailNotices',
        table: 'mail_notices',
        isOver: 'created_at < ?',
        values: [before(NOTIFIED_PHONES_SECONDS)],
      },
      {
        name: 'unverifiedUsers',
        table: 'users',
        isOver: 'unverified_until < ?',
        values: [this.clock()],
      },
      {
        name: 'outbox',
        table: 'outbox',
        isOver: 'delivered_at < ? or dead_at < ?',
        values: [before(DELIVERED_SECONDS), before(DEAD_SECONDS)],
      },
      {
        name: 'rateLimits',
        table: 'rate_limits',
        isOver: 'expire < ?',
        values: [this.clock().getTime() - HOUR_MS],
      },
    ];
  }

  private removeKind(kind: Kind): Promise<number> {
    return this.inBatches(kind.name, () =>
      this.orm.em.fork().transactional((em) => this.removeBatch(kind, em)),
    );
  }

  /** @param removeBatch returns how many rows it removed @returns how many all batches removed */
  private async inBatches(name: string, removeBatch: () => Promise<number>): Promise<number> {
    let removed = 0;
    try {
      for (let rows = this.batchRows; rows === this.batchRows && !this.isStopping; removed += rows)
        rows = await removeBatch();
    } catch (error) {
      const details = { err: error, kind: name, removed };
      this.logger.error(details, 'Expired rows could not be removed; trying again in an hour');
    }
    return removed;
  }

  /** Skips rows that another replica is removing. Two replicas that wait for each other would both fail. */
  private async removeBatch(
    { table, isOver, values, removableBefore }: Kind,
    em: EntityManager,
  ): Promise<number> {
    if (removableBefore)
      await em.execute('select pg_catalog.set_config(?, ?, true)', [
        REMOVABLE_BEFORE,
        removableBefore.toISOString(),
      ]);
    const [gone] = await em.execute<{ rows: number }[]>(
      `with gone as (
        delete from ${table} where ctid = any (array(
          select ctid from ${table} where ${isOver} limit ${this.batchRows} for update skip locked
        )) returning 1
      ) select count(*)::int as rows from gone`,
      [...values],
    );
    return gone?.rows ?? 0;
  }
}
