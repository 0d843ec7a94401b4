import { raw } from '@mikro-orm/core';
import type { EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { User } from '../accounts/user.entity.js';
import { OF_STATE, type UserState } from '../accounts/user-state.js';
import { usernameKey } from '../accounts/username.js';
import { fromCursor, MAX_PAGE, type Page, requirePageSize, takePage, toCursor } from '../core/page.js';
import { sentence } from '../core/sentences.js';
import { badInput } from '../core/service-error.js';
import { requireText, UUID } from '../core/text.js';

const MAX_SEARCH = 150;

export interface UserPageRequest {
  first: number;
  /** A cursor. */
  after?: string | undefined;
  /** The beginning of a username or of an e-mail address. */
  search?: string | undefined;
  /** What every user of the list is. Unset: whatever it is. */
  filter?: UserFilter | undefined;
}

export interface UserFilter {
  readonly isActive?: boolean | null | undefined;
  readonly state?: UserState | null | undefined;
  readonly isStaff?: boolean | null | undefined;
  readonly twoFactorEnabled?: boolean | null | undefined;
}

/** A user and where it stands in the list. */
export interface ListedUser {
  readonly user: User;
  readonly cursor: string;
}

export interface UserPage extends Page<ListedUser> {
  /** The number of users on all pages. It reads all of them, so it runs only if a client requests it. */
  readonly countAll: () => Promise<number>;
}

/**
 * One page of users by name: an order that neither new users nor sign-ins disturb. With a search, those whose name
 * begins with it come first, then those whose address does, by address. So each part is read from its index in
 * order, and a page takes as long whether ten users are found or a million.
 *
 * @throws BAD_USER_INPUT for a page that cannot be
 */
export async function findUserPage(
  { first, after, search = '', filter = {} }: UserPageRequest,
  em: EntityManager,
): Promise<UserPage> {
  requirePageSize(first, sentence('usersPageSize', { max: MAX_PAGE }));
  const wanted = requireText('search', search).trim();
  if (wanted.length > MAX_SEARCH) throw badInput('search', sentence('searchTooLong', { max: MAX_SEARCH }));
  const place = after === undefined ? undefined : placeOf(after, wanted);
  // One after the other: a list takes one connection.
  const passing = passes(filter);
  const rows = place?.kind === 'email' ? [] : await findByName(wanted, passing, place?.key, first + 1, em);
  if (wanted !== '' && rows.length <= first) {
    const following = place?.kind === 'email' ? place : undefined;
    rows.push(...(await findByEmail(wanted, passing, following, first + 1 - rows.length, em)));
  }
  const found = wanted === '' ? {} : { $or: [nameBegins(wanted), emailBegins(wanted)] };
  const all = { $and: [found, passing] };
  let total: Promise<number> | undefined;
  return { ...takePage(rows, first), countAll: () => (total ??= em.count(User, all)) };
}

async function findByName(
  search: string,
  passing: FilterQuery<User>,
  after: string | undefined,
  limit: number,
  em: EntityManager,
): Promise<ListedUser[]> {
  const following = after === undefined ? {} : { usernameKey: { $gt: after } };
  const where = { $and: [nameBegins(search), passing, following] };
  const users = await em.find(User, where, { orderBy: { usernameKey: 'asc' }, limit });
  return users.map((user) => ({ user, cursor: toCursor(user.usernameKey) }));
}

/** Without the users whose name matches: they are in the list already. */
async function findByEmail(
  search: string,
  passing: FilterQuery<User>,
  after: EmailPlace | undefined,
  limit: number,
  em: EntityManager,
): Promise<ListedUser[]> {
  // The first condition is the one that the index takes.
  const following = after
    ? {
        [emailKey()]: { $gte: after.email },
        $or: [{ [emailKey()]: { $gt: after.email } }, { id: { $gt: after.id } }],
      }
    : {};
  const where = { $and: [emailBegins(search), passing, following, { $not: nameBegins(search) }] };
  const users = await em.find(User, where, { orderBy: [{ [emailKey()]: 'asc' }, { id: 'asc' }], limit });
  return users.map((user) => ({ user, cursor: toCursor(`${lowerAscii(user.email ?? '')}\0${user.id}`) }));
}

function passes({ isActive, state, isStaff, twoFactorEnabled }: UserFilter): FilterQuery<User> {
  const ofState = state == null ? {} : OF_STATE[state];
  const others = {
    ...(isActive != null && { isActive }),
    ...(isStaff != null && { isStaff }),
    ...(twoFactorEnabled != null && { secondFactorEnabledAt: twoFactorEnabled ? { $ne: null } : null }),
  };
  return { $and: [ofState, others] };
}

/** Where a page begins: after a name, or after an address. */
type Place = { readonly kind: 'name'; readonly key: string } | EmailPlace;
interface EmailPlace {
  readonly kind: 'email';
  readonly email: string;
  readonly id: string;
}

/** PostgreSQL keeps no NUL in text, and a longer key than any is not worth a query. @throws BAD_USER_INPUT */
function placeOf(cursor: string, search: string): Place {
  const [key, id, ...more] = cursor.length > 1000 ? [] : (fromCursor(cursor)?.split('\0') ?? []);
  if (key !== undefined && id === undefined) return { kind: 'name', key };
  if (!key || !id || !UUID.test(id) || more.length > 0 || search === '')
    throw badInput('after', sentence('usersCursor'));
  return { kind: 'email', email: key, id };
}

/** As `users_email_index` has it. ASCII letters only, whatever the locale of the database. */
const emailKey = () => raw(`pg_catalog.lower("email" collate "C")`);
/** Sorts behind every character that a name or an address may go on with. */
const LAST = '\u{10FFFF}';

/** A range instead of `like`: an index takes it in a prepared statement, too, and no character is special. */
function nameBegins(search: string): FilterQuery<User> {
  const key = usernameKey(search);
  return { usernameKey: { $gte: key, $lt: `${key}${LAST}` } };
}

function emailBegins(search: string): FilterQuery<User> {
  const key = lowerAscii(search);
  return { [emailKey()]: { $gte: key, $lt: `${key}${LAST}` } };
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
