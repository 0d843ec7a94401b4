import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { addSeconds, type Clock } from '../clock.js';
import { RateLimit, SecurityEvent, SendConversion, SentCode, Session } from '../entities/index.js';
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

/** Removes what is over: a minute after the start and then every hour, on every replica, each row by whoever comes first. */
export class RetentionService {
  private timers: readonly NodeJS.Timeout[] = [];

  constructor(
    private readonly orm: MikroORM,
    private readonly securityEventsSeconds: number,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  start(): void {
    const run = () => void this.run();
    this.timers = [setTimeout(run, FIRST_RUN_MS).unref(), setInterval(run, HOUR_MS).unref()];
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private async run(): Promise<void> {
    try {
      this.logger.info({ removed: await this.removeExpired() }, 'Removed what is over');
    } catch (error) {
      this.logger.error({ err: error }, 'What is over could not be removed; trying again in an hour');
    }
  }

  /** @returns how many rows of each kind were removed */
  async removeExpired(): Promise<Record<string, number>> {
    const em = this.orm.em.fork();
    const before = (seconds: number) => addSeconds(this.clock(), -seconds);
    return {
      sessions: await em.nativeDelete(Session, { expiresAt: { $lt: before(ENDED_SESSIONS_SECONDS) } }),
      sentCodes: await em.nativeDelete(SentCode, { expiresAt: { $lt: before(SENT_CODES_SECONDS) } }),
      securityEvents: await this.removeSecurityEvents(em, before(this.securityEventsSeconds)),
      conversions: await em.nativeDelete(SendConversion, {
        windowStartedAt: { $lt: before(CONVERSIONS_SECONDS) },
        $or: [{ pausedUntil: null }, { pausedUntil: { $lt: this.clock() } }],
      }),
      rateLimits: await em.nativeDelete(RateLimit, { expire: { $lt: BigInt(Date.now() - HOUR_MS) } }),
    };
  }
  /** The table refuses to lose an entry to anybody who does not say up to when. */
  private async removeSecurityEvents(em: EntityManager, before: Date): Promise<number> {
    return em.transactional(async (tx) => {
      await tx.execute('select set_config(?, ?, true)', [REMOVABLE_BEFORE, before.toISOString()]);
      return tx.nativeDelete(SecurityEvent, { occurredAt: { $lt: before } });
    });
  }
}
