import type { MikroORM } from '@mikro-orm/postgresql';
import { addSeconds, type Clock } from '../core/clock.js';
import { ExpiringMap } from './expiring-map.js';
import { UUID } from '../core/text.js';
import { Session } from './session.entity.js';
import type { Logger } from '../core/logger.js';
import type { AccessClaims } from '../tokens/token.service.js';

/** Access tokens are accepted for a moment after they expire, and the clocks of replicas differ. */
const MARGIN_SECONDS = 120;
/** The clocks of replicas differ, and a token is signed a moment after its session was read. */
const ISSUE_MARGIN_SECONDS = 60;
/** More sessions than this never end within the life of an access token, and if they do, the database is asked. */
const MAX_REMEMBERED = 500_000;

/**
 * The sessions that ended while their access tokens are still valid. A revocation counts at once on every replica, and
 * no request has to query the database for it.
 *
 * The database notifies every replica of each end (LISTEN/NOTIFY). While notifications may be lost, each request queries
 * the database. A deleted row cannot be read later. So a token that is older than the connection is checked in the
 * database too, until the database confirms once that the session is open.
 */
export class RevocationFeed {
  private readonly revoked: ExpiringMap<string, { isCertain: boolean }>;
  private readonly rememberSeconds: number;
  /** Sessions that the database confirmed since the connection, for older tokens. Emptied at each new connection. */
  private alive: ExpiringMap<string, true>;
  /** Undefined until the first connection, or its first failure. */
  private upToDate?: boolean;
  /** The end of a session is notified if its token was issued later than this. */
  private announcedSince = new Date(0);
  /** Until then an end that still counts may have been dropped, because there were too many. */
  private fullUntil = new Date(0);

  constructor(
    private readonly orm: MikroORM,
    accessTtlSeconds: number,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly maxRemembered = MAX_REMEMBERED,
  ) {
    this.rememberSeconds = accessTtlSeconds + MARGIN_SECONDS;
    this.revoked = new ExpiringMap(maxRemembered, this.rememberSeconds, clock);
    this.alive = this.noneAlive();
  }

  /**
   * Whether the session of a token has ended: at once if this replica knows, as it does for most requests.
   *
   * @param ask queries the database. Called only if this replica does not know
   */
  isRevoked({ sid, iat }: AccessClaims, ask: () => Promise<boolean>): boolean | Promise<boolean> {
    const end = this.revoked.get(sid);
    if (end) return end.isCertain || this.confirm(sid, end, ask);
    const isNew = iat * 1000 > this.announcedSince.getTime();
    if (this.isUpToDate && (isNew || this.alive.get(sid))) return false;
    return this.askOnce(sid, ask);
  }

  private async askOnce(sid: string, ask: () => Promise<boolean>): Promise<boolean> {
    // A result from before a gap in the notifications must not count after the gap.
    const { alive } = this;
    const hasEnded = await ask();
    if (!hasEnded) alive.set(sid, true);
    return hasEnded;
  }

  /** Stores an end: of this replica at once, of other replicas when the notification arrives. */
  readonly markRevoked = (sessionId: string): void => this.remember(sessionId, true);

  /**
   * Stores the id in a notification. Every database role can send one. So the row is read before the end counts, at the
   * next token of the session.
   */
  readonly onNotification = (payload: string): void => {
    if (UUID.test(payload) && !this.revoked.get(payload)?.isCertain) this.remember(payload, false);
  };

  private remember(sessionId: string, isCertain: boolean): void {
    const isFull = this.revoked.set(sessionId, { isCertain });
    if (isFull) this.fullUntil = addSeconds(this.clock(), this.rememberSeconds);
  }

  /** @param end of the notification; a later notification has an entry of its own, which stays */
  private async confirm(
    sid: string,
    end: { isCertain: boolean },
    ask: () => Promise<boolean>,
  ): Promise<boolean> {
    end.isCertain = await ask();
    if (!end.isCertain && this.revoked.get(sid) === end) this.revoked.delete(sid);
    return end.isCertain;
  }

  /** Reads the ends that were missed while there was no connection. One more than fit, to notice if there are too many. */
  readonly loadMissed = async (): Promise<void> => {
    const since = addSeconds(this.clock(), -this.rememberSeconds);
    const recent = await this.orm.em
      .fork()
      .find(Session, { revokedAt: { $gte: since } }, { fields: ['id'], limit: this.maxRemembered + 1 });
    for (const { id } of recent) this.markRevoked(id);
  };

  readonly onConnected = (): void => {
    // Logged only after a failure: at the start this is expected.
    const level = this.upToDate === false ? 'info' : 'debug';
    this.logger[level]({ known: this.revoked.size }, 'Revocations are announced');
    this.upToDate = true;
    this.alive = this.noneAlive();
    this.announcedSince = addSeconds(this.clock(), ISSUE_MARGIN_SECONDS);
  };

  readonly onDisconnected = (error: unknown): void => {
    if (this.upToDate !== false)
      this.logger.warn({ err: error }, 'Revocations are not announced; each request queries the database');
    this.upToDate = false;
  };

  private noneAlive(): ExpiringMap<string, true> {
    return new ExpiringMap(MAX_REMEMBERED, this.rememberSeconds, this.clock);
  }

  /** Whether this replica knows every end since `announcedSince`. */
  private get isUpToDate(): boolean {
    return this.upToDate === true && this.clock() >= this.fullUntil;
  }
}
