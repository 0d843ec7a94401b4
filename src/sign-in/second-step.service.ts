import type { FactorKind } from '../core/factor-kind.js';
import type { RequestScope } from '../core/request-scope.js';
import { withSecondFactor } from '../factors/amr.js';
import type { Proven } from '../factors/factor.js';
import type { PendingSignIn } from '../factors/pending/pending-sign-in.entity.js';
import type { SessionService } from '../sessions/session.service.js';
import type { TokenPair } from '../tokens/token-pair.js';
import type { StepUpService } from './step-up.service.js';

/** Completing a pending sign-in, with whatever factor: a session opens, or the session of a step-up is confirmed. */
export class SecondStepService {
  constructor(
    private readonly stepUps: StepUpService,
    private readonly sessions: SessionService,
  ) {}

  /**
   * Proves a factor, and completes the pending sign-in with it.
   *
   * @param prove called only where the step may be completed by this request
   * @throws UNAUTHENTICATED for a step-up without its session; what `prove` throws
   */
  async complete(
    pending: PendingSignIn,
    prove: () => Promise<Proven & { kind: FactorKind }>,
    scope: RequestScope,
  ): Promise<TokenPair> {
    const viewer = pending.purpose === 'stepUp' ? this.stepUps.requireSession(pending, scope) : undefined;
    const { kind, amr, recoveryCode } = await prove();
    const user = pending.user.getEntity();
    const isRecovered = kind === 'recoveryCode';
    const pair = viewer
      ? await this.sessions.stepUp(
          user,
          viewer,
          { amr: withSecondFactor([], amr), isRecovered, reason: kind },
          scope,
        )
      : await this.sessions.openSession(
          user,
          { amr: withSecondFactor([pending.firstAmr], amr), locale: scope.locale, isRecovered },
          scope,
        );
    return recoveryCode === undefined ? pair : { ...pair, recoveryCode };
  }
}
