import type { RequestScope, Viewer } from '../core/request-scope.js';
import { ServiceError } from '../core/service-error.js';
import { readOverview } from '../factors/factor-overview.js';
import type { PendingSignIn } from '../factors/pending/pending-sign-in.entity.js';
import type { SecondFactors, TwoFactorRequired } from '../factors/second-factors.js';
import { findViewerUser } from '../sessions/viewer.js';

/** Confirming a session with a second factor, before a change of credentials (RFC 9470). */
export class StepUpService {
  constructor(private readonly factors: SecondFactors) {}

  /** Begins with the preferred factor. @throws TWO_FACTOR_NOT_ENABLED; what `SecondFactors.begin` throws */
  async request(viewer: Viewer, scope: RequestScope): Promise<TwoFactorRequired> {
    const user = await findViewerUser(viewer, scope);
    if (!user.isGuarded()) throw new ServiceError('TWO_FACTOR_NOT_ENABLED');
    const request = { user, purpose: 'stepUp', sessionId: viewer.sessionId } as const;
    return this.factors.begin(request, await readOverview(user.id, scope), scope);
  }

  /** The viewer, whose session a step-up must belong to. @throws UNAUTHENTICATED */
  requireSession({ session }: PendingSignIn, { viewer }: Pick<RequestScope, 'viewer'>): Viewer {
    if (!viewer || session?.id !== viewer.sessionId) throw new ServiceError('UNAUTHENTICATED');
    return viewer;
  }
}
