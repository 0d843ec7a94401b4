import type { SecurityLogService } from '../../../audit/security-log.service.js';
import type { Channel, Purpose } from '../../../core/phone-code.js';
import type { RequestScope } from '../../../core/request-scope.js';
import { sentence, type SentenceKey } from '../../../core/sentences.js';
import { badInput, ServiceError } from '../../../core/service-error.js';
import { addressKey } from '../../../limits/limit-keys.js';
import { LimitPassedError } from '../../../limits/rate-limit.service.js';
import type { PhoneCodeProvider, SendOutcome } from '../../../vendors/phone-code-provider.js';
import type { CodeDelivery, OpenSignIn, PendingRequest } from '../../factor.js';
import type { PendingPurpose, PendingSignIn } from '../../pending/pending-sign-in.entity.js';
import { attemptsLeftOf, type PendingSignIns, type SentMessage } from '../../pending/pending-sign-ins.js';
import { requireAllowedPhone } from '../phone-number.js';
import { CODE_TTL_SECONDS, type SentCode } from '../sent-code.entity.js';
import type { MessageRequest, Sent, SentCodes } from '../sent-codes.js';
import type { SendLimits } from './send-limits.js';
import type { SharedCodes } from '../shared-codes.js';

/** What people call the channels. */
const NAMES = {
  sms: 'channelSms',
  call: 'channelCall',
  whatsapp: 'channelWhatsapp',
} as const satisfies Record<Channel, SentenceKey>;

/** A code to send: where to, and what for. */
export interface CodeRequest extends PendingRequest {
  /** E.164, or an Authy id. */
  readonly phone: string;
  readonly channel?: Channel | undefined;
}

/** What the provider is asked for. Codes to sign in and to confirm a session are the same. */
const CODE_PURPOSE: Record<PendingPurpose, Purpose> = {
  signIn: 'login',
  stepUp: 'login',
  registerPhone: 'registration',
};

/** A message, with the channel or the default one. */
type Wanted = Omit<MessageRequest, 'channel'> & { channel?: Channel | undefined };

/**
 * Sending codes: at most one message at a time for each user and purpose, with pauses, within limits. No
 * transaction is open while the provider is asked.
 */
export class DeliveryService {
  constructor(
    private readonly provider: PhoneCodeProvider,
    private readonly sentCodes: SentCodes,
    private readonly sharedCodes: SharedCodes,
    private readonly limits: SendLimits,
    private readonly pendingSignIns: PendingSignIns,
    private readonly securityLog: SecurityLogService,
    private readonly countries: readonly string[],
  ) {}

  /**
   * Sends a code, and opens a pending sign-in on it. Within the pause after the last message it is on the code that was
   * already sent.
   *
   * @throws BAD_USER_INPUT for a channel that is not offered; RATE_LIMITED, INVALID_PHONE_NUMBER, PHONE_NOT_ALLOWED,
   * PROVIDER_UNAVAILABLE
   */
  async sendCode(request: CodeRequest, scope: RequestScope): Promise<OpenSignIn> {
    const { user, purpose, phone, channel } = request;
    const message = { user, purpose: CODE_PURPOSE[purpose], phone, channel };
    const opened = await this.deliver(message, scope, async (sentCode, sent) => {
      const secret = await this.pendingSignIns.openOnCode(request, sentCode, scope, sent);
      return secret === undefined ? undefined : this.describe({ secret, purpose }, undefined, sentCode);
    });
    // It was used, or another request found that its message may not be sent: the next request sees which.
    if (!opened) throw new ServiceError('RATE_LIMITED', undefined, { retryAfter: 1 });
    return opened;
  }

  /**
   * Sends the code of a pending sign-in again, perhaps through another channel, or its first one.
   *
   * @throws CHALLENGE_EXPIRED when the code has ended; RATE_LIMITED within the pause; what `sendCode` throws
   */
  async resendCode(
    { pending, secret }: { pending: PendingSignIn; secret: string },
    { phone, channel }: { phone: string; channel: Channel | undefined },
    scope: RequestScope,
  ): Promise<OpenSignIn> {
    const again = pending.sentCode?.getEntity();
    if (again && !this.sentCodes.isUsable(again)) throw new ServiceError('CHALLENGE_EXPIRED');
    const { purpose } = pending;
    const message = {
      ...{ user: pending.user.getEntity(), purpose: CODE_PURPOSE[purpose], again },
      ...{ phone, channel: channel ?? again?.channel },
    };
    return this.deliver(message, scope, async (sentCode, sent) => {
      await this.pendingSignIns.attachCode(pending, sentCode, scope, sent);
      return this.describe({ secret, purpose }, pending, sentCode);
    });
  }

