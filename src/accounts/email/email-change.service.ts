import type { Clock } from '../../core/clock.js';
import { isUniqueViolation } from '../../core/database-failure.js';
import type { RequestScope, Viewer } from '../../core/request-scope.js';
import { ServiceError } from '../../core/service-error.js';
import { requireRecentSignIn } from '../../sessions/recent-sign-in.js';
import { findViewerUser } from '../../sessions/viewer.js';
import type { TokenPair } from '../../tokens/token-pair.js';
import type { CredentialService } from '../credential.service.js';
import type { EmailSteps, OpenEmailStep } from './email-steps.js';
import { isSinceChange } from './proven-email.js';

/** A new address of the signed-in user. */
export class EmailChangeService {
  constructor(
    private readonly steps: EmailSteps,
    private readonly credentials: CredentialService,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends a mail to the new address. The old one stays until it is proved. An address that another account has proved
   * gets the same result, and its owner a mail that says so.
   *
   * @throws REAUTHENTICATION_REQUIRED; BAD_USER_INPUT; RATE_LIMITED; SERVICE_UNAVAILABLE where no mail can be sent
   */
  async request(viewer: Viewer, address: string, scope: RequestScope): Promise<OpenEmailStep> {
    const user = await findViewerUser(viewer, scope);
    requireRecentSignIn(user, viewer, this.clock());
    return this.steps.request({ purpose: 'changeEmail', address, userId: user.id }, scope);
  }

  /**
   * Replaces the address. Every session ends and the caller gets a new one. The old address is notified.
   *
   * @throws INVALID_EMAIL_TOKEN; CHALLENGE_EXPIRED, also for the step of another user or from before a change of credentials,
   * and where another account has proved the address meanwhile
   */
  async confirm(
    viewer: Viewer,
    { challenge, token }: { challenge: string; token: string },
    scope: RequestScope,
  ): Promise<TokenPair> {
    const user = await findViewerUser(viewer, scope);
    const step = await this.steps.check({ challenge, token, purposes: ['changeEmail'] }, scope);
    if (step.userId !== user.id || !isSinceChange(step, user)) throw new ServiceError('CHALLENGE_EXPIRED');
    const change = { email: step.email, emailVerifiedAt: this.clock() };
    try {
      return await this.credentials.changeCredential(
        user,
        viewer,
        {
          ...{ change, event: 'emailChanged', kind: 'emailChanged', proof: viewer },
          also: (within) => this.steps.use(step, within),
        },
        scope,
      );
    } catch (error) {
      if (isUniqueViolation(error)) throw new ServiceError('CHALLENGE_EXPIRED');
      throw error;
    }
  }
}
