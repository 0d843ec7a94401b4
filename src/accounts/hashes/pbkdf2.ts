import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { bounded, type ForeignHash, type HashReader, readTail, saltBytes, toBase64 } from './foreign-hash.js';
import { UnusableHashError } from './foreign-hash.js';

/** A second or two. OWASP asks for 600,000 of SHA-256; Django 6.0 has 1,200,000. */
const MAX_ITERATIONS = 3_000_000;
const DIGEST_BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };

const run = promisify(pbkdf2);

/** Django: the salt is a text, the digest has padding. */
const DJANGO = /^pbkdf2_(sha1|sha256)\$(\d+)\$([^$]*)\$([^$]+)$/;
/** PHC string, and the form of passlib without `i=`. */
const PHC = /^\$pbkdf2-(sha1|sha256|sha512)\$(?:i=)?(\d+)(?:,l=\d+)?\$([^$]*)\$([^$]+)$/;

/** PBKDF2 with HMAC (RFC 8018): Django `pbkdf2_sha256$iterations$salt$digest`, PHC `$pbkdf2-sha256$i=…$salt$digest`. */
export const readPbkdf2: HashReader = (text) => {
  const django = DJANGO.exec(text);
  if (django) {
    const [, algorithm = '', iterations, salt = '', digest = ''] = django;
    return pbkdf2Hash(algorithm, iterations, toBase64(Buffer.from(salt)), digest);
  }
  const phc = PHC.exec(text);
  if (!phc) return undefined;
  const [, algorithm = '', iterations, salt = '', digest = ''] = phc;
  return pbkdf2Hash(algorithm, iterations, salt, digest);
};

function pbkdf2Hash(
  algorithm: string,
  iterations: string | undefined,
  salt: string,
  digest: string,
): ForeignHash {
  const rounds = bounded(iterations, MAX_ITERATIONS);
  const tail = readTail(salt, digest);
  const bytes = Buffer.from(tail.digest, 'base64').length;
  // More than one block would cost as many times the work.
  if (bytes > (DIGEST_BYTES[algorithm] ?? 0)) throw new UnusableHashError('hashTooCostly');
  const group = `$pbkdf2-${algorithm}$`;
  return {
    ...tail,
    kind: `${group}i=${rounds}$`,
    group,
    rounds,
    derive: async (password, saltText, count) =>
      toBase64(await run(password, saltBytes(saltText), count, bytes, algorithm)),
  };
}
