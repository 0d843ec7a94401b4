import type { EntityManager } from '@mikro-orm/postgresql';
import type { User } from '../../accounts/user.entity.js';
import { stateOf } from '../../accounts/user-state.js';
import { Authenticator, type AuthenticatorKind } from '../../factors/authenticators/authenticator.entity.js';
import { maskPhone } from '../../factors/phone/phone-number.js';
import { findUserPage, type ListedUser, type UserPage } from '../../admin/user-page.js';
import type { Output } from '../terminal/output.js';
import type { Services } from '../open-services.js';
import { table, utcMinute } from '../terminal/table.js';

const PAGE = 100;

export const KIND_NAMES: Readonly<Record<AuthenticatorKind, string>> = {
  phone: 'phone',
  authenticatorApp: 'app',
  passkey: 'passkey',
};

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
  const users = await readUsersAsJson(
    found.map(({ user }) => user),
    em(),
  );
  const totalCount = await page.countAll();
  return { text: asTable(users, totalCount), json: { users, totalCount } };
}

/** As `userAsJson`, with the factors of each. */
async function readUsersAsJson(users: readonly User[], em: EntityManager): Promise<UserJson[]> {
  const rows = await em.find(
    Authenticator,
    { user: { $in: users.map(({ id }) => id) }, removedAt: null },
    { orderBy: { createdAt: 'asc' } },
  );
  return users.map((user) => {
    const kinds = rows.filter((row) => row.user.id === user.id).map(({ kind }) => kind);
    return userAsJson(user, [...new Set(kinds)]);
  });
}

export async function readUserAsJson(user: User, em: EntityManager): Promise<UserJson> {
  const [json] = await readUsersAsJson([user], em);
  return json ?? userAsJson(user, []);
}

type UserJson = ReturnType<typeof userAsJson>;

/** A user for scripts. The output may be logged, so it holds no secret and no full phone number. */
export function userAsJson(user: User, factors: readonly AuthenticatorKind[]) {
  return {
    id: user.id,
    username: user.username,
    email: user.email ?? null,
    emailVerifiedAt: user.emailVerifiedAt ?? null,
    isActive: user.isActive,
    state: stateOf(user),
    isStaff: user.isStaff,
    hasPassword: user.passwordHash != null,
    phone: user.phone == null ? null : maskPhone(user.phone),
    twoFactorEnabled: user.isGuarded(),
    factors,
    createdAt: user.createdAt,
    lastLoginAt: user.lastLoginAt ?? null,
  };
}

function asTable(users: readonly UserJson[], totalCount: number): string {
  if (users.length === 0) return 'No users.';
  const rows = users.map((user) => [
    user.username,
    user.email ?? '-',
    user.twoFactorEnabled ? factorsOf(user) : 'off',
    user.state,
    user.isStaff ? 'yes' : 'no',
    user.lastLoginAt ? utcMinute(user.lastLoginAt) : 'never',
  ]);
  const titles = ['USERNAME', 'E-MAIL', 'SECOND FACTOR', 'STATE', 'STAFF', 'LAST LOGIN (UTC)'];
  const note =
    users.length < totalCount
      ? `\n\n${users.length} of ${totalCount}; --limit and --search show others.`
      : '';
  return table(titles, rows) + note;
}

/** The number of a phone, and the kinds of the rest. An import brings users whose number is not known yet. */
function factorsOf({ factors, phone }: UserJson): string {
  const others = factors.filter((kind) => kind !== 'phone').map((kind) => KIND_NAMES[kind]);
  return [...(phone === null ? [] : [phone]), ...others].join(', ') || 'no phone';
}
