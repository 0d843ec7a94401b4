import { isGuarded, User } from '../accounts/user.entity.js';
import type { TwoFactorPolicy } from '../config/config.js';
import { sentence } from '../core/sentences.js';
import { ServiceError } from '../core/service-error.js';
import type { RequestScope, Viewer } from '../core/request-scope.js';
import { shareReads } from './shared-read.js';
import { FIND_VIEWERS, toViewerUser, type ViewerUser } from './viewer.sql.js';

const findViewer = shareReads(FIND_VIEWERS);

/**
 * The row of the signed-in user, as it is now.
 *
 * @throws UNAUTHENTICATED when the account is gone or inactive, whatever the token says
 */
export async function findViewerUser(viewer: Viewer, { em }: Pick<RequestScope, 'em'>): Promise<User> {
  const user = await em.findOne(User, { id: viewer.userId, isActive: true });
  if (!user) throw new ServiceError('UNAUTHENTICATED');
  return user;
}

/**
 * What is shown of the signed-in user: one statement at most, without an entity.
 *
 * @throws UNAUTHENTICATED when the account is gone or inactive, whatever the token says
 */
export async function readViewer(
  viewer: Viewer,
  scope: Pick<RequestScope, 'runner' | 'em'>,
): Promise<ViewerUser> {
  const row = await findViewer(scope.runner ?? scope.em, viewer.userId);
  if (!row) throw new ServiceError('UNAUTHENTICATED');
  return toViewerUser(row);
}

/**
 * Refuses all users except staff. The current row of the user decides, not the token.
 *
 * @param policy `staff`: staff needs a session that was opened with the second factor
 * @throws FORBIDDEN for others, and for staff without a second factor; REAUTHENTICATION_REQUIRED for staff that has
 * one and signed in without it
 */
export async function requireStaff(
  viewer: Viewer,
  policy: TwoFactorPolicy,
  scope: Pick<RequestScope, 'runner' | 'em'>,
): Promise<void> {
  const user = await readViewer(viewer, scope);
  if (!user.isStaff) throw new ServiceError('FORBIDDEN');
  if (policy === 'optional' || viewer.amr.includes('mfa')) return;
  if (isGuarded(user)) throw new ServiceError('REAUTHENTICATION_REQUIRED');
  throw new ServiceError('FORBIDDEN', sentence('staffNeedsSecondFactor'));
}
