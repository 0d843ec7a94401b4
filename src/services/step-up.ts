import { addSeconds } from '../clock.js';
import type { User } from '../entities/index.js';
import { ServiceError } from './errors.js';
import type { Viewer } from './request-scope.js';

/** How fresh a sign-in must be for a change of credentials. */
const STEP_UP_SECONDS = 300;

/**
 * A stolen access token must not be enough to take the guard away (OWASP ASVS 5.0, 7.5.1): while the second
 * factor is on, changing a credential takes a sign-in with it in the last five minutes.
 *
 * @throws REAUTHENTICATION_REQUIRED
 */
export function requireRecentSecondFactor(user: User, viewer: Viewer, now: Date): void {
  if (user.guardPhone() === null) return;
  const isRecent = addSeconds(viewer.authenticatedAt, STEP_UP_SECONDS) >= now;
  if (!viewer.amr.includes('mfa') || !isRecent) throw new ServiceError('REAUTHENTICATION_REQUIRED');
}
