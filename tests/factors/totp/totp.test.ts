import { describe, expect, it } from '@jest/globals';
import {
  codeAt,
  matchingStep,
  newTotpSecret,
  otpauthUri,
  stepAt,
  toBase32,
} from '../../../src/factors/totp/totp.js';

/** RFC 6238, appendix B: the last six of the eight digits there. */
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;
const SECRET = Buffer.from('12345678901234567890');
const at = (seconds: number) => new Date(seconds * 1000);

describe('a time-based code', () => {
  it.each(VECTORS)('is the one of RFC 6238 at %d s', (seconds, code) => {
    expect(codeAt(SECRET, stepAt(at(seconds)))).toBe(code);
    expect(matchingStep(SECRET, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it('matches one step early and late, and no further', () => {
    const now = at(1_111_111_111);
    const step = stepAt(now);
    const matches = [-2, -1, 0, 1, 2].map((off) => matchingStep(SECRET, codeAt(SECRET, step + off), now));
    expect(matches).toEqual([undefined, step - 1, step, step + 1, undefined]);
  });

  it('comes from 160 random bits', () => {
    const secrets = [newTotpSecret(), newTotpSecret()];
    expect(secrets.map(({ length }) => length)).toEqual([20, 20]);
    expect(secrets[0]).not.toEqual(secrets[1]);
  });

  it('is set up by an address that apps read', () => {
    // RFC 4648, 10.
    expect(toBase32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
    const uri = otpauthUri(SECRET, { issuer: 'My Shop & Co', account: 'ada@example.com' });
    expect(uri).toBe(
      'otpauth://totp/My%20Shop%20%26%20Co:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=My%20Shop%20%26%20Co&algorithm=SHA1&digits=6&period=30',
    );
  });
});
