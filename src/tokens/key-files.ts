import { createPublicKey } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { writeOnce } from '../core/keys/write-once.js';
import { KeyError } from '../core/keys/key-error.js';
import {
  generateSigningKeyPem,
  keyRing,
  type KeyRing,
  signingKey,
  type SigningKey,
  type VerificationKey,
  verificationKey,
} from './key-ring.js';

/** In the data folder. */
export const DEVELOPMENT_KEY = 'signing-key.pem';

/**
 * Reads the PEM files of the configuration: the first signs, all verify. If there are none, a key is made in the data
 * folder and kept. That is for development only: `config/rules.ts` requires the files in production.
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

/**
 * Checks each file of JWT_KEYS.
 *
 * @returns a sentence for each that cannot be used, with the name of the setting
 */
export function findUnusableKeys({ JWT_KEYS: files }: { JWT_KEYS: readonly string[] }): string[] {
  return files.flatMap((file, index) => {
    try {
      readKey(file, index === 0);
      return [];
    } catch (error) {
      if (error instanceof KeyError) return [`JWT_KEYS: ${error.message.replace(/\.$/, '')}`];
      throw error;
    }
  });
}

function readKey(file: string, signs: boolean): VerificationKey {
  let pem: string;
  try {
    // Editors on Windows write a byte-order mark, which no PEM parser accepts.
    pem = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new KeyError(`The key file ${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
  try {
    return signs ? signingKey(pem) : verificationKey(createPublicKey(pem));
  } catch (error) {
    if (error instanceof KeyError)
      throw new KeyError(`The key in ${file} ${error.message}`, { cause: error });
    // The message of the parser could quote the file.
    throw new KeyError(
      `The key file ${file} is not a PEM ${signs ? 'private key' : 'key'} without passphrase. Make one with: npm run cli -- keys generate`,
    );
  }
}

function isSigningKey(key: VerificationKey): key is SigningKey {
  return 'privateKey' in key;
}

function developmentKey(dataDir: string): string {
  const file = join(dataDir, DEVELOPMENT_KEY);
  if (existsSync(file)) return requireOwn(file);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new KeyError(`DATA_DIR ${dataDir} cannot be written: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  try {
    writeOnce(file, generateSigningKeyPem());
  } catch (error) {
    throw new KeyError(`DATA_DIR ${dataDir} cannot hold a signing key: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  return requireOwn(file);
}

/** Somebody else who may write to the folder could have put a key there. @throws KeyError */
function requireOwn(file: string): string {
  const uid = process.getuid?.();
  if (uid === undefined || lstatSync(file).uid === uid) return file;
  throw new KeyError(
    `The signing key ${file} belongs to another user of this machine, who can sign tokens with it. Remove it: a new one is made.`,
  );
}
