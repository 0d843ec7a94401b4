import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { Clock } from '../clock.js';
import { User } from '../entities/index.js';
import type { Channel, FactorReference } from '../two-factor/two-factor-provider.js';
import type { ChallengeService, OpenChallenge } from './challenge.service.js';
import type { CredentialService } from './credential.service.js';
import { ServiceError } from './errors.js';
import { amrWithSecondFactor } from './login.service.js';
import { parseAllowedPhone, parsePhone } from './phone-number.js';
import type { RequestScope, Viewer } from './request-scope.js';
import { requireUnlocked } from './second-factor-lock.js';
import type { TokenPair } from './token-pair.js';
import { requireRecentSecondFactor } from './step-up.js';
import { findViewerUser } from './viewer.js';

/** The second factor of the signed-in user: proving a phone, and making it the guard. */
export class PhoneService {
  constructor(
    private readonly challenges: ChallengeService,
    private readonly credentials: CredentialService,
    private readonly clock: Clock,
    private readonly countries: readonly string[],
  ) {}

  /**
   * Sends a code to a number, to prove who holds it. The number of another user is answered like a free one:
   * who has it is told only to its holder.
   *
   * @throws INVALID_PHONE_NUMBER, PHONE_NOT_ALLOWED, REAUTHENTICATION_REQUIRED, FORBIDDEN while the second factor is
   * locked, and what sending throws
   */
  async verifyPhone(
    viewer: Viewer,
    { phone, channel }: { phone: string; channel?: Channel | undefined },
    scope: RequestScope,
  ): Promise<OpenChallenge> {
    const user = await findViewerUser(viewer, scope);
    requireRecentSecondFactor(user, viewer, this.clock());
    requireUnlocked(user);
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
    const user = await findViewerUser(viewer, scope);
    const code = await this.challenges.findByUser(user, 'registration', number, scope);
    await this.challenges.answer(code, token, scope);
    await this.requireFree(number, user, scope);
    const factor = await this.challenges.enroll(user, number);
    return this.switchOn(user, viewer, { factor, channel: code.channel }, scope);
  }

  private async switchOn(
    user: User,
    viewer: Viewer,
    { factor, channel }: { factor: FactorReference; channel: Channel },
    scope: RequestScope,
  ) {
    const change = {
      phone: factor.phone,
      authyId: factor.authyId ?? null,
      secondFactorEnabledAt: this.clock(),
    };
    const amr = amrWithSecondFactor(channel);
    try {
      return await this.credentials.changeCredential(
        user,
        viewer,
        { change, event: 'phoneRegistered', proof: { amr } },
        scope,
      );
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
}
