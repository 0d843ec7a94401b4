import type { User } from '../../accounts/user.entity.js';
import { maskPhone } from '../../factors/phone/phone-number.js';
import { findUserPage, type ListedUser, type UserPage } from '../../admin/user-page.js';
import type { Output } from '../terminal/output.js';
import type { Services } from '../open-services.js';
import { table, utcMinute } from '../terminal/table.js';

const PAGE = 100;

export async function listUsers(
  { search, limit }: { search?: string; limit: number },
  { em }: Services,
): Promise<Output> {
  const found: ListedUser[] = [];
  let page: UserPage;
  do {
    const first = Math.min(PAGE, limit - found.length);
    page = await findUserPage({ first, after: found.at(-1)?.cursor, search }, em());
    found.push(...page.rows);
  } while (page.hasNextPage && found.length < limit);
  const users = found.map(({ user }) => user);
  const totalCount = await page.countAll();
  return { text: asTable(users, totalCount), json: { users: users.map(userAsJson), totalCount } };
}

/** A user for scripts. The output may be logged, so it holds no secret and no full phone number. */
export function userAsJson(user: User) {
  return {
    id: user.id,
    username: user.username,
    email: user.email ?? null,
    isActive: user.isActive,
    isStaff: user.isStaff,
    hasPassword: user.passwordHash != null,
    phone: user.phone == null ? null : maskPhone(user.phone),
    twoFactorEnabled: user.isGuarded(),
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
      user.twoFactorEnabled ? (user.phone ?? 'no phone') : 'off',
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
