import type { CountryCode } from 'libphonenumber-js/min';
import { isSupportedCountry } from 'libphonenumber-js/min';

/** The country of the browser's language, such as `de-AT`; otherwise the United States. */
export function firstCountry(): CountryCode {
  const regions = navigator.languages.map((tag) => new Intl.Locale(tag).maximize().region ?? '');
  return regions.find((region) => isSupportedCountry(region)) ?? 'US';
}
