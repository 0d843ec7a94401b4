import type { MikroORM } from '@mikro-orm/postgresql';
import { LRUCache } from 'lru-cache';
import { addSeconds, type Clock } from '../clock.js';
import { Session } from '../entities/index.js';
import type { Logger } from './security-log.service.js';

/** The channel that the trigger of `sessions` speaks on: the id of a session that ended. */
export const REVOCATION_CHANNEL = 'session_ended';

/** Access tokens are taken a little after their end, and the clocks of replicas differ. */
const MARGIN_SECONDS = 120;
/** More sessions than this never end within the life of an access token, and if they do, the database is asked. */
const MAX_REMEMBERED = 500_000;

/**
 * The sessions that ended while access tokens of theirs are still good: what makes a revocation count at once,
 * on every replica, without asking the database at every request.
 *
 * The database announces each end (LISTEN/NOTIFY). While the announcements may be missed, `isUpToDate` is
 * false and whoever needs to know must ask the database.
 */
export class EndedSessions {
  private readonly ended: LRUCache<string, true>;
  private readonly rememberSeconds: number;
  private upToDate = false;
  /** Until then an end may be forgotten that still counts. */
  private fullUntil = new Date(0);

  constructor(
    private readonly orm: MikroORM,
    accessTtlSeconds: number,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.rememberSeconds = accessTtlSeconds + MARGIN_SECONDS;
    this.ended = new LRUCache({ max: MAX_REMEMBERED, ttl: this.rememberSeconds * 1000 });
  }

  /** Whether every end so far is known here. */
  get isUpToDate(): boolean {
    return this.upToDate && this.clock() >= this.fullUntil;
  }

  hasEnded(sessionId: string): boolean {
    return this.ended.has(sessionId);
  }

  /** Notes an end: this replica's own at once, the others' when they are announced. */
  readonly noteEnd = (sessionId: string): void => {
    // Entries past their time stay until they are looked at.
    if (this.ended.size >= MAX_REMEMBERED) this.ended.purgeStale();
    if (this.ended.size >= MAX_REMEMBERED) this.fullUntil = addSeconds(this.clock(), this.rememberSeconds);
    this.ended.set(sessionId, true);
  };

  /** Reads what was missed while there were no announcements. */
  readonly catchUp = async (): Promise<void> => {
    const since = addSeconds(this.clock(), -this.rememberSeconds);
    const recent = await this.orm.em
      .fork()
      .find(Session, { revokedAt: { $gte: since } }, { fields: ['id'], limit: MAX_REMEMBERED });
    for (const { id } of recent) this.noteEnd(id);
  };

  readonly beUpToDate = (): void => {
    this.upToDate = true;
    this.logger.info({ known: this.ended.size }, 'Revocations are announced');
  };

  readonly loseTouch = (error: unknown): void => {
    if (this.upToDate)
      this.logger.warn({ err: error }, 'Revocations are not announced; each request asks the database');
    this.upToDate = false;
  };
}
