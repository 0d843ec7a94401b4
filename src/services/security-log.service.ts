import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../clock.js';
import { SecurityEvent } from '../entities/index.js';
import type { SecurityEventType } from '../entities/security-event.entity.js';
import type { RequestScope } from './request-scope.js';
import { afterCommit } from './transaction.js';

export interface SecurityEventInput {
  type: SecurityEventType;
  reason?: string;
  userId?: string;
  /** Left out, the one that the request came with, if it is the user's own. */
  sessionId?: string | undefined;
}

/** Where an event came from. */
export type EventScope = Pick<RequestScope, 'em' | 'ipAddress' | 'userAgent' | 'viewer' | 'afterCommit'>;

/** Structured logging, as pino and Fastify have it. */
export interface Logger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * The append-only record of what happened to accounts: a row for whoever asks later, and a log line for
 * whoever watches now. Neither ever holds a password, code, token or phone number.
 */
export class SecurityLogService {
  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly onEvent: (event: SecurityEventInput) => void,
  ) {}

  /** @param scope of the transaction, inside one: the event stands or falls with what it tells of */
  async record(input: SecurityEventInput, scope: EventScope): Promise<void> {
    const { em, ipAddress, userAgent } = scope;
    const event = withSession(input, scope);
    this.announce(event, scope);
    await em.insert(SecurityEvent, {
      occurredAt: this.clock(),
      type: event.type,
      reason: event.reason ?? null,
      userId: event.userId ?? null,
      sessionId: event.sessionId ?? null,
      ipAddress,
      userAgent,
    });
  }

  /** Only the log line and the count, for an event whose row is written together with what it tells of. */
  announce(event: SecurityEventInput, scope: Pick<RequestScope, 'ipAddress' | 'afterCommit'>): void {
    const { ipAddress } = scope;
    afterCommit(scope, () => {
      this.logger.info({ securityEvent: { ...event, ipAddress } }, event.type);
      this.onEvent(event);
    });
  }
}

/** Of another user's session nothing is said: whose record this is could read it. */
function withSession(event: SecurityEventInput, { viewer }: EventScope): SecurityEventInput {
  if (event.sessionId !== undefined || !viewer || viewer.userId !== event.userId) return event;
  return { ...event, sessionId: viewer.sessionId };
}

/** What staff does on the command line is recorded too, with no address. */
export function commandLineScope(em: EntityManager): RequestScope {
  return { em, ipAddress: 'command line', userAgent: null, locale: undefined, viewer: null };
}
