import { User } from '../accounts/user.entity.js';
import type { TwoFactorPolicy } from '../config/config.js';
import type { RequestScope, Viewer } from '../core/request-scope.js';
import { requireNotRecovered, requireRecentSignIn } from '../sessions/recent-sign-in.js';
import { findViewerUser, requireStaff } from '../sessions/viewer.js';

/**
 * For what staff does to the accounts of others. As a stolen session of staff would open every account with it, it takes a
 * recent sign-in, with the second factor if staff has one.
 *
 * @throws what `requireStaff` throws; REAUTHENTICATION_REQUIRED
 */
export async function requireFreshStaff(
  viewer: Viewer,
  { policy, now }: { policy: TwoFactorPolicy; now: Date },
  scope: RequestScope,
): Promise<User> {
  await requireStaff(viewer, policy, scope);
  const staff = await findViewerUser(viewer, scope);
  requireRecentSignIn(staff, viewer, now);
  requireNotRecovered(viewer);
  return staff;
}

/** The record is the user's, who need not learn the address of staff. */
export function staffScope({ em, viewer }: RequestScope): RequestScope {
  return { em, viewer, ipAddress: 'staff', userAgent: null, locale: undefined };
}
