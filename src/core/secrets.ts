import { createHash, createHmac, randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

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

/** Compares in constant time, so the time does not show where two texts differ. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const slowHash = promisify<string, string, number, Buffer>(scrypt);
const HASH_BYTES = 32;

/** Digits that somebody types, each equally likely. */
export function randomDigits(length: number): string {
  return Array.from({ length }, () => randomInt(10)).join('');
}

/**
 * The hash that is stored in place of a short code: slow (scrypt, about 50 ms), so that somebody who reads the table
 * cannot try all codes while one is valid.
 *
 * @param salt something that is different for each code
 */
export async function hashCode(code: string, salt: string): Promise<string> {
  return (await slowHash(code, salt, HASH_BYTES)).toString('hex');
}
