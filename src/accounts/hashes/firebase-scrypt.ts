import { createCipheriv } from 'node:crypto';
import {
  bounded,
  type ForeignHash,
  fromBase64,
  type HashReader,
  readTail,
  saltBytes,
  toBase64,
  UnusableHashError,
} from './foreign-hash.js';
import { readCost, runScrypt, type ScryptCost } from './scrypt.js';

/** The parameters of a Firebase project, as its console shows them. */
export interface FirebaseParameters {
  readonly signerKey: Buffer;
  readonly saltSeparator: Buffer;
  readonly rounds: number;
  readonly memoryCost: number;
}

const AES_KEY_BYTES = 32;
const AES_BLOCK_BYTES = 16;
const MAX_LOG_COST = 30;
const STORED = /^\$firebase-scrypt\$ln=(\d+),r=(\d+)\$([^$]*)\$([^$]+)$/;
const EXPORTED = /^firebase-scrypt\$([^$]*)\$([^$]+)$/;

/**
 * A hash of Firebase (github.com/firebase/scrypt): scrypt makes a key of the password, and AES-256-CTR encrypts the
 * signer key of the project with it. The stored form is `$firebase-scrypt$ln=…,r=…$salt$digest`.
 *
 * The salt has the separator of the project at its end. The digest is the key stream: the hash without the signer key,
 * which is therefore not kept.
 */
export const readFirebaseScrypt: HashReader = (text) => {
  const [, log, blockSize, salt = '', digest = ''] = STORED.exec(text) ?? [];
  if (EXPORTED.test(text)) throw new UnusableHashError('hashNeedsParameters');
  if (log === undefined) return undefined;
  return firebaseHash(readCost(2 ** bounded(log, MAX_LOG_COST), blockSize, '1'), salt, digest);
};

/**
 * Reads `firebase-scrypt$salt$hash`, with both in base64 as Firebase exports them.
 *
 * @returns undefined for a text that is of another format
 * @throws UnusableHashError
 */
export function readFirebaseExport(text: string, parameters: FirebaseParameters): ForeignHash | undefined {
  const [, salt, hash] = EXPORTED.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  const { signerKey, saltSeparator, rounds, memoryCost } = parameters;
  const encrypted = fromBase64(hash);
  if (encrypted.length !== signerKey.length) throw new UnusableHashError('hashDamaged');
  const keyStream = encrypted.map((byte, index) => byte ^ (signerKey[index] ?? 0));
  const wholeSalt = Buffer.concat([fromBase64(salt), saltSeparator]);
  const cost = readCost(2 ** bounded(String(memoryCost), MAX_LOG_COST), String(rounds), '1');
  return firebaseHash(cost, toBase64(wholeSalt), toBase64(keyStream));
}

function firebaseHash(cost: ScryptCost, salt: string, digest: string): ForeignHash {
  const tail = readTail(salt, digest);
  const bytes = Buffer.from(tail.digest, 'base64').length;
  const kind = `$firebase-scrypt$ln=${Math.log2(cost.cost)},r=${cost.blockSize}$`;
  return {
    ...tail,
    ...{ kind, group: kind, rounds: 1 },
    derive: async (password, saltText) => {
      const key = await runScrypt(password, saltBytes(saltText), AES_KEY_BYTES, cost);
      const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(AES_BLOCK_BYTES));
      return toBase64(cipher.update(Buffer.alloc(bytes)));
    },
  };
}
