import { describe, expect, it } from '@jest/globals';
import { normalizeCode } from '../../client/index.js';
import { normalizeMailToken } from '../../client/sign-in/code.js';

describe('a code as users type it', () => {
  it.each([
    ['a space', '123 456'],
    ['a no-break space', '123\u00a0456'],
    ['a thin space', '123\u2009456'],
    ['a tab and a newline', '\t123456\n'],
    ['a hyphen', '123-456'],
    ['a dash', '123–456'],
    ['full-width digits', '１２３４５６'],
    ['full-width digits and space', '１２３　４５６'],
    ['Arabic digits', '١٢٣٤٥٦'],
    ['Persian digits', '۱۲۳۴۵۶'],
    ['Devanagari digits', '१२३४५६'],
    ['Bengali digits', '১২৩৪৫৬'],
    ['Thai digits', '๑๒๓๔๕๖'],
    ['marks of direction', '\u202a123456\u202c\u200e'],
    ['a zero-width space', '123\u200b456\ufeff'],
  ])('is understood with %s', (_what, typed) => {
    expect(normalizeCode(typed)).toBe('123456');
  });

  it.each([
    ['a recovery code', 'ABCDEF-GHJKMN-PQRSTV-WXYZ01', 'ABCDEFGHJKMNPQRSTVWXYZ01'],
    ['one in small letters and with spaces', ' abcdef ghjkmn pqrstv wxyz01\n', 'abcdefghjkmnpqrstvwxyz01'],
  ])('keeps the letters of %s', (_what, typed, sent) => {
    expect(normalizeCode(typed)).toBe(sent);
  });

  it('covers the ten digits of a script', () => {
    expect(normalizeCode('٠١٢٣٤٥٦٧٨٩')).toBe('0123456789');
  });

  it.each(['12345a', '123.456', '½23456', '①23456', '1234567', '../sms'])(
    'keeps other characters for the server to refuse: %s',
    (typed) => {
      expect(normalizeCode(typed)).toBe(typed);
    },
  );

  it('is distinguished from the token of a link, whose dashes stay', () => {
    expect(normalizeMailToken(' 1234-5678 ')).toBe('12345678');
    expect(normalizeMailToken(' 12-_ab\n')).toBe('12-_ab');
  });
});
