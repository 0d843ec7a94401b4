import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import { useId } from 'react';
import { Field } from './form.js';

export interface PhoneEntry {
  country: CountryCode;
  number: string;
}

const names = new Intl.DisplayNames(['en'], { type: 'region' });
const COUNTRIES = getCountries()
  .map((code) => ({ code, name: names.of(code) ?? code }))
  .sort((a, b) => a.name.localeCompare(b.name));

/** What the server takes: E.164 where the entry can be read, what was typed where it cannot. It says what is wrong. */
export function toInternational({ country, number }: PhoneEntry): string {
  return parsePhoneNumberFromString(number, country)?.number ?? `+${getCountryCallingCode(country)}${number}`;
}

export function PhoneField({
  entry,
  onChange,
}: {
  entry: PhoneEntry;
  onChange: (entry: PhoneEntry) => void;
}) {
  const id = useId();
  return (
    <div className="phone">
      <div className="field">
        <label htmlFor={id}>Country</label>
        <select
          id={id}
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
        label="Phone number"
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
