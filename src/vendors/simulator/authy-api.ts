import { randomInt, randomUUID } from 'node:crypto';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { secondsUntil, type Clock } from '../../core/clock.js';
import type { HttpResponse } from '../http-transport.js';
import { applicationDetails, authyErrors, authyMagicReplies } from './authy-replies.js';
import { json, type ApiCall } from './exchange.js';
import { isExpiredCode, magicOutcomeOf, WRONG_SECRET } from './magic-numbers.js';
import type { SentMessages } from './sent-messages.js';
import { SimulatedCode } from './simulated-code.js';
import { isoSeconds } from './verification.js';

/** Digits of a login code; Authy's own choice, unlike those of a phone verification. */
const LOGIN_CODE_DIGITS = 7;

interface AuthyUser {
  id: number;
  phone: string;
  loginCode?: SimulatedCode;
}

type Handler = (call: ApiCall, ...captures: string[]) => HttpResponse | Promise<HttpResponse>;

/** The Authy REST API as far as this server uses it. */
export class AuthyApi {
  readonly #verifications = new Map<string, SimulatedCode>();
  readonly #users = new Map<string, AuthyUser>();
  readonly #routes: readonly (readonly [RegExp, Handler])[] = [
    [/^POST \/phones\/verification\/start$/, (call) => this.#startVerification(call)],
    [/^GET \/phones\/verification\/check$/, (call) => this.#checkVerification(call)],
    [/^POST \/users\/new$/, (call) => this.#addUser(call)],
    [/^GET \/(sms|call)\/(\d+)$/, (call, channel = '', id = '') => this.#sendLoginCode(call, channel, id)],
    [/^GET \/verify\/(\w+)\/(\d+)$/, (_call, code = '', id = '') => this.#verifyLoginCode(code, id)],
    [/^POST \/users\/(\d+)\/(?:remove|delete)$/, (_call, id = '') => this.#removeUser(id)],
    [/^GET \/users\/(\d+)\/phone_number$/, (_call, id = '') => this.#exportPhone(id)],
    [/^GET \/app\/details$/, () => applicationDetails()],
  ];

  constructor(
    private readonly sentMessages: SentMessages,
    private readonly clock: Clock,
  ) {}

  async handle(call: ApiCall): Promise<HttpResponse> {
    const apiKey = call.headers['x-authy-api-key'];
    if (!apiKey || apiKey === WRONG_SECRET) return authyErrors.invalidApiKey();
    const target = `${call.method} ${call.path.replace(/^\/protected\/json/, '')}`;
    for (const [pattern, handler] of this.#routes) {
      const match = pattern.exec(target);
      if (match) return handler(call, ...match.slice(1));
    }
    return authyErrors.notFound('Requested URL was not found.');
  }

  /** While a code is pending, a start sends it again. */
  async #startVerification({ fields }: ApiCall): Promise<HttpResponse> {
    const { phone_number, country_code, via = 'sms', code_length = '4', locale } = fields;
    if (!/^([4-9]|10)$/.test(code_length)) return authyErrors.invalidParameter('code_length');
    if (via !== 'sms' && via !== 'call') return authyErrors.invalidParameter('via');
    const phone = joinNumber(country_code, phone_number);
    const magic = phone && magicOutcomeOf(phone);
    if (magic) return authyMagicReplies[magic]();
    if (!phone) return authyErrors.invalidNumber();

    const now = this.clock();
    const pending = this.#verifications.get(phone);
    const sent =
      pending?.outcomeAt(now) === 'pending' ? pending : new SimulatedCode(phone, Number(code_length), now);
    this.#verifications.set(phone, sent);
    this.sentMessages.post({ sent, channel: via, service: 'registration', locale, sentAt: now });
    return json(200, {
      carrier: 'Simulated',
      is_cellphone: true,
      message: `${via === 'sms' ? 'Text message sent' : 'Call initiated'} to ${phone}.`,
      seconds_to_expire: secondsUntil(sent.expiresAt, now),
      uuid: randomUUID(),
      success: true,
    });
  }

  #checkVerification({ query }: ApiCall): HttpResponse {
    const code = query.get('verification_code') ?? '';
    const phone = joinNumber(query.get('country_code'), query.get('phone_number')) ?? '';
    const sent = this.#verifications.get(phone);
    const now = this.clock();
    if (sent?.outcomeAt(now) !== 'pending' || isExpiredCode(code)) return authyErrors.nonePending();
    if (!sent.check(code, now)) return authyErrors.wrongCode();
    return json(200, { message: 'Verification code is correct.', success: true });
  }

  #addUser({ fields }: ApiCall): HttpResponse {
    const phone = joinNumber(fields['user[country_code]'], fields['user[cellphone]']);
    const email = fields['user[email]'] ?? '';
    const errors = {
      ...(phone ? {} : { cellphone: 'is invalid' }),
      ...(/^[^\s@]+@[^\s@]+$/.test(email) ? {} : { email: 'is invalid' }),
    };
    if (!phone || Object.keys(errors).length > 0) return authyErrors.invalidUser(errors);
    const known = [...this.#users.values()].find((user) => user.phone === phone);
    const user = known ?? { id: randomInt(10_000_000, 100_000_000), phone };
    this.#users.set(String(user.id), user);
    return json(200, { message: 'User created successfully.', user: { id: user.id }, success: true });
  }

  /** Without `force`, Authy sends nothing to a phone that has its app, and calls that a success. */
  async #sendLoginCode({ query }: ApiCall, channel: string, id: string): Promise<HttpResponse> {
    const user = this.#users.get(id);
    if (!user) return authyErrors.notFound('User not found.');
    const cellphone = user.phone.replace(/\d(?=\d{2})/g, 'X');
    if (query.get('force') !== 'true')
      return json(200, { message: 'Ignored: the app is in use.', cellphone, ignored: true, success: true });
    const magic = magicOutcomeOf(user.phone);
    if (magic) return authyMagicReplies[magic]();

    const now = this.clock();
    if (user.loginCode?.outcomeAt(now) !== 'pending')
      user.loginCode = new SimulatedCode(user.phone, LOGIN_CODE_DIGITS, now);
    const locale = query.get('locale') ?? undefined;
    this.sentMessages.post({ sent: user.loginCode, channel, service: 'login', locale, sentAt: now });
    const message = channel === 'sms' ? 'SMS token was sent' : 'Call started...';
    return json(200, { message, cellphone, success: true });
  }

  /** Authy makes no difference between a wrong code and one that is used up or too old. */
  #verifyLoginCode(code: string, id: string): HttpResponse {
    const user = this.#users.get(id);
    if (!user) return authyErrors.notFound('User not found.');
    const now = this.clock();
    const valid = user.loginCode?.outcomeAt(now) === 'pending' && user.loginCode.check(code, now);
    return valid
      ? json(200, { message: 'Token is valid.', token: 'is valid', success: 'true' })
      : authyErrors.invalidToken();
  }

  #exportPhone(id: string): HttpResponse {
    const user = this.#users.get(id);
    if (!user) return authyErrors.unknownUser();
    const { country_code, phone_number } = splitNumber(user.phone);
    return json(200, { phone_number, country_code, e164: user.phone, updated_at: isoSeconds(this.clock()) });
  }

  #removeUser(id: string): HttpResponse {
    if (!this.#users.delete(id)) return authyErrors.notFound('User not found.');
    return json(200, { message: 'User was added to remove.', success: true });
  }
}

/** E.164, or undefined for what is no number at all. */
function joinNumber(countryCode: string | null | undefined, national: string | null | undefined) {
  const parsed = parsePhoneNumberFromString(`+${countryCode ?? ''}${national ?? ''}`);
  return parsed?.isPossible() ? parsed.number : undefined;
}

function splitNumber(phone: string): { country_code: string; phone_number: string } {
  const parsed = parsePhoneNumberFromString(phone);
  return { country_code: parsed?.countryCallingCode ?? '', phone_number: parsed?.nationalNumber ?? phone };
}
