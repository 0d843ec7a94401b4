import type { FilterQuery } from '@mikro-orm/postgresql';
import type { User } from './user.entity.js';

/** Whether a user can sign in, and why not. */
export type UserState = 'active' | 'invited' | 'unconfirmed' | 'deactivated';

/** A row that lacks the last two is of somebody who has signed in. */
type StateColumns = Pick<User, 'isActive'> & Partial<Pick<User, 'unverifiedUntil' | 'passwordHash'>>;

export function stateOf({ isActive, unverifiedUntil, passwordHash }: StateColumns): UserState {
  if (!isActive) return 'deactivated';
  if (unverifiedUntil == null) return 'active';
  return passwordHash == null ? 'invited' : 'unconfirmed';
}

/** The users of each state. */
export const OF_STATE: Readonly<Record<UserState, FilterQuery<User>>> = {
  active: { isActive: true, unverifiedUntil: null },
  invited: { isActive: true, unverifiedUntil: { $ne: null }, passwordHash: null },
  unconfirmed: { isActive: true, unverifiedUntil: { $ne: null }, passwordHash: { $ne: null } },
  deactivated: { isActive: false },
};
