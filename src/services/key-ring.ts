import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.js';

/** The one algorithm that a key is used with: the key decides, never the token (RFC 8725, 3.1). */
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

/** Why the keys cannot be used, in one line fit to be printed. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

const ALGORITHM_BY_CURVE: Record<string, SigningAlgorithm> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};
const MIN_RSA_BITS = 2048;
/** In the data folder. */
export const DEVELOPMENT_KEY = 'signing-key.pem';

/**
 * Reads the PEM files of the configuration: the first signs, all verify. Without any, one key is made in the
 * data folder and kept (development only; `unsafe-choices.ts` demands the files in production).
 *
 * @throws KeyError that names the file and what is wrong with it
 */
export function loadKeyRing(config: Pick<Config, 'tokens' | 'dataDir'>): KeyRing {
  const files = config.tokens.keyFiles.length > 0 ? config.tokens.keyFiles : [developmentKey(config.dataDir)];
  const [signing, ...others] = files.map((file, index) => readKey(file, index === 0));
  if (!signing || !isSigningKey(signing))
    throw new KeyError(`${files[0]} holds no private key to sign with.`);
  return keyRing(signing, others);
}

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

/** A fresh EC P-256 key as PKCS #8 PEM. */
export function generateSigningKeyPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function signingKey(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem);
  return { ...verificationKey(createPublicKey(pem)), privateKey };
}

function readKey(file: string, signs: boolean): VerificationKey {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    throw new KeyError(`The key file ${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
  try {
    return signs ? signingKey(pem) : verificationKey(createPublicKey(pem));
  } catch (error) {
    if (error instanceof KeyError)
      throw new KeyError(`The key in ${file} ${error.message}`, { cause: error });
    // The parser's own words could quote the file.
    throw new KeyError(
      `The key file ${file} is not a PEM ${signs ? 'private key' : 'key'} without passphrase. Make one with: cli keys generate`,
    );
  }
}

function verificationKey(publicKey: KeyObject): VerificationKey {
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

function isSigningKey(key: VerificationKey): key is SigningKey {
  return 'privateKey' in key;
}

/** `wx`: of two processes that start at once, the second one reads what the first one wrote. */
function developmentKey(dataDir: string): string {
  const file = join(dataDir, DEVELOPMENT_KEY);
  if (existsSync(file)) return file;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new KeyError(`DATA_DIR ${dataDir} cannot be written: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  try {
    writeFileSync(file, generateSigningKeyPem(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new KeyError(`DATA_DIR ${dataDir} cannot hold a signing key: ${(error as Error).message}.`, {
        cause: error,
      });
  }
  return file;
}
