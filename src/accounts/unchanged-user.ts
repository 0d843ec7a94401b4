import type { User } from './user.entity.js';
import type { RequestScope } from '../core/request-scope.js';
import { type ErrorCode, ServiceError } from '../core/service-error.js';
import { statement } from '../core/statement.js';

const LOCK_UNCHANGED = statement(`
  select id from users where id = :userId::uuid and is_active
    and pg_catalog.date_trunc('milliseconds', credentials_changed_at) = :credentialsChangedAt::timestamptz
  for no key update`);

/**
 * Locks the row of a user for a transaction. A credential may have changed since the user was read: what was found
 * allowed then is no longer.
 *
 * @param code of the error where one changed. A session has ended with the change
 * @throws `code`
 */
export async function lockUnchanged(
  { id: userId, credentialsChangedAt }: User,
  { em }: Pick<RequestScope, 'em'>,
  code: ErrorCode = 'UNAUTHENTICATED',
): Promise<void> {
  const locked = await LOCK_UNCHANGED.run(em, { userId, credentialsChangedAt });
  if (locked.length === 0) throw new ServiceError(code);
}
