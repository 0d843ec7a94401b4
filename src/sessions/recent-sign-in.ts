import { addSeconds } from '../core/clock.js';
import type { User } from '../accounts/user.entity.js';
import { sentence } from '../core/sentences.js';
import { ServiceError } from '../core/service-error.js';
import type { Viewer } from '../core/request-scope.js';

/** How recent a sign-in or step-up must be for a change of credentials. */
export const STEP_UP_SECONDS = 300;

/**
 * A stolen access token must not be enough to change what a person signs in with (OWASP ASVS 5.0, 7.5.1). While the
 * second factor is on, such a change needs a sign-in or step-up with it in the last five minutes.
 *
 * @throws REAUTHENTICATION_REQUIRED with what is needed (RFC 9470)
 */
export function requireRecentSecondFactor(user: User, viewer: Viewer, now: Date): void {
  if (user.isGuarded()) requireRecent(viewer, 'aal2', now);
}

/**
 * The same for adding a factor: the first one needs a sign-in in the last five minutes, with what the user has.
 *
 * @throws REAUTHENTICATION_REQUIRED with what is needed (RFC 9470)
 */
export function requireRecentSignIn(user: User, viewer: Viewer, now: Date): void {
  requireRecent(viewer, user.isGuarded() ? 'aal2' : 'aal1', now);
}

/**
 * A session that a recovery code opened removes no factor: somebody who found the code must not lock out its owner. A step-up
 * with another factor changes that.
 *
 * @throws REAUTHENTICATION_REQUIRED
 */
export function requireNotRecovered({ isRecovered }: Viewer): void {
  if (isRecovered)
    throw new ServiceError('REAUTHENTICATION_REQUIRED', sentence('recoveredSession'), NEEDED.aal2);
}

function requireRecent(viewer: Viewer, acr: 'aal1' | 'aal2', now: Date): void {
  const isRecent = addSeconds(viewer.authenticatedAt, STEP_UP_SECONDS) >= now;
  const isEnough = acr === 'aal1' || viewer.amr.includes('mfa');
  if (!isEnough || !isRecent) throw new ServiceError('REAUTHENTICATION_REQUIRED', undefined, NEEDED[acr]);
}

const NEEDED = {
  aal1: { acrValues: 'aal1', maxAge: STEP_UP_SECONDS },
  aal2: { acrValues: 'aal2', maxAge: STEP_UP_SECONDS },
};
