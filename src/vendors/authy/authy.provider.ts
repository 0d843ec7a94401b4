import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { AuthyConfig } from '../../config/config.js';
import {
  applicationFindingOf,
  authyOutageOf,
  type AuthyReply,
  enrollOutcomeOf,
  isWrongApiKey,
  phoneCheckOutcomeOf,
  type PhoneLookup,
  phoneLookupOf,
  sendOutcomeOf,
  tokenCheckOutcomeOf,
} from './authy-outcomes.js';
import type { Unavailable } from '../circuit-breaker.js';
import { exchange, parseJsonObject, VendorOutage } from '../http-transport.js';
import { twilioLocale } from '../message-locale.js';
import type { ProviderOptions } from '../provider-options.js';
import type { Channel, Purpose } from '../../core/phone-code.js';
import type {
  CheckOutcome,
  DeliveryReference,
  EnrollOutcome,
  EnrollRequest,
  FactorReference,
  SendOutcome,
  SendRequest,
  ServiceFinding,
  ServiceInspection,
  PhoneCodeProvider,
} from '../phone-code-provider.js';

/** Authy sets the length of its login codes itself. The length of a registration code is part of the request. */
const DIGITS: Record<Purpose, number> = { login: 7, registration: 6 };
/** Authy wants an address for each user, and needs none: it knows them by their number. RFC 2606. */
const NO_ADDRESS = 'unknown@example.com';

/**
 * The Authy REST API (https://www.twilio.com/docs/authy/api), by hand: no kept client exists.
 *
 * Codes travel in its URLs. No URL leaves `#request`, neither to the log nor in an outcome's detail.
 */
export class AuthyProvider implements PhoneCodeProvider {
  readonly name = 'authy';
  readonly channels: readonly [Channel, ...Channel[]];

  constructor(private readonly options: ProviderOptions<AuthyConfig>) {
    this.channels = options.channels;
  }

  codeLength(purpose: Purpose): number {
    return DIGITS[purpose];
  }

  startPhoneVerification({ phone, channel, locale }: SendRequest): Promise<SendOutcome> {
    const body = {
      ...splitNumber(phone),
      via: channel,
      code_length: DIGITS.registration,
      locale: twilioLocale(locale),
    };
    return this.#ask<SendOutcome>('POST', '/phones/verification/start', body, (reply) =>
      sendOutcomeOf(reply, ({ uuid }) =>
        typeof uuid === 'string'
          ? { kind: 'sent', reference: uuid, channel }
          : { kind: 'unavailable', detail: 'reply to a start has no uuid' },
      ),
    );
  }

  /** By number: the uuid of a start is of use to Authy's support only. */
  checkPhoneVerification({ phone }: DeliveryReference, code: string): Promise<CheckOutcome> {
    const query = new URLSearchParams({ ...splitNumber(phone), verification_code: code }).toString();
    return this.#ask('GET', `/phones/verification/check?${query}`, undefined, phoneCheckOutcomeOf);
  }

  enroll({ phone, email = NO_ADDRESS }: EnrollRequest): Promise<EnrollOutcome> {
    const { phone_number, country_code } = splitNumber(phone);
    const body = { user: { email, cellphone: phone_number, country_code }, send_install_link_via_sms: false };
    return this.#ask('POST', '/users/new', body, (reply) => enrollOutcomeOf(reply, phone));
  }

  async sendLoginCode({ authyId }: FactorReference, { channel, locale }: SendRequest): Promise<SendOutcome> {
    if (!authyId) return NOT_ENROLLED;
    const path = `/${channel === 'call' ? 'call' : 'sms'}/${encodeURIComponent(authyId)}`;
    const query = new URLSearchParams({ force: 'true' });
    const supported = twilioLocale(locale);
    if (supported) query.set('locale', supported);
    return this.#ask<SendOutcome>('GET', `${path}?${query.toString()}`, undefined, (reply) =>
      sendOutcomeOf(reply, () => ({ kind: 'sent', reference: authyId, channel })),
    );
  }

  /** `force` makes Authy check the code even for a user who never opened its app. Without it any code passes. */
  async checkLoginCode(
    { authyId }: FactorReference,
    _delivery: DeliveryReference,
    code: string,
  ): Promise<CheckOutcome> {
    if (!authyId) return NOT_ENROLLED;
    const path = `/verify/${encodeURIComponent(code)}/${encodeURIComponent(authyId)}?force=true`;
    return this.#ask('GET', path, undefined, tokenCheckOutcomeOf);
  }

  async unenroll({ authyId }: FactorReference): Promise<void> {
    if (!authyId) return;
    await this.#ask('POST', `/users/${encodeURIComponent(authyId)}/remove`, {}, () => undefined);
  }

  /** Authy has no such call; its codes end by themselves. */
  async cancel(): Promise<void> {}

  health() {
    return { circuit: this.options.breaker.state };
  }

  /** An API key is one application's, for logins and registrations alike. */
  async inspect(): Promise<ServiceInspection[]> {
    const finding = await this.options.breaker.run<ServiceFinding>(async () => {
      const reply = await this.#request('GET', '/app/details', undefined);
      return applicationFindingOf(reply);
    });
    return [{ service: 'the application of AUTHY_API_KEY', purposes: ['login', 'registration'], ...finding }];
  }

  /**
   * The number of a user, to move them to Verify. Authy's support opens this call for an application on request
   * (https://www.twilio.com/docs/authy/export-api-for-authy-user-phone-numbers).
   */
  findPhone(authyId: string): Promise<PhoneLookup> {
    const path = `/users/${encodeURIComponent(authyId)}/phone_number`;
    return this.#ask<PhoneLookup>('GET', path, undefined, phoneLookupOf);
  }

  /** One operation, from request to outcome. What is wrong with the whole service leaves as `VendorOutage`. */
  #ask<T>(
    method: 'GET' | 'POST',
    path: string,
    body: object | undefined,
    toOutcome: (reply: AuthyReply) => T,
  ): Promise<T | Unavailable> {
    const { breaker, logger } = this.options;
    return breaker.run(async () => {
      const reply = await this.#request(method, path, body);
      if (isWrongApiKey(reply))
        logger.error(
          { provider: this.name, code: 60001 },
          'Authy refuses our API key: nobody gets a code. Correct AUTHY_API_KEY',
        );
      const outage = authyOutageOf(reply);
      if (outage) throw new VendorOutage(outage);
      return toOutcome(reply);
    });
  }

  async #request(method: 'GET' | 'POST', path: string, body: object | undefined): Promise<AuthyReply> {
    const { config, transport, timeoutMs } = this.options;
    const response = await exchange(
      transport,
      {
        method,
        url: `${config.baseUrl}/protected/json${path}`,
        headers: {
          accept: 'application/json',
          'x-authy-api-key': config.apiKey,
          ...(body && { 'content-type': 'application/json' }),
        },
        body: body && JSON.stringify(body),
      },
      timeoutMs,
    );
    return { status: response.status, headers: response.headers, body: parseJsonObject(response) };
  }
}

const NOT_ENROLLED: Unavailable = { kind: 'unavailable', detail: 'the user has no Authy id' };

/** E.164 into Authy's two halves. What cannot be split goes as it is: refusing it is Authy's to do (60033). */
function splitNumber(phone: string): { phone_number: string; country_code: string } {
  const parsed = parsePhoneNumberFromString(phone);
  return { phone_number: parsed?.nationalNumber ?? phone, country_code: parsed?.countryCallingCode ?? '' };
}
