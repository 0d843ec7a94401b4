import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  hashRecoveryCode,
  isRecoveryCode,
  newRecoveryCode,
} from '../../../src/factors/recovery/recovery-code.js';

const codes = fc.constant(null).map(() => newRecoveryCode());
const BETWEEN = fc.constantFrom('', ' ', '-', '–', '—', '‐', '\u00a0', '\u200b', '\t', ' - ');
/** How people write the characters that look alike. */
const LOOKS: Record<string, string[]> = { '0': ['0', 'O', 'o'], '1': ['1', 'I', 'i', 'L', 'l'] };

/** The code as somebody may type it. */
const typings = codes.chain((code) => {
  const characters = Array.from(code.replaceAll('-', '')).map((character) =>
    fc.tuple(
      fc.constantFrom(...(LOOKS[character] ?? [character, character.toLowerCase(), fullWidth(character)])),
      BETWEEN,
    ),
  );
  return fc.tuple(...characters).map((parts) => ({ code, typed: parts.flat().join('') }));
});

function fullWidth(character: string): string {
  return String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0);
}

describe('a recovery code', () => {
  it('is four groups of six characters that nobody mistakes', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}(-[0-9A-HJKMNP-TV-Z]{6}){3}$/);
      }),
    );
  });

  it('is the same in any case, with any blanks and dashes, and with O for 0, I and L for 1', () => {
    fc.assert(
      fc.property(typings, ({ code, typed }) => {
        if (typed.length > 100) return;
        expect([isRecoveryCode(typed), hashRecoveryCode(typed)]).toEqual([true, hashRecoveryCode(code)]);
      }),
    );
  });

  it('is another one with any other character in it', () => {
    fc.assert(
      fc.property(codes, fc.nat(23), fc.nat(31), (code, place, index) => {
        const characters = Array.from(code.replaceAll('-', ''));
        const other = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[index] ?? '';
        if (characters[place] === other) return;
        characters[place] = other;
        expect(hashRecoveryCode(characters.join(''))).not.toBe(hashRecoveryCode(code));
      }),
    );
  });

  it('is no text of another form: a code of a message or an app never is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{4,10}$/)), (text) => {
        expect(isRecoveryCode(text)).toBe(false);
      }),
    );
    expect(isRecoveryCode('U'.repeat(24))).toBe(false);
    expect(isRecoveryCode(`${'0'.repeat(24)}${' '.repeat(100_000)}`)).toBe(false);
  });
});
