import type { User } from '../../accounts/user.entity.js';
import type { Channel } from '../../core/phone-code.js';
import type { RequestScope } from '../../core/request-scope.js';
import { sentence } from '../../core/sentences.js';
import { ServiceError } from '../../core/service-error.js';
import type { PhoneCodeProvider } from '../../vendors/phone-code-provider.js';
import { amrOfChannel } from '../amr.js';
import type { Factor, FactorMethod, OpenSignIn, PendingRequest, Proven } from '../factor.js';
import type { PendingSignIn } from '../pending/pending-sign-in.entity.js';
import type { CodeCheckService } from './code-check.service.js';
import { findLoginTarget, requireLoginTarget } from './login-target.js';
import type { DeliveryService } from './sends/delivery.service.js';

/** A code that is sent to a phone. */
export class PhoneFactor implements Factor {
  readonly kind = 'phone';
  readonly isConfigured = true;

  constructor(
    private readonly provider: PhoneCodeProvider,
    private readonly deliveries: DeliveryService,
    private readonly codeChecks: CodeCheckService,
  ) {}

  offer(user: User): FactorMethod | undefined {
    const target = findLoginTarget(user, this.provider.name);
    return target === undefined ? undefined : this.methodFor(target);
  }

  /** @param target a number, or an Authy id */
  methodFor(target: string): FactorMethod {
    return { kind: 'phone', target, channels: this.provider.channels };
  }

  begin(request: PendingRequest, scope: RequestScope): Promise<OpenSignIn> {
    const phone = requireLoginTarget(request.user, this.provider.name);
    return this.deliveries.sendCode({ ...request, phone }, scope);
  }

  /** Sends the code of a pending sign-in again, or its first one. @throws what `DeliveryService.resendCode` throws */
  resend(
    pending: PendingSignIn,
    { secret, channel }: { secret: string; channel: Channel | undefined },
    scope: RequestScope,
  ): Promise<OpenSignIn> {
    const user = pending.user.getEntity();
    const phone = pending.sentCode?.getEntity().phone ?? findLoginTarget(user, this.provider.name);
    if (phone === undefined) throw new ServiceError('FORBIDDEN', sentence('noPhone'));
    return this.deliveries.resendCode({ pending, secret }, { phone, channel }, scope);
  }

  /** @throws what `CodeCheckService.verifyCode` throws; CHALLENGE_EXPIRED if no code was sent */
  async check(pending: PendingSignIn, typed: string, scope: RequestScope): Promise<Proven> {
    const sentCode = pending.sentCode?.getEntity();
    if (!sentCode) throw new ServiceError('CHALLENGE_EXPIRED');
    await this.codeChecks.verifyCode(sentCode, typed, scope, pending);
    return { amr: amrOfChannel(sentCode.channel) };
  }
}
