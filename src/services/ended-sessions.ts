import type { MikroORM } from '@mikro-orm/postgresql';
import { LRUCache } from 'lru-cache';
import { addSeconds, type Clock } from '../clock.js';
import { Session } from '../entities/index.js';
import type { Logger } from './security-log.service.js';
import type { AccessClaims } from './token.service.js';

/** Access tokens are taken a little after their end, and the clocks of replicas differ. */
const MARGIN_SECONDS = 120;
/** The clocks of replicas differ, and a token is signed a moment after its session was read. */
const ISSUE_MARGIN_SECONDS = 60;
/** More sessions than this never end within the life of an access token, and if they do, the database is asked. */
const MAX_REMEMBERED = 500_000;

/**
 * The sessions that ended while access tokens of theirs are still good: what makes a revocation count at once,
 * on every replica, without asking the database at every request.
 *
 * The database announces each end (LISTEN/NOTIFY). While the announcements may be missed, the database is asked.
 * A row that was deleted meanwhile has left no trace to read later, so for a token from before the announcements
 * the database is asked as well, until it says once that the session lives.
 */
export class EndedSessions {
  private readonly ended: LRUCache<string, true>;
  private readonly rememberSeconds: number;
  /** Sessions of tokens from before the announcements that were alive since. Emptied when announcements were missed. */
  private alive = new LRUCache<string, true>({ max: MAX_REMEMBERED });
  /** Undefined until the announcements were heard, or missed, for the first time. */
  private upToDate?: boolean;
  /** A token that was issued later is of a session that lived then, and whose end is announced. */
  private announcedSince = new Date(0);
  /** Until then an end may be forgotten that still counts. */
  private fullUntil = new Date(0);

  constructor(
    private readonly orm: MikroORM,
    accessTtlSeconds: number,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly maxRemembered = MAX_REMEMBERED,
  ) {
    this.rememberSeconds = accessTtlSeconds + MARGIN_SECONDS;
    this.ended = new LRUCache({ max: maxRemembered, ttl: this.rememberSeconds * 1000 });
  }

  /**
   * Whether the session of a token has ended.
   *
   * @param ask the database; done only where the answer is not known here
   */
  async hasEnded({ sid, iat }: AccessClaims, ask: () => Promise<boolean>): Promise<boolean> {
    if (this.ended.has(sid)) return true;
    const isNew = iat * 1000 > this.announcedSince.getTime();
    if (this.isUpToDate && (isNew || this.alive.has(sid))) return false;
    // An answer from before a gap in the announcements must not count after it.
    const { alive } = this;
    const hasEnded = await ask();
    if (!hasEnded) alive.set(sid, true);
    return hasEnded;
  }

  /** Notes an end: this replica's own at once, the others' when they are announced. */
  readonly noteEnd = (sessionId: string): void => {
    // Entries past their time stay until they are looked at.
    if (this.ended.size >= this.maxRemembered) this.ended.purgeStale();
    if (this.ended.size >= this.maxRemembered)
      this.fullUntil = addSeconds(this.clock(), this.rememberSeconds);
    this.ended.set(sessionId, true);
  };

  /** Reads what was missed while there were no announcements: one more than fit, so that too many are noticed. */
  readonly catchUp = async (): Promise<void> => {
    const since = addSeconds(this.clock(), -this.rememberSeconds);
    const recent = await this.orm.em
      .fork()
      .find(Session, { revokedAt: { $gte: since } }, { fields: ['id'], limit: this.maxRemembered + 1 });
    for (const { id } of recent) this.noteEnd(id);
  };

  readonly beUpToDate = (): void => {
    this.upToDate = true;
    this.alive = new LRUCache({ max: MAX_REMEMBERED });
    this.announcedSince = addSeconds(this.clock(), ISSUE_MARGIN_SECONDS);
    this.logger.info({ known: this.ended.size }, 'Revocations are announced');
  };

  readonly loseTouch = (error: unknown): void => {
    if (this.upToDate !== false)
      this.logger.warn({ err: error }, 'Revocations are not announced; each request asks the database');
    this.upToDate = false;
  };

  /** Whether every end since `announcedSince` is known here. */
  private get isUpToDate(): boolean {
    return this.upToDate === true && this.clock() >= this.fullUntil;
  }
}
