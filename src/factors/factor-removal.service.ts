import type { CredentialService } from '../accounts/credential.service.js';
import type { TwoFactorPolicy } from '../config/config.js';
import type { Clock } from '../core/clock.js';
import type { RequestScope, Viewer } from '../core/request-scope.js';
import { ServiceError } from '../core/service-error.js';
import { requireNotRecovered, requireRecentSecondFactor } from '../sessions/recent-sign-in.js';
import { requireNotNeeded } from './authenticators/authenticator.service.js';
import { SWITCH_OFF } from './second-factor-columns.js';
import { findViewerUser } from '../sessions/viewer.js';
import type { TokenPair } from '../tokens/token-pair.js';

/** Switches the second factor off. */
export class FactorRemovalService {
  constructor(
    private readonly credentials: CredentialService,
    private readonly policy: TwoFactorPolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * Switches the second factor off, with every factor, recovery code and remembered device.
   *
   * @throws TWO_FACTOR_NOT_ENABLED; REAUTHENTICATION_REQUIRED; FORBIDDEN where the policy needs it
   */
  async disableTwoFactor(viewer: Viewer, scope: RequestScope): Promise<TokenPair> {
    const user = await findViewerUser(viewer, scope);
    if (!user.isGuarded()) throw new ServiceError('TWO_FACTOR_NOT_ENABLED');
    requireNotNeeded(user, this.policy);
    requireRecentSecondFactor(user, viewer, this.clock());
    requireNotRecovered(viewer);
    return this.credentials.changeCredential(user, viewer, { ...SWITCH_OFF, proof: viewer }, scope);
  }
}
