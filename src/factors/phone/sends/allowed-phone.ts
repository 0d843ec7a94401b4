import { type CountryCode, type PhoneNumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { ServiceError } from '../../../core/service-error.js';
import { isAuthyTarget } from '../login-target.js';

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
