/** Languages of Verify's own message templates (https://www.twilio.com/docs/verify/supported-languages). */
const SUPPORTED = [
  ...[
    'af',
    'ar',
    'ca',
    'cs',
    'da',
    'de',
    'el',
    'en',
    'en-GB',
    'es',
    'fi',
    'fr',
    'he',
    'hi',
    'hr',
    'hu',
    'id',
  ],
  ...['it', 'ja', 'ko', 'ms', 'nb', 'nl', 'pl', 'pt', 'pt-BR', 'ro', 'ru', 'sv', 'th', 'tl', 'tr', 'vi'],
  ...['zh', 'zh-CN', 'zh-HK'],
];

/** Tags in use for a language that Twilio knows by another. */
const ALIASES: Readonly<Record<string, string>> = {
  fil: 'tl',
  in: 'id',
  iw: 'he',
  no: 'nb',
  nn: 'nb',
  'zh-Hans': 'zh-CN',
  'zh-Hant': 'zh-HK',
  'zh-MO': 'zh-HK',
  'zh-TW': 'zh-HK',
};

/**
 * The locale to send to Twilio, from a BCP 47 tag: `pl-PL` is `pl`, `pt-br` is `pt-BR`.
 *
 * Undefined when Twilio has no such language: it then goes by the country of the number, while an unknown
 * `Locale` would fail the whole send with a 404.
 */
export function twilioLocale(tag: string | undefined): string | undefined {
  let candidate = canonical(tag);
  while (candidate) {
    const known = ALIASES[candidate] ?? candidate;
    if (SUPPORTED.includes(known)) return known;
    candidate = candidate.slice(0, Math.max(0, candidate.lastIndexOf('-')));
  }
  return undefined;
}

function canonical(tag: string | undefined): string {
  try {
    return tag ? new Intl.Locale(tag).baseName : '';
  } catch {
    return '';
  }
}