  /** How a pending sign-in stands whose last step was a message. */
  private describe(
    { secret, purpose }: Pick<OpenSignIn, 'secret' | 'purpose'>,
    pending: PendingSignIn | undefined,
    sentCode: SentCode,
  ): OpenSignIn {
    return {
      ...{ secret, purpose, begun: 'phone' },
      attemptsLeft: attemptsLeftOf(sentCode.user.getEntity(), pending, sentCode),
      expiresAt: sentCode.expiresAt,
      delivery: this.deliveryOf(sentCode),
    };
  }

  private deliveryOf({ purpose, phone, channel, resendAt }: SentCode): CodeDelivery {
    return {
      ...{ phone, channel, resendAt },
      availableChannels: this.provider.channels,
      codeLength: this.provider.codeLength(purpose),
    };
  }

  /**
   * Claims the message, counts it against every limit, and has it sent. Where it was not sent, the claim is released
   * here, and the message does not count as one of its range. The other limits keep their count.
   *
   * @param finish notes what was sent, in one statement. Without a message: within the pause, the code was sent before
   */
  private async deliver<T>(
    request: Wanted,
    scope: RequestScope,
    finish: (sentCode: SentCode, sent?: SentMessage) => Promise<T>,
  ): Promise<T> {
    const channel = this.requireOffered(request.channel);
    requireAllowedPhone(request.phone, this.countries);
    const claim = await this.sentCodes.claim({ ...request, channel }, scope);
    const { sentCode } = claim;
    if (!claim.maySend) return finish(sentCode);
    const { user, purpose } = request;
    let progress: 'claimed' | 'counted' | 'sent' = 'claimed';
    try {
      await this.sharedCodes.endReplaced(claim, scope);
      await this.limits.count(sentCode, scope);
      progress = 'counted';
      const message = await this.send(request, channel, scope);
      progress = 'sent';
      const { values, event } = this.securityLog.compose(
        { type: 'codeSent', reason: purpose, userId: user.id },
        scope,
      );
      const result = await finish(sentCode, { message, event: values });
      this.securityLog.announce(event, scope);
      return result;
    } catch (error) {
      if (progress === 'counted') await this.limits.takeBack(sentCode, scope);
      await this.sentCodes.release(claim, scope);
      await this.logFailure(error, user.id, scope);
      throw error;
    }
  }

  /** @throws what `sendError` makes of an outcome */
  private async send({ user, purpose, phone }: Wanted, channel: Channel, scope: RequestScope): Promise<Sent> {
    const { locale, ipAddress } = scope;
    const network = addressKey(ipAddress);
    const message = { phone, channel, locale, ipAddress, network, userId: user.id };
    const factor = { phone, authyId: user.authyId ?? undefined };
    const outcome = await (purpose === 'registration'
      ? this.provider.startPhoneVerification(message)
      : this.provider.sendLoginCode(factor, message));
    if (outcome.kind !== 'sent') throw sendError(outcome);
    return outcome;
  }

  private requireOffered(channel: Channel | undefined): Channel {
    const { channels } = this.provider;
    if (channel === undefined) return channels[0];
    if (channels.includes(channel)) return channel;
    throw badInput(
      'channel',
      sentence('channelNotOffered', { channels: channels.map((name) => NAMES[name]) }),
    );
  }

  private async logFailure(error: unknown, userId: string, scope: RequestScope): Promise<void> {
    if (error instanceof LimitPassedError && !error.isFirst) return;
    const reason = error instanceof ServiceError ? error.code : 'INTERNAL_SERVER_ERROR';
    await this.securityLog.record({ type: 'codeNotSent', reason, userId }, scope);
  }
}

/** What users see when the provider did not accept a message or an enrollment. */
export function sendError(outcome: Exclude<SendOutcome, { kind: 'sent' }>): ServiceError {
  if (outcome.kind === 'unavailable') return new ServiceError('PROVIDER_UNAVAILABLE');
  switch (outcome.reason) {
    case 'invalidNumber':
      return new ServiceError('INVALID_PHONE_NUMBER', undefined, { field: 'phone' });
    case 'notAllowed':
      return new ServiceError('PHONE_NOT_ALLOWED', undefined, { field: 'phone' });
    case 'tooManySends': {
      const retryAfter = CODE_TTL_SECONDS;
      return new ServiceError('RATE_LIMITED', sentence('tooManyMessagesToNumber', { retryAfter }), {
        retryAfter,
      });
    }
  }
}
