import type { User } from '../accounts/user.entity.js';
import { dateOf, statement } from '../core/statement.js';

/** The columns that are shown of a user, and those that decide what the user may do. No hash, and no id at a provider. */
export type ViewerUser = Pick<
  User,
  | 'id'
  | 'username'
  | 'email'
  | 'emailVerifiedAt'
  | 'isActive'
  | 'isStaff'
  | 'phone'
  | 'preferredFactor'
  | 'secondFactorEnabledAt'
  | 'createdAt'
  | 'lastLoginAt'
  | 'deletesAt'
>;

interface Row extends Omit<
  ViewerUser,
  'emailVerifiedAt' | 'secondFactorEnabledAt' | 'createdAt' | 'lastLoginAt' | 'deletesAt'
> {
  readonly emailVerifiedAt: Date | string | null;
  readonly secondFactorEnabledAt: Date | string | null;
  readonly createdAt: Date | string;
  readonly lastLoginAt: Date | string | null;
  readonly deletesAt: Date | string | null;
}

/** The users behind access tokens. Most requests run it. */
export const FIND_VIEWERS = statement(`
  select id, username, email, email_verified_at as "emailVerifiedAt", is_active as "isActive", is_staff as "isStaff", phone,
    preferred_factor as "preferredFactor",
    second_factor_enabled_at as "secondFactorEnabledAt", created_at as "createdAt", last_login_at as "lastLoginAt",
    deletes_at as "deletesAt"
  from users where id = any (:ids::uuid[]) and is_active`)
  .prepared()
  .returning<Row>();

export function toViewerUser(row: Row): ViewerUser {
  return {
    ...row,
    emailVerifiedAt: dateOf(row.emailVerifiedAt),
    secondFactorEnabledAt: dateOf(row.secondFactorEnabledAt),
    createdAt: dateOf(row.createdAt),
    lastLoginAt: dateOf(row.lastLoginAt),
    deletesAt: dateOf(row.deletesAt),
  };
}
