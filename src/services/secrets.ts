import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, safe in a URL. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What is stored of a random secret. Plain SHA-256 is enough: there is nothing to guess in 256 random bits
 * (OWASP ASVS 5.0, 6.5).
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A secret that follows from another one, for whoever has the salt: as random as that. */
export function deriveSecret(salt: string, secret: string): string {
  return createHmac('sha256', salt).update(secret).digest('base64url');
}

/** Compares without telling by the time where two hashes differ. */
export function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
