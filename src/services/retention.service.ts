import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { addSeconds, type Clock } from '../clock.js';
import { REMOVABLE_BEFORE } from '../entities/security-event.entity.js';
import type { Logger } from './security-log.service.js';

/** When the start is over. A server that is started anew every hour comes to it, too. */
const FIRST_RUN_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_SECONDS = 86_400;
/** What is over is kept for a while, for whoever looks into a complaint. */
const ENDED_SESSIONS_SECONDS = 30 * DAY_SECONDS;
const SENT_CODES_SECONDS = 7 * DAY_SECONDS;
/** Longer than any window that makes sense: what is counted for a range halves with each window. */
const CONVERSIONS_SECONDS = 30 * DAY_SECONDS;
/** A backlog of millions in one statement would take longer than a statement may, every hour again. */
const BATCH_ROWS = 10_000;

interface Kind {
  readonly name: string;
  readonly table: string;
  readonly isOver: string;
  readonly values: readonly (Date | number)[];
  /** The table refuses to lose an entry to anybody who does not say up to when. */
  readonly removableBefore?: Date;
}

/** Removes what is over: a minute after the start and then every hour, on every replica, each row by whoever comes first. */
export class RetentionService {
  private timers: readonly NodeJS.Timeout[] = [];
  private running: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly orm: MikroORM,
    private readonly securityEventsSeconds: number,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly batchRows = BATCH_ROWS,
  ) {}

  start(): void {
    this.isStopping = false;
    const run = () => {
      this.running ??= this.run().finally(() => (this.running = undefined));
    };
    this.timers = [setTimeout(run, FIRST_RUN_MS).unref(), setInterval(run, HOUR_MS).unref()];
  }

  /** Resolves when the statement under way is done; the next run goes on from there. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const timer of this.timers) clearTimeout(timer);
    await this.running;
  }

  private async run(): Promise<void> {
    this.logger.info({ removed: await this.removeExpired() }, 'Removed what is over');
  }

  /** @returns how many rows of each kind were removed; one that cannot be removed is in the log, and keeps no other */
  async removeExpired(): Promise<Record<string, number>> {
    const removed: Record<string, number> = {};
    for (const kind of this.kinds()) removed[kind.name] = await this.removeKind(kind);
    return removed;
  }

  private kinds(): Kind[] {
    const before = (seconds: number) => addSeconds(this.clock(), -seconds);
    const removableBefore = before(this.securityEventsSeconds);
    const byTime = { isOver: 'expires_at < ?' };
    return [
      { name: 'sessions', table: 'sessions', ...byTime, values: [before(ENDED_SESSIONS_SECONDS)] },
      { name: 'sentCodes', table: 'sent_codes', ...byTime, values: [before(SENT_CODES_SECONDS)] },
      {
        name: 'securityEvents',
        table: 'security_events',
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
      { name: 'rateLimits', table: 'rate_limits', isOver: 'expire < ?', values: [Date.now() - HOUR_MS] },
    ];
  }

  private async removeKind(kind: Kind): Promise<number> {
    let removed = 0;
    try {
      for (let rows = this.batchRows; rows === this.batchRows && !this.isStopping; removed += rows)
        rows = await this.orm.em.fork().transactional((em) => this.removeBatch(kind, em));
    } catch (error) {
      const details = { err: error, kind: kind.name, removed };
      this.logger.error(details, 'What is over could not be removed; trying again in an hour');
    }
    return removed;
  }

  /** Rows that another replica is removing are left to it: two that wait for each other's would both fail. */
  private async removeBatch(
    { table, isOver, values, removableBefore }: Kind,
    em: EntityManager,
  ): Promise<number> {
    if (removableBefore)
      await em.execute('select set_config(?, ?, true)', [REMOVABLE_BEFORE, removableBefore.toISOString()]);
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
