import type { EntityManager } from '@mikro-orm/postgresql';
import { User } from '../entities/index.js';
import { badInput, sentence } from './errors.js';
import { requireText, usernameKey } from './input.js';

const MAX_PAGE = 100;
const MAX_SEARCH = 150;

export interface UserPageRequest {
  first: number;
  /** A cursor. */
  after?: string | undefined;
  /** Part of a username or an e-mail address. */
  search?: string | undefined;
}

export interface UserPage {
  users: User[];
  hasNextPage: boolean;
  totalCount: number;
}

/**
 * One page of users by name: an order that neither new users nor sign-ins disturb.
 *
 * @throws BAD_USER_INPUT for a page that cannot be
 */
export async function findUserPage(
  { first, after, search = '' }: UserPageRequest,
  em: EntityManager,
): Promise<UserPage> {
  if (first < 1 || first > MAX_PAGE) throw badInput('first', sentence('usersPageSize', { max: MAX_PAGE }));
  const wanted = requireText('search', search).trim();
  if (wanted.length > MAX_SEARCH) throw badInput('search', sentence('searchTooLong', { max: MAX_SEARCH }));
  const matching = wanted === '' ? {} : matches(wanted);
  const following = after === undefined ? {} : { usernameKey: { $gt: readCursor(after) } };
  const [found, totalCount] = await Promise.all([
    em.find(User, { $and: [matching, following] }, { orderBy: { usernameKey: 'asc' }, limit: first + 1 }),
    em.count(User, matching),
  ]);
  return { users: found.slice(0, first), hasNextPage: found.length > first, totalCount };
}

/** Where a user stands in the list. */
export function cursorOf(user: Pick<User, 'usernameKey'>): string {
  return Buffer.from(user.usernameKey).toString('base64url');
}

function readCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (
    cursor === '' ||
    cursor.length > 1000 ||
    cursorOf({ usernameKey: key }) !== cursor ||
    key.includes('\0')
  )
    throw badInput('after', sentence('usersCursor'));
  return key;
}

/** Anywhere in the name or the address, whatever the case. */
function matches(search: string) {
  return {
    $or: [
      { usernameKey: { $like: `%${escapeLike(usernameKey(search))}%` } },
      { email: { $ilike: `%${escapeLike(search)}%` } },
    ],
  };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
