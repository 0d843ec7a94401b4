import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, safe in a URL. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The hash that is stored in place of a random secret. Plain SHA-256 is enough for 256 random bits: nobody can guess
 * them (OWASP ASVS 5.0, 6.5).
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A secret derived from another one with a salt. It is as random as the first one. */
export function deriveSecret(salt: string, secret: string): string {
  return createHmac('sha256', salt).update(secret).digest('base64url');
}

/** Compares in constant time, so the time does not show where two hashes differ. */
export function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
