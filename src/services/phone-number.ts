import {
  type CountryCode,
  type PhoneNumberType,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { sentence, ServiceError } from './errors.js';

/** E.164 has 15 digits; the rest is room for notation. */
const MAX_LENGTH = 64;

/**
 * Kinds that cost whoever calls them, or nobody reads. Landlines are not among them: the metadata calls many
 * mobile numbers landlines (+48123456789), and the provider says by itself what cannot receive a message.
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
 * @throws INVALID_PHONE_NUMBER
 */
export function parsePhone(text: string): string {
  return parse(text).number;
}

/**
 * As `parsePhone`, for a number that codes may be sent to.
 *
 * @param countries ISO codes that may receive codes; empty means all
 * @throws INVALID_PHONE_NUMBER, PHONE_NOT_ALLOWED
 */
export function parseAllowedPhone(text: string, countries: readonly string[]): string {
  const number = parse(text);
  const type = number.getType();
  if ((type && REFUSED_TYPES.includes(type)) || !isAllowedCountry(number.country, countries))
    throw new ServiceError('PHONE_NOT_ALLOWED', undefined, { field: 'phone' });
  return number.number;
}

function parse(text: string): PhoneNumber {
  const number = text.length <= MAX_LENGTH ? parsePhoneNumberFromString(text, { extract: false }) : undefined;
  if (!number?.isValid() || number.ext !== undefined)
    throw new ServiceError('INVALID_PHONE_NUMBER', sentence('phoneDoesNotExist'), {
      field: 'phone',
    });
  return number;
}

/** `+48123456789` becomes `+48 ••• ••• •89`: enough to know one's own number by, and no more. */
export function maskPhone(phone: string): string {
  const number = parsePhoneNumberFromString(phone);
  const code = `+${number?.countryCallingCode ?? ''}`;
  const rest = (number?.formatInternational() ?? phone).slice(code.length);
  const digits = rest.replace(/\D/g, '').length;
  let seen = 0;
  return code + rest.replace(/\d/g, (digit) => (++seen > digits - 2 ? digit : '•'));
}

/** Digits at the end of a number that do not count towards its range: 100,000 numbers. */
const RANGE_DIGITS = 5;

/**
 * The range that a number is counted in against SMS pumping: the number without its last five digits, but never
 * less than its country code. `+48501001789` is in `+485010`.
 *
 * Why five: regulators hand numbers to operators in blocks of 10,000 to a million, and whoever pumps has a block,
 * or a good part of one. Smaller ranges (the three digits of `prefixKey`) would let them send a handful to each of
 * thousands of ranges; a whole country would stop everybody for the doings of one operator. Digits are taken from
 * the end because country codes differ in length: so a range is of one size everywhere.
 */
export function rangeOf(phone: string): string {
  const code = `+${parsePhoneNumberFromString(phone)?.countryCallingCode ?? ''}`;
  return phone.slice(0, Math.max(code.length, phone.length - RANGE_DIGITS));
}

/** `+485010` becomes `+485010•••••`: so that nobody who reads a log takes it for a number. */
export function maskRange(range: string): string {
  return range + '•'.repeat(RANGE_DIGITS);
}

/** Numbers of no country (satellite, toll-free 800) are allowed only where all countries are. */
function isAllowedCountry(country: CountryCode | undefined, countries: readonly string[]): boolean {
  return countries.length === 0 || (country !== undefined && countries.includes(country));
}
