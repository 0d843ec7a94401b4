import type { User } from '../entities/index.js';
import { maskPhone } from '../services/phone-number.js';
import { cursorOf, findUserPage } from '../services/user-page.js';
import type { Answer } from './answer.js';
import type { Services } from './open-services.js';
import { table, utcMinute } from './table.js';

const PAGE = 100;

export async function listUsers(
  { search, limit }: { search?: string; limit: number },
  { em }: Services,
): Promise<Answer> {
  const found: User[] = [];
  let totalCount: number;
  let hasNextPage: boolean;
  do {
    const last = found.at(-1);
    const page = { first: Math.min(PAGE, limit - found.length), after: last && cursorOf(last), search };
    const answer = await findUserPage(page, em());
    found.push(...answer.users);
    ({ totalCount, hasNextPage } = answer);
  } while (hasNextPage && found.length < limit);
  return { text: asTable(found, totalCount), json: { users: found.map(userAsJson), totalCount } };
}

/** What scripts get of a user: nothing that opens anything, and no whole phone number, as this may be logged. */
export function userAsJson(user: User) {
  return {
    id: user.id,
    username: user.username,
    email: user.email ?? null,
    isActive: user.isActive,
    isStaff: user.isStaff,
    hasPassword: user.passwordHash != null,
    phone: user.phone == null ? null : maskPhone(user.phone),
    twoFactorEnabled: user.guardPhone() !== null,
    createdAt: user.createdAt,
    lastLoginAt: user.lastLoginAt ?? null,
  };
}

function asTable(users: readonly User[], totalCount: number): string {
  if (users.length === 0) return 'No users.';
  const rows = users
    .map(userAsJson)
    .map((user) => [
      user.username,
      user.email ?? '-',
      user.twoFactorEnabled ? (user.phone ?? '-') : 'off',
      user.isActive ? 'yes' : 'no',
      user.isStaff ? 'yes' : 'no',
      user.lastLoginAt ? utcMinute(user.lastLoginAt) : 'never',
    ]);
  const titles = ['USERNAME', 'E-MAIL', 'SECOND FACTOR', 'ACTIVE', 'STAFF', 'LAST LOGIN (UTC)'];
  const note =
    users.length < totalCount
      ? `\n\n${users.length} of ${totalCount}; --limit and --search show others.`
      : '';
  return table(titles, rows) + note;
}
