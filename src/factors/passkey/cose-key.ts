import { createPublicKey, type JsonWebKey } from 'node:crypto';

/** A public key as an authenticator gives it (RFC 9052, 7; RFC 9053, 7; RFC 8230, 4). */
export type CoseKey = ReadonlyMap<number, unknown>;

const ES256 = -7;
const EDDSA = -8;
const RS256 = -257;

/** COSE names of ES256, EdDSA and RS256: every authenticator makes one of them. Post-quantum keys are experimental. */
export const ALGORITHMS = [ES256, EDDSA, RS256];

const COORDINATE_BYTES = 32;
/** NIST SP 800-131A allows 2048 bits and more. Above 4096 a signature only takes longer to check. */
const MODULUS_BYTES = { min: 256, max: 512 };
/** FIPS 186-5, 5.4: odd and above 2^16, which has 3 bytes. Authenticators use 65537. */
const EXPONENT_BYTES = { min: 3, max: 4 };

/**
 * Checks that signatures can be verified with a key later. The library reads CBOR that was cut short as if it were whole.
 * Without this check a key with missing bytes would be stored, and its passkey would never sign in.
 *
 * @throws Error for anything but a whole key of `ALGORITHMS`, also for one with further members (WebAuthn 6.5.1.1)
 */
export function requireWholeKey(key: CoseKey): void {
  // Node refuses a point that is not on its curve.
  createPublicKey({ key: toJwk(key), format: 'jwk' });
}

function toJwk(key: CoseKey): JsonWebKey {
  switch (key.get(3)) {
    case ES256:
      requireMembers(key, { kty: 2, crv: 1, size: 5 });
      return { kty: 'EC', crv: 'P-256', x: coordinateOf(key, -2), y: coordinateOf(key, -3) };
    case EDDSA:
      requireMembers(key, { kty: 1, crv: 6, size: 4 });
      return { kty: 'OKP', crv: 'Ed25519', x: coordinateOf(key, -2) };
    case RS256:
      requireMembers(key, { kty: 3, size: 4 });
      return { kty: 'RSA', n: oddNumberOf(key, -1, MODULUS_BYTES), e: oddNumberOf(key, -2, EXPONENT_BYTES) };
    default:
      throw new Error('The algorithm of the key is not known');
  }
}

function requireMembers(
  key: CoseKey,
  { kty, crv, size }: { readonly kty: number; readonly crv?: number; readonly size: number },
): void {
  const isOfCurve = crv === undefined || key.get(-1) === crv;
  if (key.get(1) !== kty || !isOfCurve || key.size !== size)
    throw new Error('The members of the key are not those of its algorithm');
}

function coordinateOf(key: CoseKey, label: number): string {
  return bytesOf(key, label, { min: COORDINATE_BYTES, max: COORDINATE_BYTES }).toString('base64url');
}

/** A positive number as RFC 8230 writes it, without zeros before it. */
function oddNumberOf(key: CoseKey, label: number, range: { min: number; max: number }): string {
  const bytes = bytesOf(key, label, range);
  const isOdd = (bytes.at(-1) ?? 0) % 2 === 1;
  if (bytes[0] === 0 || !isOdd) throw new Error('A number of the key is not valid');
  return bytes.toString('base64url');
}

function bytesOf(key: CoseKey, label: number, { min, max }: { min: number; max: number }): Buffer {
  const value = key.get(label);
  if (!(value instanceof Uint8Array) || value.length < min || value.length > max)
    throw new Error('A member of the key has not its length');
  return Buffer.from(value);
}
