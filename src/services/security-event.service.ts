import type { EntityManager } from '@mikro-orm/postgresql';
import { SecurityEvent } from '../entities/index.js';
import type { SecurityEventType } from '../entities/security-event.entity.js';
import { badInput, sentence } from './errors.js';
import { UUID } from './input.js';
import type { RequestScope, Viewer } from './request-scope.js';
import { requireSelf, requireStaff } from './viewer.js';

const MAX_PAGE = 100;

export interface SecurityEventPageRequest {
  first: number;
  /** A cursor. */
  after?: string | undefined;
  /** Whose; left out, everybody's. */
  userId?: string | undefined;
  type?: SecurityEventType | undefined;
}

export interface SecurityEventPage {
  events: SecurityEvent[];
  hasNextPage: boolean;
}

/** Reading the security log: one's own, and for staff everybody's. */
export class SecurityEventService {
  /** @throws FORBIDDEN for those of somebody else; BAD_USER_INPUT for a page that cannot be */
  async listOwn(
    viewer: Viewer,
    page: SecurityEventPageRequest & { userId: string },
    { em }: Pick<RequestScope, 'em'>,
  ): Promise<SecurityEventPage> {
    requireSelf(viewer, page.userId);
    return findPage(page, em);
  }

  /** @throws FORBIDDEN unless the viewer is staff; BAD_USER_INPUT for a page that cannot be */
  async listAll(
    viewer: Viewer,
    page: SecurityEventPageRequest,
    scope: Pick<RequestScope, 'em'>,
  ): Promise<SecurityEventPage> {
    await requireStaff(viewer, scope);
    return findPage(page, scope.em);
  }
}

/** The newest first. */
async function findPage(
  { first, after, userId, type }: SecurityEventPageRequest,
  em: EntityManager,
): Promise<SecurityEventPage> {
  if (first < 1 || first > MAX_PAGE) throw badInput('first', sentence('eventsPageSize', { max: MAX_PAGE }));
  if (userId !== undefined && !UUID.test(userId)) return { events: [], hasNextPage: false };
  const found = await em.find(
    SecurityEvent,
    {
      ...(userId !== undefined && { userId }),
      ...(type !== undefined && { type }),
      ...(after !== undefined && { id: { $lt: readCursor(after) } }),
    },
    { orderBy: { id: 'desc' }, limit: first + 1 },
  );
  return { events: found.slice(0, first), hasNextPage: found.length > first };
}

/** Where an event stands in the list. */
export function securityEventCursor({ id }: Pick<SecurityEvent, 'id'>): string {
  return Buffer.from(String(id)).toString('base64url');
}

function readCursor(cursor: string): bigint {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{1,18}$/.test(id)) throw badInput('after', sentence('eventsCursor'));
  return BigInt(id);
}
