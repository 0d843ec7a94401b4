import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import { useId } from 'react';
import { language, t } from '../../texts/texts.js';
import { Field } from './form.js';

export interface PhoneEntry {
  country: CountryCode;
  number: string;
}

const names = new Intl.DisplayNames([language], { type: 'region' });
const COUNTRIES = getCountries()
  .map((code) => ({ code, name: names.of(code) ?? code }))
  .sort((a, b) => a.name.localeCompare(b.name, language));

/** The number in E.164. An entry that is not a number is sent as typed, and the server explains the problem. */
export function toInternational({ country, number }: PhoneEntry): string {
  // The parser takes a full-width plus for punctuation, and then adds the country once more.
  const plain = number.normalize('NFKC').replace(/\p{Cf}/gu, '');
  return parsePhoneNumberFromString(plain, country)?.number ?? `+${getCountryCallingCode(country)}${plain}`;
}

/** `+48 501 234 567`, as people write it. */
export function grouped(phone: string): string {
  return parsePhoneNumberFromString(phone)?.formatInternational() ?? phone;
}

export function PhoneField({
  entry,
  onChange,
  autoFocus,
}: {
  entry: PhoneEntry;
  onChange: (entry: PhoneEntry) => void;
  autoFocus?: boolean;
}) {
  const id = useId();
  return (
    <div className="phone">
      <div className="field">
        <label htmlFor={id}>{t.country}</label>
        <select
          id={id}
          autoFocus={autoFocus}
          autoComplete="tel-country-code"
          value={entry.country}
          onChange={({ target }) => onChange({ ...entry, country: target.value as CountryCode })}
        >
          {COUNTRIES.map(({ code, name }) => (
            <option key={code} value={code}>
              {name} +{getCountryCallingCode(code)}
            </option>
          ))}
        </select>
      </div>
      <Field
        label={t.phoneNumber}
        name="phone"
        type="tel"
        autoComplete="tel-national"
        required
        value={entry.number}
        onChange={({ target }) => onChange({ ...entry, number: target.value })}
      />
    </div>
  );
}
