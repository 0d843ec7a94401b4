import { sameText } from '../../core/secrets.js';
import { argon2Reader } from './argon2.js';
import { readBcrypt } from './bcrypt.js';
import { readFirebaseScrypt } from './firebase-scrypt.js';
import { type ForeignHash, type HashReader, UnusableHashError } from './foreign-hash.js';
import { readPbkdf2 } from './pbkdf2.js';
import { readScrypt } from './scrypt.js';

/** The formats of other systems. A new one is a file and a line here. */
const READERS: readonly HashReader[] = [
  readPbkdf2,
  readBcrypt,
  argon2Reader(),
  readScrypt,
  readFirebaseScrypt,
];

/** @throws UnusableHashError with the reason, for what nobody can sign in with here */
export function readForeignHash(text: string): ForeignHash {
  for (const read of READERS) {
    const hash = read(text);
    if (hash) return hash;
  }
  throw new UnusableHashError('hashUnknown');
}

/** @returns undefined for a text that no reader knows */
export function findForeignHash(text: string): ForeignHash | undefined {
  try {
    return readForeignHash(text);
  } catch (error) {
    if (error instanceof UnusableHashError) return undefined;
    throw error;
  }
}

/**
 * Whether one of the forms of a password is the one behind `hash`. Does the work of every kind in `stored`, whatever
 * the hash and the result: the time does not show whose hash came from elsewhere, or of which kind it is.
 *
 * @param hash undefined for a user who has none of another system
 * @param stored one hash of each kind that some user has
 */
export async function matchesForeign(
  forms: readonly string[],
  hash: ForeignHash | undefined,
  stored: readonly ForeignHash[],
): Promise<boolean> {
  let isSame = false;
  for (const sample of mostWork(hash ? [...stored, hash] : stored))
    for (const form of forms) {
      const own = hash?.group === sample.group ? hash : undefined;
      const { derive, salt, rounds } = own ?? sample;
      const digest = await derive(form, salt, rounds);
      if (own && sameText(digest, own.digest)) isSame = true;
      if (sample.rounds > rounds) await derive(form, salt, sample.rounds - rounds);
    }
  return isSame;
}

/** Of each group the kind with the most rounds. */
function mostWork(hashes: readonly ForeignHash[]): readonly ForeignHash[] {
  const most = new Map<string, ForeignHash>();
  for (const hash of hashes)
    if (hash.rounds > (most.get(hash.group)?.rounds ?? 0)) most.set(hash.group, hash);
  return [...most.values()];
}
