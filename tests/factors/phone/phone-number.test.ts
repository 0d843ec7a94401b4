import { describe, expect, it } from '@jest/globals';
import { parsePhone } from '../../../src/factors/phone/phone-number.js';

const INVALID = expect.objectContaining({ code: 'INVALID_PHONE_NUMBER' });

describe('a phone number', () => {
  it.each([
    ['a blank before it', ' +48501234567'],
    ['a tab and a newline', '\t+48501234567\n'],
    ['brackets around the country code', '(+48) 501 234 567'],
    ['square brackets there', '[+48]501234567'],
    ['full width', '＋４８５０１２３４５６７'],
    ['ideographic spaces', '+48\u3000501\u3000234\u3000567'],
    ['spaces that do not break', '+48\u00a0501\u202f234\u00a0567'],
    ['dashes of any kind', '+48‑501–234—567'],
    ['Arabic digits', '+٤٨٥٠١٢٣٤٥٦٧'],
    ['marks of text direction', '\u202a+48 501 234 567\u202c'],
    ['isolates', '\u2066+48501234567\u2069'],
    ['a byte-order mark', '\ufeff+48501234567'],
    ['spaces of no width', '+48501\u200b234\u2060567'],
    ['a soft hyphen', '+48501\u00ad234567'],
    ['dots and slashes', '+48.501/234.567'],
    ['the link of a contact', 'tel:+48-501-234-567'],
  ])('with %s is that number', (_what, text) => {
    expect(parsePhone(text, 'strict')).toBe('+48501234567');
  });

  it.each([
    ['of Mexico with the 1 before mobile numbers', '+52 1 55 1234 5678', '+525512345678'],
    ['of Brazil without the ninth digit', '+55 11 8765-4321', '+5511987654321'],
  ])('%s is understood as it is today', (_what, text, today) => {
    expect(parsePhone(text, 'strict')).toBe(today);
    expect(parsePhone(text, 'possible')).toBe(today);
  });

  it('of today stays as it is in Argentina, Brazil and Mexico', () => {
    for (const phone of ['+5491123456789', '+551132654321', '+525512345678'])
      expect(parsePhone(phone, 'strict')).toBe(phone);
  });

  it('in an unknown range is accepted with `possible` and refused with `strict`', () => {
    expect(parsePhone('+48 000 000 000', 'possible')).toBe('+48000000000');
    expect(() => parsePhone('+48 000 000 000', 'strict')).toThrow(INVALID);
  });

  it.each([
    ['nothing', ''],
    ['only invisible marks', '\u200b\u202a'],
    ['no country code', '501 234 567'],
    ['an extension', '+48501234567 ext. 5'],
    ['words around it', 'call +48501234567'],
    ['two numbers', '+48501234567, +48501234568'],
    ['a length that no number has', '+485012345678901'],
    ['a country code that nobody has', '+999123456789'],
    ['more notation than number', `+48501234567${' '.repeat(60)}`],
  ])('with %s is none', (_what, text) => {
    for (const rule of ['strict', 'possible'] as const) expect(() => parsePhone(text, rule)).toThrow(INVALID);
  });
});
