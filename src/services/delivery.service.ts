import { type Clock, secondsUntil } from '../clock.js';
import { SentCode, type User } from '../entities/index.js';
import type { Channel, Purpose, SendOutcome, TwoFactorProvider } from '../two-factor/two-factor-provider.js';
import { badInput, sentence, type SentenceKey, ServiceError } from './errors.js';
import type { PendingCodeService } from './pending-code.service.js';
import { factorOf, sendError } from './provider-terms.js';
import type { RequestScope } from './request-scope.js';
import type { SecurityLogService } from './security-log.service.js';
import type { Claim, SendClaimService } from './send-claim.service.js';
import type { SendPermitService } from './send-permit.service.js';
import { LimitPassedError } from './throttle.service.js';

/** How often a step is tried again when another request changed the code in between. */
const MAX_ROUNDS = 4;

/** What people call the channels. */
const NAMES = {
  sms: 'channelSms',
  call: 'channelCall',
  whatsapp: 'channelWhatsapp',
} as const satisfies Record<Channel, SentenceKey>;

export interface CodeRequest {
  user: User;
  purpose: Purpose;
  /** E.164. */
  phone: string;
  channel?: Channel | undefined;
}

/**
 * Sending codes: at most one message at a time for each user and purpose, with pauses, within limits. No
 * transaction is open while the provider is asked.
 */
export class DeliveryService {
  constructor(
    private readonly provider: TwoFactorProvider,
    private readonly pendingCodes: PendingCodeService,
    private readonly claims: SendClaimService,
    private readonly permits: SendPermitService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends a code, or, within the pause after the last message, gives back the code already sent.
   *
   * @throws RATE_LIMITED, INVALID_PHONE_NUMBER, PHONE_NOT_ALLOWED, PROVIDER_UNAVAILABLE
   */
  async deliver(request: CodeRequest, scope: RequestScope): Promise<SentCode> {
    const channel = this.requireChannel(request.channel);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const pending = await this.findPending(request, scope);
      if (pending && this.isCurrent(pending, request)) {
        if (this.clock() < pending.resendAt) return this.reuseWithinPause(pending);
        if (pending.attemptsLeft() > 0) {
          const again = await this.claims.claimResend(pending, channel, scope);
          if (again) return this.send(again, request.user, scope);
          continue;
        }
      }
      if (pending) await this.pendingCodes.cancel(pending, scope);
      const first = await this.claims.claimFirst(
        { ...request, channel, provider: this.provider.name },
        scope,
      );
      if (first) return this.send(first, request.user, scope);
    }
    throw new ServiceError('RATE_LIMITED', undefined, { retryAfter: 1 });
  }

  /**
   * Sends a pending code once more, perhaps through another channel.
   *
   * @throws RATE_LIMITED within the pause, and what `deliver` throws
   */
  async redeliver(code: SentCode, channel: Channel | undefined, scope: RequestScope): Promise<SentCode> {
    const now = this.clock();
    const wanted = this.requireChannel(channel ?? code.channel);
    const claim = code.resendAt <= now && (await this.claims.claimResend(code, wanted, scope));
    if (!claim)
      throw new ServiceError('RATE_LIMITED', undefined, {
        retryAfter: secondsUntil(code.resendAt, now),
      });
    return this.send(claim, code.user.getEntity(), scope);
  }

  /** The user stays as they were when they proved who they are: what changed since must not pass for proven. */
  findPending({ user, purpose }: Pick<CodeRequest, 'user' | 'purpose'>, { em }: RequestScope) {
    return em.findOne(SentCode, { user, purpose, status: 'pending' }, { refresh: true });
  }

  private requireChannel(channel: Channel | undefined): Channel {
    const [preferred] = this.provider.channels;
    if (channel === undefined) return preferred;
    if (!this.provider.channels.includes(channel))
      throw badInput(
        'channel',
        sentence('channelNotOffered', { channels: this.provider.channels.map((name) => NAMES[name]) }),
      );
    return channel;
  }

  private isCurrent(code: SentCode, { phone }: CodeRequest): boolean {
    return !code.isExpiredAt(this.clock()) && code.phone === phone && code.provider === this.provider.name;
  }

  private reuseWithinPause(code: SentCode): SentCode {
    if (code.attemptsLeft() > 0) return code;
    throw new ServiceError('RATE_LIMITED', undefined, {
      retryAfter: secondsUntil(code.resendAt, this.clock()),
    });
  }

  /** When sending fails the claim is given back, but not the counters of the limits: an attempt is an attempt. */
  private async send(claim: Claim, user: User, scope: RequestScope): Promise<SentCode> {
    const { code } = claim;
    try {
      const outcome = await this.permits.spend(code, scope, () => this.askProvider(code, user, scope));
      if (outcome.kind !== 'sent') throw sendError(outcome);
      const { reference, channel } = outcome;
      await scope.em.nativeUpdate(SentCode, { id: code.id }, { reference, channel });
      await this.securityLog.record({ type: 'codeSent', reason: code.purpose, userId: user.id }, scope);
      return Object.assign(code, { reference, channel });
    } catch (error) {
      await this.claims.release(claim, scope);
      await this.noteFailure(error, user, scope);
      throw error;
    }
  }

  private async noteFailure(error: unknown, { id: userId }: User, scope: RequestScope): Promise<void> {
    if (error instanceof LimitPassedError && !error.isFirst) return;
    const reason = error instanceof ServiceError ? error.code : 'INTERNAL_SERVER_ERROR';
    await this.securityLog.record({ type: 'codeNotSent', reason, userId }, scope);
  }

  private askProvider(
    { purpose, phone, channel }: SentCode,
    user: User,
    scope: RequestScope,
  ): Promise<SendOutcome> {
    const { locale, ipAddress } = scope;
    const request = { phone, channel, locale, ipAddress, userId: user.id };
    return purpose === 'registration'
      ? this.provider.startPhoneVerification(request)
      : this.provider.sendLoginToken(factorOf(user, phone), request);
  }
}
