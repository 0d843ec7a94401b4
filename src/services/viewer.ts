import { User } from '../entities/index.js';
import { ServiceError } from './errors.js';
import type { RequestScope, Viewer } from './request-scope.js';

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

/** @throws FORBIDDEN where somebody asks for what only its owner may see */
export function requireSelf(viewer: Viewer, userId: string): void {
  if (viewer.userId !== userId) throw new ServiceError('FORBIDDEN');
}

/** @throws FORBIDDEN unless the viewer is staff now, whatever their token was made for */
export async function requireStaff(viewer: Viewer, scope: Pick<RequestScope, 'em'>): Promise<void> {
  const user = await findViewerUser(viewer, scope);
  if (!user.isStaff) throw new ServiceError('FORBIDDEN');
}
