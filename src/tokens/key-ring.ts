import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { KeyError } from '../core/keys/key-error.js';

/** The algorithm of a key. The key determines it, never the token (RFC 8725, 3.1). */
export type SigningAlgorithm = 'ES256' | 'ES384' | 'ES512' | 'RS256';

export interface VerificationKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicKey: KeyObject;
}

export interface SigningKey extends VerificationKey {
  readonly privateKey: KeyObject;
}

export interface KeyRing {
  readonly signing: SigningKey;
  readonly byId: ReadonlyMap<string, VerificationKey>;
  /** The public halves, as `/.well-known/jwks.json` publishes them (RFC 7517). */
  readonly jwks: { readonly keys: readonly JsonWebKey[] };
}

const ALGORITHM_BY_CURVE: Record<string, SigningAlgorithm> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};
const MIN_RSA_BITS = 2048;

export function keyRing(signing: SigningKey, others: readonly VerificationKey[] = []): KeyRing {
  const keys: VerificationKey[] = [signing, ...others];
  return {
    signing,
    byId: new Map(keys.map((key) => [key.kid, key])),
    jwks: {
      keys: keys.map(({ publicKey, kid, algorithm }) => ({
        ...publicKey.export({ format: 'jwk' }),
        kid,
        alg: algorithm,
        use: 'sig',
      })),
    },
  };
}

/** A new EC P-256 key as PKCS #8 PEM. */
export function generateSigningKeyPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function signingKey(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem);
  return { ...verificationKey(createPublicKey(pem)), privateKey };
}

export function verificationKey(publicKey: KeyObject): VerificationKey {
  return { kid: thumbprint(publicKey), algorithm: algorithmOf(publicKey), publicKey };
}

function algorithmOf(key: KeyObject): SigningAlgorithm {
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  const algorithm = ALGORITHM_BY_CURVE[namedCurve];
  if (key.asymmetricKeyType === 'ec' && algorithm) return algorithm;
  if (key.asymmetricKeyType !== 'rsa') throw new KeyError('is neither EC (P-256, P-384, P-521) nor RSA.');
  if (modulusLength < MIN_RSA_BITS)
    throw new KeyError(`is RSA of ${modulusLength} bits; at least ${MIN_RSA_BITS} are needed.`);
  return 'RS256';
}

/** RFC 7638: SHA-256 over the required members in the order of their names. */
function thumbprint(key: KeyObject): string {
  const { crv, e, kty, n, x, y } = key.export({ format: 'jwk' });
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y };
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}
