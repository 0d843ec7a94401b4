import type { PhoneNumberRule } from '../../config/config.js';
import type { Clock } from '../../core/clock.js';
import { isUniqueViolation } from '../../core/database-failure.js';
import { User } from '../../accounts/user.entity.js';
import type { Channel } from '../../core/phone-code.js';
import type { FactorReference, PhoneCodeProvider } from '../../vendors/phone-code-provider.js';
import type { TwoFactorRequired } from '../second-factors.js';
import type { CodeCheckService } from './code-check.service.js';
import type { PhoneFactor } from './phone.factor.js';
import { type DeliveryService, sendError } from './sends/delivery.service.js';
import type { SentCode } from './sent-code.entity.js';
import type { SentCodes } from './sent-codes.js';
import type { CredentialService } from '../../accounts/credential.service.js';
import { ServiceError } from '../../core/service-error.js';
import { amrOfChannel, PASSWORD_ONLY, withSecondFactor } from '../amr.js';
import { enabledBy } from '../second-factor-columns.js';
import { parsePhone } from './phone-number.js';
import type { RequestScope, Viewer } from '../../core/request-scope.js';
import { requireUnlocked } from '../second-factor-lock.js';
import type { TokenPair } from '../../tokens/token-pair.js';
import { requireNotRecovered, requireRecentSignIn } from '../../sessions/recent-sign-in.js';
import { findViewerUser } from '../../sessions/viewer.js';

/** The second factor of the signed-in user: proving a phone, and making it the second factor. */
export class PhoneEnrollmentService {
  constructor(
    private readonly provider: PhoneCodeProvider,
    private readonly deliveries: DeliveryService,
    private readonly factor: PhoneFactor,
    private readonly sentCodes: SentCodes,
    private readonly codeChecks: CodeCheckService,
    private readonly credentials: CredentialService,
    private readonly clock: Clock,
    private readonly phoneNumbers: PhoneNumberRule,
  ) {}

  /**
   * Sends a code to a number, to prove who holds it. The number of another user gets the same result as a free one:
   * only its holder may see that it is taken.
   *
   * @throws INVALID_PHONE_NUMBER, PHONE_NOT_ALLOWED, REAUTHENTICATION_REQUIRED, FORBIDDEN while the second factor is
   * locked, and what sending throws
   */
  async verifyPhone(
    viewer: Viewer,
    { phone, channel }: { phone: string; channel?: Channel | undefined },
    scope: RequestScope,
  ): Promise<TwoFactorRequired> {
    const user = await findViewerUser(viewer, scope);
    requireRecentSignIn(user, viewer, this.clock());
    requireMayReplace(user, viewer);
    requireUnlocked(user);
    const number = parsePhone(phone, this.phoneNumbers);
    const { credentialsChangedAt } = user;
    const request = { user, credentialsChangedAt, purpose: 'registerPhone', phone: number, channel } as const;
    const opened = await this.deliveries.sendCode(request, scope);
    return { ...opened, methods: [this.factor.methodFor(number)] };
  }

  /**
   * Makes a proven number the second factor. Every session of the user ends, the caller's own too: they were
   * opened without it. Until this succeeds the old number stays the guard.
   *
   * @throws INVALID_PHONE_NUMBER, PHONE_ALREADY_REGISTERED, REAUTHENTICATION_REQUIRED, and what `CodeCheckService.verifyCode` throws
   */
  async registerPhone(
    viewer: Viewer,
    { phone, code }: { phone: string; code: string },
    scope: RequestScope,
  ): Promise<TokenPair> {
    const number = parsePhone(phone, this.phoneNumbers);
    const user = await findViewerUser(viewer, scope);
    requireMayReplace(user, viewer);
    const sentCode = await this.requirePending(user, number, scope);
    await this.codeChecks.verifyCode(sentCode, code, scope);
    await this.requireFree(number, user, scope);
    const factor = await this.enroll(user, number);
    return this.switchOn(user, viewer, { factor, channel: sentCode.channel }, scope);
  }

  /** @throws CHALLENGE_EXPIRED when no code is pending for the number */
  private async requirePending(user: User, phone: string, scope: RequestScope): Promise<SentCode> {
    const sentCode = await this.sentCodes.findPending(user, 'registration', scope);
    const isUsable = sentCode?.isFor(phone, this.provider.name) && !sentCode.isExpiredAt(this.clock());
    if (!sentCode || !isUsable) throw new ServiceError('CHALLENGE_EXPIRED');
    return sentCode;
  }

  private async enroll(user: User, phone: string): Promise<FactorReference> {
    const outcome = await this.provider.enroll({ phone, email: user.email ?? undefined });
    if (outcome.kind !== 'enrolled') throw sendError(outcome);
    return outcome.factor;
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
      ...enabledBy('phone', user, this.clock()),
    };
    const amr = withSecondFactor(PASSWORD_ONLY, amrOfChannel(channel));
    const { isRecovered } = viewer;
    const kind = user.guardPhone() === null ? 'phoneAdded' : 'phoneChanged';
    try {
      return await this.credentials.changeCredential(
        user,
        viewer,
        { change, event: 'phoneRegistered', kind, proof: { amr, isRecovered } },
        scope,
      );
    } catch (error) {
      // Somebody else registered the same number since `requireFree`.
      if (isUniqueViolation(error)) throw new ServiceError('PHONE_ALREADY_REGISTERED');
      throw error;
    }
  }

  private async requireFree(phone: string, user: User, { em }: RequestScope): Promise<void> {
    const taken = await em.count(User, { phone, id: { $ne: user.id } });
    if (taken > 0) throw new ServiceError('PHONE_ALREADY_REGISTERED');
  }
}

/** A new number removes the old one, which a recovered session may not. @throws REAUTHENTICATION_REQUIRED */
function requireMayReplace(user: User, viewer: Viewer): void {
  if (user.guardPhone() !== null || user.authyId != null) requireNotRecovered(viewer);
}
