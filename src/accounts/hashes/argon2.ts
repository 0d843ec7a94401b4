import crypto, { type Argon2Algorithm } from 'node:crypto';
import {
  bounded,
  type HashReader,
  readTail,
  saltBytes,
  toBase64,
  UnusableHashError,
} from './foreign-hash.js';

/** KiB that one sign-in may take. Each thread that hashes needs as much at once. */
const MAX_MEMORY = 256 * 1024;
/** Passes over that much memory: about two seconds. */
const MAX_WORK = 4 * MAX_MEMORY;
const MAX_PASSES = 1000;
const MAX_PARALLELISM = 64;
const MIN_SALT_BYTES = 8;

/** Django writes `argon2` before the PHC string. Of the versions of Argon2 only 1.3 (19) is in use. */
const FORM = /^(?:argon2)?(\$(argon2id|argon2i|argon2d)\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$)([^$]*)\$([^$]+)$/;

/** Node.js has it since 24.7. */
const OF_NODE = (crypto as Partial<typeof crypto>).argon2 ?? null;

/**
 * Argon2 (RFC 9106): PHC `$argon2id$v=19$m=…,t=…,p=…$salt$digest`, also as Django writes it.
 *
 * @param argon2 null where Node.js has none
 */
export function argon2Reader(argon2: typeof crypto.argon2 | null = OF_NODE): HashReader {
  return (text) => {
    const match = FORM.exec(text);
    if (!match) return undefined;
    if (!argon2) throw new UnusableHashError('hashNeedsNewerNode');
    const [, kind = '', algorithm, memoryText, passesText, parallelismText, salt = '', digest = ''] = match;
    const memory = bounded(memoryText, MAX_MEMORY);
    const passes = bounded(passesText, MAX_PASSES);
    const parallelism = bounded(parallelismText, MAX_PARALLELISM);
    if (memory * passes > MAX_WORK) throw new UnusableHashError('hashTooCostly');
    const tail = readTail(salt, digest);
    const tagLength = Buffer.from(tail.digest, 'base64').length;
    if (memory < 8 * parallelism || saltBytes(tail.salt).length < MIN_SALT_BYTES)
      throw new UnusableHashError('hashDamaged');
    return {
      ...tail,
      ...{ kind, group: kind, rounds: 1 },
      derive: (password, saltText) =>
        new Promise((resolve, reject) => {
          const parameters = { message: password, nonce: saltBytes(saltText) };
          const cost = { memory, passes, parallelism, tagLength };
          argon2(algorithm as Argon2Algorithm, { ...parameters, ...cost }, (error, tag) => {
            if (error) reject(error);
            else resolve(toBase64(tag));
          });
        }),
    };
  };
}
