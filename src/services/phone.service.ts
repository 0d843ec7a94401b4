import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { addSeconds, type Clock } from '../clock.js';
import { User } from '../entities/index.js';
import type { Channel, FactorReference } from '../two-factor/two-factor-provider.js';
import type { ChallengeService, OpenChallenge } from './challenge.service.js';
import type { DeliveryService } from './delivery.service.js';
import { ServiceError } from './errors.js';
import { amrWithSecondFactor } from './login.service.js';
import { parseAllowedPhone, parsePhone } from './phone-number.js';
import type { RequestScope, Viewer } from './request-scope.js';
import type { SecurityLogService } from './security-log.service.js';
import type { SessionService, TokenPair } from './session.service.js';

/** How fresh a sign-in with the second factor must be for a change of that factor. */
const STEP_UP_SECONDS = 300;

/** The second factor of the signed-in user: proving a phone, and making it the guard. */
export class PhoneService {
  constructor(
    private readonly challenges: ChallengeService,
    private readonly deliveries: DeliveryService,
    private readonly sessions: SessionService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
    private readonly countries: readonly string[],
  ) {}

  /**
   * Sends a code to a number, to prove who holds it. The number of another user is answered like a free one:
   * who has it is told only to its holder.
   *
   * @throws INVALID_PHONE_NUMBER, PHONE_NOT_ALLOWED, REAUTHENTICATION_REQUIRED, and what sending throws
   */
  async verifyPhone(
    viewer: Viewer,
    { phone, channel }: { phone: string; channel?: Channel | undefined },
    scope: RequestScope,
  ): Promise<OpenChallenge> {
    const user = await scope.em.findOneOrFail(User, { id: viewer.userId });
    this.requireRecentSecondFactor(user, viewer);
    const number = parseAllowedPhone(phone, this.countries);
    return this.challenges.startChallenge({ user, purpose: 'registration', phone: number, channel }, scope);
  }

  /**
   * Makes a proven number the second factor. Every session of the user ends, the caller's own too: they were
   * opened without it. Until this succeeds the old number stays the guard.
   *
   * @throws INVALID_PHONE_NUMBER, PHONE_ALREADY_REGISTERED, and what answering a code throws
   */
  async registerPhone(
    viewer: Viewer,
    { phone, token }: { phone: string; token: string },
    scope: RequestScope,
  ): Promise<TokenPair> {
    const number = parsePhone(phone);
    const user = await scope.em.findOneOrFail(User, { id: viewer.userId });
    const code = await this.challenges.findByUser(user, 'registration', number, scope);
    await this.challenges.answer(code, token, scope);
    await this.requireFree(number, user, scope);
    const factor = await this.challenges.enroll(user, number);
    return this.switchOn(user, factor, code.channel, scope);
  }

  private async switchOn(user: User, factor: FactorReference, channel: Channel, scope: RequestScope) {
    try {
      return await scope.em.transactional(async (em) => {
        const now = this.clock();
        const change = {
          phone: factor.phone,
          authyId: factor.authyId ?? null,
          secondFactorEnabledAt: now,
          credentialsChangedAt: now,
        };
        await em.nativeUpdate(User, { id: user.id }, change);
        await this.deliveries.cancelAll(user, { em });
        await this.sessions.revokeAll(user.id, 'credentialChanged', scope, em);
        await this.securityLog.record({ type: 'phoneRegistered', userId: user.id }, { ...scope, em });
        return this.sessions.openSession(
          Object.assign(user, change),
          amrWithSecondFactor(channel),
          scope,
          em,
        );
      });
    } catch (error) {
      // Somebody else registered the same number between the question and the answer.
      if (error instanceof UniqueConstraintViolationException)
        throw new ServiceError('PHONE_ALREADY_REGISTERED');
      throw error;
    }
  }

  private async requireFree(phone: string, user: User, { em }: RequestScope): Promise<void> {
    const taken = await em.count(User, { phone, id: { $ne: user.id } });
    if (taken > 0) throw new ServiceError('PHONE_ALREADY_REGISTERED');
  }

  /** A stolen access token must not be enough to take the guard away (OWASP ASVS 5.0, 7.5.1). */
  private requireRecentSecondFactor(user: User, viewer: Viewer): void {
    if (user.guardPhone() === null) return;
    const isRecent = addSeconds(viewer.authenticatedAt, STEP_UP_SECONDS) >= this.clock();
    if (!viewer.amr.includes('mfa') || !isRecent) throw new ServiceError('REAUTHENTICATION_REQUIRED');
  }
}
