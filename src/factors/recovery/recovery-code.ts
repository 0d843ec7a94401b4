import { createHash, randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O and U, which people take for other characters. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 120 bits. So a plain hash is enough (NIST SP 800-63B-4, 3.1.2.2). */
const LENGTH = 24;
const GROUP = 6;
const FORM = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** A new recovery code, in four groups: `XXXXXX-XXXXXX-XXXXXX-XXXXXX`. */
export function newRecoveryCode(): string {
  const characters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte & 31]).join('');
  return characters.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? '';
}

/** Whether a typed text has the form of a recovery code. */
export function isRecoveryCode(typed: string): boolean {
  return FORM.test(normalize(typed));
}

/**
 * SHA-256 of a code in the form that is compared: case, blanks and dashes do not matter, and neither do characters that
 * look alike.
 */
export function hashRecoveryCode(typed: string): string {
  return createHash('sha256').update(normalize(typed)).digest('hex');
}

/** The same for a code as it is shown and as people type it. */
function normalize(typed: string): string {
  // Nobody types so much, and normalization takes time.
  if (typed.length > 100) return '';
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}\p{Cf}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
}
