/** The zeros of the digits that keyboards and phones write in Arabic, Persian, South Asian scripts, and full width. */
const ZEROS = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
  0x17e0, 0xff10,
];

/** Spaces, dashes, and the invisible marks that come along when text is copied. */
const SEPARATORS =
  /[\s\-\u00ad\u061c\u180e\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\u2212\ufe58\ufe63\uff0d\ufeff]/g;

/**
 * The code that a user typed or pasted, as the server accepts it: `123 456`, full-width and Arabic digits become
 * `123456`. Spaces, dashes and invisible marks are removed. All other characters stay, so that the server can refuse
 * them.
 */
export function normalizeCode(text: string): string {
  return Array.from(text, toAsciiDigit).join('').replace(SEPARATORS, '');
}

/** A code that the user typed, or the token of a link, which may contain dashes. */
export function normalizeMailToken(text: string): string {
  const code = normalizeCode(text);
  return /^\d+$/.test(code) ? code : text.trim();
}

function toAsciiDigit(char: string): string {
  const point = char.codePointAt(0) ?? 0;
  const zero = ZEROS.find((first) => point >= first && point < first + 10);
  return zero === undefined ? char : String(point - zero);
}
