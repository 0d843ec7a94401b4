import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../core/clock.js';
import type { SecurityEventType } from './security-event.entity.js';
import { INSERT_EVENT } from './security-event.sql.js';
import type { Logger } from '../core/logger.js';
import type { RequestScope } from '../core/request-scope.js';
import { statement } from '../core/statement.js';
import { afterCommit } from '../core/transaction.js';
import type { OutboxHandler } from '../outbox/outbox.worker.js';

export interface SecurityEventInput {
  type: SecurityEventType;
  reason?: string;
  userId?: string;
  /** If unset, the session of the request, if it belongs to the user. */
  sessionId?: string | undefined;
}

const RECORD_EVENT = statement(INSERT_EVENT);

/** In the outbox: the log line and the count of an event, in case the process ended after the commit. */
export const ANNOUNCEMENT = 'securityEvent';

type AnnouncedEvent = SecurityEventInput & { ipAddress: string | null };

/** Where an event came from. */
export interface EventScope extends Pick<RequestScope, 'em' | 'userAgent' | 'viewer' | 'afterCommit'> {
  /** Null for what the server does by itself. */
  readonly ipAddress: string | null;
}

/**
 * Writes the append-only security log of accounts: a row for later questions, and a log line for monitoring.
 * Neither ever contains a password, code, token or phone number.
 */
export class SecurityLogService {
  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly onEvent: (event: SecurityEventInput) => void,
  ) {}

  /** @param scope of the transaction, inside one: the event is committed with the change that it records */
  async record(input: SecurityEventInput, scope: EventScope): Promise<void> {
    const { values, event } = this.compose(input, scope);
    this.announce(event, scope);
    await RECORD_EVENT.run(scope.em, values);
  }

  /**
   * An event for a statement that inserts it together with the change: `INSERT_EVENT`.
   *
   * @returns the values of its row, and the event to `announce` once it is written
   */
  compose(input: SecurityEventInput, scope: EventScope) {
    const event = withSession(input, scope);
    const values = {
      occurredAt: this.clock(),
      eventType: event.type,
      eventReason: event.reason ?? null,
      eventUserId: event.userId ?? null,
      eventSessionId: event.sessionId ?? null,
      eventIpAddress: scope.ipAddress,
      eventUserAgent: scope.userAgent,
    };
    return { values, event };
  }

  /** Only the log line and the count. The row of the event was written by the statement of the change itself. */
  announce(event: SecurityEventInput, scope: Pick<EventScope, 'ipAddress' | 'afterCommit'>): void {
    const announced = { ...event, ipAddress: scope.ipAddress };
    afterCommit(scope, () => this.announceNow(announced), {
      kind: ANNOUNCEMENT,
      payload: { ...announced },
    });
  }

  /** Delivers from the outbox what `announce` left there. */
  readonly announceKept: OutboxHandler = async (payload) => {
    this.announceNow(payload as unknown as AnnouncedEvent);
    return { kind: 'delivered' };
  };

  private announceNow(announced: AnnouncedEvent): void {
    this.logger.info({ securityEvent: announced }, announced.type);
    this.onEvent(announced);
  }
}

/** Leaves out the session of another user: the user of the entry could read its id. */
function withSession(event: SecurityEventInput, { viewer }: EventScope): SecurityEventInput {
  if (event.sessionId !== undefined || !viewer || viewer.userId !== event.userId) return event;
  return { ...event, sessionId: viewer.sessionId };
}

/** What staff does on the command line is recorded too, with these words in the place of an address. */
export function commandLineScope(em: EntityManager): RequestScope {
  return { em, ipAddress: 'command line', userAgent: null, locale: undefined, viewer: null };
}

/** What the server does by itself at its start. */
export function startScope(em: EntityManager): EventScope {
  return { em, ipAddress: null, userAgent: null, viewer: null };
}
