import { isPossiblePhoneNumber } from 'libphonenumber-js/max';
import type { Clock } from '../../core/clock.js';
import type { HttpResponse } from '../http-transport.js';
import { authenticate } from './authenticate.js';
import type { ApiCall } from './exchange.js';
import { isExpiredCode, magicOutcomeOf, MISSING_SERVICE } from './magic-numbers.js';
import type { SentMessages } from './sent-messages.js';
import { MAX_CHECKS } from './simulated-code.js';
import { Verification } from './verification.js';
import { serviceResource, verifyErrors, verifyMagicReplies, verifyReply } from './verify-replies.js';

const ROUTE =
  /^\/v2\/Services\/(VA[0-9a-fA-F]{32})(?:\/(Verifications|VerificationCheck)(?:\/(VE[0-9a-fA-F]{32}))?)?$/;
const CHANNELS = ['sms', 'call', 'whatsapp'];

/** Verify v2 as far as this server uses it, with Twilio's state machine behind it. */
export class VerifyApi {
  readonly #verifications = new Map<string, Verification>();

  constructor(
    private readonly sentMessages: SentMessages,
    private readonly clock: Clock,
    private readonly serviceNames: Readonly<Record<string, string>>,
  ) {}

  async handle(call: ApiCall): Promise<HttpResponse> {
    const accountSid = authenticate(call);
    if (!accountSid) return verifyErrors.unauthorized();
    const [, serviceSid, collection, sid] = ROUTE.exec(call.path) ?? [];
    const now = this.clock();
    if (!serviceSid || serviceSid === MISSING_SERVICE) return verifyErrors.notFound(call.path);
    switch (`${call.method} ${[collection, sid && 'one'].filter(Boolean).join(' ')}`) {
      case 'POST Verifications':
        return this.#start(call, serviceSid, accountSid, now);
      case 'POST VerificationCheck':
        return this.#check(call, serviceSid, now);
      case 'GET Verifications one':
      case 'POST Verifications one':
        return this.#fetchOrUpdate(call, this.#find(serviceSid, now, { sid }), now);
      case 'GET ':
        return verifyReply(200, serviceResource(serviceSid, accountSid, call.origin, now));
      default:
        return verifyErrors.notFound(call.path);
    }
  }

  /** While a verification is live, a start sends its code again. */
  async #start(call: ApiCall, serviceSid: string, accountSid: string, now: Date): Promise<HttpResponse> {
    const { To: to = '', Channel: requested = '', Locale: locale } = call.fields;
    const channel = requested === 'auto' ? 'sms' : requested;
    if (!channel) return verifyErrors.invalidParameter('Channel');
    if (!CHANNELS.includes(channel)) return verifyErrors.channelDisabled(channel);
    const magic = magicOutcomeOf(to);
    if (magic) return verifyMagicReplies[magic](to);
    if (!to.startsWith('+') || !isPossiblePhoneNumber(to)) return verifyErrors.invalidParameter('To', to);

    const verification =
      this.#find(serviceSid, now, { to }) ??
      this.#add(new Verification(serviceSid, accountSid, to, now), now);
    if (!verification.canSend()) return verifyErrors.tooManySends();
    verification.addSend(channel, now);
    const service = this.serviceNames[serviceSid] ?? serviceSid;
    this.sentMessages.post({ sent: verification, channel, service, locale, sentAt: now });
    return verifyReply(201, verification.toResource(now, call.origin));
  }

  async #check(call: ApiCall, serviceSid: string, now: Date): Promise<HttpResponse> {
    const { Code: code = '', To: to, VerificationSid: sid } = call.fields;
    if (!code) return verifyErrors.invalidParameter('Code');
    const verification = this.#find(serviceSid, now, { to, sid });
    if (!verification || isExpiredCode(code)) return verifyErrors.notFound(call.path);
    if (verification.checks >= MAX_CHECKS) return verifyErrors.tooManyChecks();
    verification.check(code, now);
    return verifyReply(200, verification.toCheckResource(now));
  }

  #fetchOrUpdate(call: ApiCall, verification: Verification | undefined, now: Date): HttpResponse {
    if (!verification) return verifyErrors.notFound(call.path);
    if (call.method === 'POST') {
      const { Status: status = '' } = call.fields;
      if (status !== 'approved' && status !== 'canceled')
        return verifyErrors.invalidParameter('Status', status);
      verification.settle(status, now);
    }
    return verifyReply(200, verification.toResource(now, call.origin));
  }

  /** Approved, canceled and expired verifications are gone: Twilio no longer finds them. */
  #find(
    serviceSid: string,
    now: Date,
    { sid, to }: { sid?: string | undefined; to?: string | undefined },
  ): Verification | undefined {
    return [...this.#verifications.values()].find(
      (one) =>
        one.serviceSid === serviceSid &&
        one.isLiveAt(now) &&
        (sid === undefined ? one.to === to : one.sid === sid),
    );
  }

  #add(verification: Verification, now: Date): Verification {
    for (const [sid, one] of this.#verifications) if (!one.isLiveAt(now)) this.#verifications.delete(sid);
    this.#verifications.set(verification.sid, verification);
    return verification;
  }
}
