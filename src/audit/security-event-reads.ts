import type { EntityManager } from '@mikro-orm/postgresql';
import { fromCursor, MAX_PAGE, type Page, requirePageSize, takePage, toCursor } from '../core/page.js';
import { type RequestScope, requireSelf, type Viewer } from '../core/request-scope.js';
import { sentence } from '../core/sentences.js';
import { badInput } from '../core/service-error.js';
import { UUID } from '../core/text.js';
import { SecurityEvent } from './security-event.entity.js';
import type { SecurityEventType } from './security-event.entity.js';

export interface SecurityEventPageRequest {
  first: number;
  /** A cursor. */
  after?: string | undefined;
  /** The user of the events. If unset: all users. */
  userId?: string | undefined;
  type?: SecurityEventType | undefined;
}

/** Reads the events of the viewer. Staff reads all events: `admin/user-admin.service.ts`. */
export class SecurityEventReads {
  /** @throws FORBIDDEN for the events of another user; BAD_USER_INPUT for a page that cannot be */
  async listOwn(
    viewer: Viewer,
    page: SecurityEventPageRequest & { userId: string },
    { em }: Pick<RequestScope, 'em'>,
  ): Promise<Page<SecurityEvent>> {
    requireSelf(viewer, page.userId);
    return findSecurityEventPage(page, em);
  }
}

/** One page of events, the newest first. @throws BAD_USER_INPUT for a page that cannot be */
export async function findSecurityEventPage(
  { first, after, userId, type }: SecurityEventPageRequest,
  em: EntityManager,
): Promise<Page<SecurityEvent>> {
  requirePageSize(first, sentence('eventsPageSize', { max: MAX_PAGE }));
  if (userId !== undefined && !UUID.test(userId)) return { rows: [], hasNextPage: false };
  const found = await em.find(
    SecurityEvent,
    {
      ...(userId !== undefined && { userId }),
      ...(type !== undefined && { type }),
      ...(after !== undefined && before(after)),
    },
    { orderBy: { occurredAt: 'desc', id: 'desc' }, limit: first + 1 },
  );
  return takePage(found, first);
}

/** Where an event stands in the list. */
export function securityEventCursor({ occurredAt, id }: Pick<SecurityEvent, 'occurredAt' | 'id'>): string {
  return toCursor(`${occurredAt.getTime()}.${id}`);
}

/** The events that come after a cursor. The first condition is the one that an index takes. */
function before(cursor: string) {
  const [, time, id] = /^(\d{1,14})\.(\d{1,18})$/.exec(fromCursor(cursor) ?? '') ?? [];
  if (time === undefined || id === undefined) throw badInput('after', sentence('eventsCursor'));
  const occurredAt = new Date(Number(time));
  return {
    occurredAt: { $lte: occurredAt },
    $or: [{ occurredAt: { $lt: occurredAt } }, { id: { $lt: BigInt(id) } }],
  };
}
