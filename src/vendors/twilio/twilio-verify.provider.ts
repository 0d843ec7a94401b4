import { setTimeout as delay } from 'node:timers/promises';
import type { TwilioConfig } from '../../config/config.js';
import { VendorOutage } from '../http-transport.js';
import { createTwilioClient, type TwilioClient } from './twilio-client.js';
import { inspectService } from './twilio-inspection.js';
import { rateLimitKeys } from './twilio-rate-limits.js';
import { twilioLocale } from '../message-locale.js';
import type { ProviderOptions } from '../provider-options.js';
import {
  checkOutcomeOf,
  checkOutcomeOfStatus,
  PLATFORM_LIMIT,
  sendOutcomeOf,
  settle,
  type TwilioFailure,
  twilioOutageOf,
  type Verification,
  WRONG_CREDENTIALS,
} from './twilio-outcomes.js';
import type { Channel, Purpose } from '../../core/phone-code.js';
import type {
  CheckOutcome,
  DeliveryReference,
  EnrollOutcome,
  EnrollRequest,
  FactorReference,
  SendOutcome,
  SendRequest,
  ServiceInspection,
  PhoneCodeProvider,
} from '../phone-code-provider.js';

export interface TwilioVerifyOptions extends ProviderOptions<TwilioConfig> {
  /** Wait before the one repetition that 20429 allows. */
  retryAfterMs?: number | undefined;
}

/** Twilio Verify v2 (https://www.twilio.com/docs/verify/api), through Twilio's own package. */
export class TwilioVerifyProvider implements PhoneCodeProvider {
  readonly name = 'twilio';
  readonly channels: readonly [Channel, ...Channel[]];
  readonly #client: TwilioClient;

  constructor(private readonly options: TwilioVerifyOptions) {
    this.channels = options.channels;
    this.#client = createTwilioClient(options);
  }

  /** A Verify service sends six digits unless it is set up otherwise; `doctor` checks that it is not. */
  codeLength(): number {
    return 6;
  }

  startPhoneVerification(request: SendRequest): Promise<SendOutcome> {
    return this.#send('registration', request);
  }

  checkPhoneVerification(delivery: DeliveryReference, code: string): Promise<CheckOutcome> {
    return this.#check(delivery, code);
  }

  /** Verify knows numbers, not users. */
  async enroll({ phone }: EnrollRequest): Promise<EnrollOutcome> {
    return { kind: 'enrolled', factor: { phone } };
  }

  sendLoginCode(_factor: FactorReference, request: SendRequest): Promise<SendOutcome> {
    return this.#send('login', request);
  }

  checkLoginCode(_factor: FactorReference, delivery: DeliveryReference, code: string): Promise<CheckOutcome> {
    return this.#check(delivery, code);
  }

  async unenroll(): Promise<void> {}

  async cancel({ purpose, reference }: DeliveryReference): Promise<void> {
    const verification = this.#service(purpose).verifications(reference);
    await this.#ask(
      () => verification.update({ status: 'canceled' }),
      () => undefined,
      () => undefined,
    );
  }

  health() {
    return { circuit: this.options.breaker.state };
  }

  async inspect(): Promise<ServiceInspection[]> {
    const { loginServiceSid, registrationServiceSid } = this.options.config;
    if (loginServiceSid === registrationServiceSid) return [await this.#inspect('login', 'registration')];
    return Promise.all([this.#inspect('login'), this.#inspect('registration')]);
  }

  async #inspect(...purposes: [Purpose, ...Purpose[]]): Promise<ServiceInspection> {
    const service = this.#service(purposes[0]);
    const finding = await this.options.breaker.run(() => inspectService(() => service.fetchWithHttpInfo()));
    return { service: this.#serviceSid(purposes[0]), purposes, ...finding };
  }

  async #send(purpose: Purpose, request: SendRequest): Promise<SendOutcome> {
    const { phone, channel, locale, ipAddress } = request;
    const rateLimits = rateLimitKeys(request, this.options.config);
    const supported = twilioLocale(locale);
    const verifications = this.#service(purpose).verifications;
    return this.#ask<SendOutcome>(
      () =>
        verifications.create({
          to: phone,
          channel,
          ...(supported && { locale: supported }),
          ...(ipAddress && { deviceIp: ipAddress }),
          ...(rateLimits && { rateLimits }),
        }),
      ({ sid, status }) => {
        if (status === 'pending') return { kind: 'sent', reference: sid, channel };
        // The number's last code was guessed at too often; Twilio holds on to it until it is canceled or expires.
        if (status === 'max_attempts_reached') return { kind: 'refused', reason: 'tooManySends' };
        return { kind: 'unavailable', detail: 'reply to a start has an unexpected status' };
      },
      sendOutcomeOf,
    );
  }

  /** By SID, not by number: an older or newer verification of the same phone is another one. */
  async #check({ purpose, reference }: DeliveryReference, code: string): Promise<CheckOutcome> {
    const checks = this.#service(purpose).verificationChecks;
    return this.#ask<CheckOutcome>(
      () => checks.create({ verificationSid: reference, code }),
      ({ status }) => checkOutcomeOfStatus(status),
      checkOutcomeOf,
    );
  }

  #service(purpose: Purpose) {
    return this.#client.verify.v2.services(this.#serviceSid(purpose));
  }

  #serviceSid(purpose: Purpose): string {
    const { loginServiceSid, registrationServiceSid } = this.options.config;
    return purpose === 'login' ? loginServiceSid : registrationServiceSid;
  }

  /** One operation, from request to outcome. What is wrong with the whole service leaves as `VendorOutage`. */
  #ask<T>(
    operation: () => Promise<unknown>,
    onReply: (verification: Verification) => T,
    onFailure: (failure: TwilioFailure) => T,
  ) {
    const { breaker, logger, retryAfterMs = 1000 } = this.options;
    return breaker.run(async () => {
      let reply = await settle(operation);
      if (reply.kind === 'failure' && reply.code === PLATFORM_LIMIT) {
        await delay(retryAfterMs);
        reply = await settle(operation);
      }
      if (reply.kind === 'verification') return onReply(reply);
      if (reply.code === WRONG_CREDENTIALS)
        logger.error(
          { provider: this.name, code: reply.code },
          'Twilio refuses our credentials: nobody gets a code. Correct TWILIO_ACCOUNT_SID and its token or key',
        );
      const outage = twilioOutageOf(reply);
      if (outage) throw new VendorOutage(outage);
      return onFailure(reply);
    });
  }
}
