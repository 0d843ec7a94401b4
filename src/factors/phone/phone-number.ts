import {
  type CountryCode,
  type PhoneNumber,
  type PhoneNumberType,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import type { PhoneNumberRule } from '../../config/config.js';
import { sentence } from '../../core/sentences.js';
import { ServiceError } from '../../core/service-error.js';
import { isAuthyTarget } from './login-target.js';

/** E.164 has 15 digits; the rest is room for notation. */
const MAX_LENGTH = 64;

/** Marks that are not seen: those of text direction, which contacts apps copy, and those of width zero. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\p{Cf}/gu;
/** `(+48)`: the library knows brackets only after the country code. */
const BRACKETS_AROUND_COUNTRY_CODE = /^[([]\s*(\+\d{1,3})\s*[)\]]/;
/** RFC 3966, what a link to a number holds. */
const LINK = /^tel:/i;

/**
 * Forms from before a country changed its numbers, which WhatsApp still shows: Mexico's 1 before mobile numbers (until
 * 2019), and Brazil's mobile numbers without the ninth digit (until 2016).
 */
const OLDER_FORMS: readonly (readonly [RegExp, string])[] = [
  [/^\+521(\d{10})$/, '+52$1'],
  [/^\+55(\d{2})([6-9]\d{7})$/, '+55$19$2'],
];

/**
 * Kinds that cost the caller money, or that nobody reads. Landlines are not among them: the metadata calls many mobile
 * numbers landlines (+48123456789), and the provider itself says what cannot receive a message.
 */
const REFUSED_TYPES: readonly PhoneNumberType[] = [
  'PREMIUM_RATE',
  'SHARED_COST',
  'PERSONAL_NUMBER',
  'PAGER',
  'VOICEMAIL',
];

/**
 * A number in any international notation, as E.164.
 *
 * @param rule `strict`: it is in a range that the metadata knows. `possible`: it has a length that numbers of its
 * country have, and the provider checks the rest
 * @throws INVALID_PHONE_NUMBER
 */
export function parsePhone(text: string, rule: PhoneNumberRule): string {
  const number = text.length <= MAX_LENGTH ? parse(toPlainText(text)) : undefined;
  const isAccepted = rule === 'strict' ? number?.isValid() : number?.isPossible();
  if (!number || !isAccepted || number.ext !== undefined)
    throw new ServiceError('INVALID_PHONE_NUMBER', sentence('phoneDoesNotExist'), { field: 'phone' });
  return number.number;
}

/** Full width becomes ASCII (NFKC), marks and outer blanks go. */
function toPlainText(text: string): string {
  const visible = text.normalize('NFKC').replace(INVISIBLE, '').trim();
  return visible.replace(LINK, '').trim().replace(BRACKETS_AROUND_COUNTRY_CODE, '$1 ');
}

function parse(text: string): PhoneNumber | undefined {
  const number = parsePhoneNumberFromString(text, { extract: false });
  if (!number || number.isValid()) return number;
  for (const [older, today] of OLDER_FORMS) {
    const moved = parsePhoneNumberFromString(number.number.replace(older, today));
    if (older.test(number.number) && moved?.isValid()) return moved;
  }
  return number;
}

/**
 * Checks that codes may be sent to a number, new or registered.
 *
 * @param phone E.164, or an Authy id
 * @param countries ISO codes that may receive codes; empty means all
 * @throws PHONE_NOT_ALLOWED
 */
export function requireAllowedPhone(phone: string, countries: readonly string[]): void {
  // Only Authy knows the number of an Authy id, and it has countries of its own.
  if (isAuthyTarget(phone)) return;
  const number = parsePhoneNumberFromString(phone);
  const type = number?.getType();
  if ((type && REFUSED_TYPES.includes(type)) || !isAllowedCountry(number?.country, countries))
    throw new ServiceError('PHONE_NOT_ALLOWED', undefined, { field: 'phone' });
}

/** Numbers of no country (satellite, toll-free 800) are allowed only where all countries are. */
function isAllowedCountry(country: CountryCode | undefined, countries: readonly string[]): boolean {
  return countries.length === 0 || (country !== undefined && countries.includes(country));
}

/** `+48123456789` becomes `+48 •• ••• •• 89`: enough to know one's own number by, and no more. */
export function maskPhone(phone: string): string {
  if (isAuthyTarget(phone)) return '•••';
  const number = parsePhoneNumberFromString(phone);
  const code = `+${number?.countryCallingCode ?? ''}`;
  const rest = (number?.formatInternational() ?? phone).slice(code.length);
  const digits = rest.replace(/\D/g, '').length;
  let seen = 0;
  return code + rest.replace(/\d/g, (digit) => (++seen > digits - 2 ? digit : '•'));
}
