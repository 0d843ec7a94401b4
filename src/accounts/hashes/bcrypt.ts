import { createHash } from 'node:crypto';
import bcrypt from 'bcrypt';
import { bounded, type HashReader, UnusableHashError } from './foreign-hash.js';

/** The one door to the package. */
export { bcrypt };

/** About two seconds: each cost is twice the work of the one below. */
const MAX_COST = 15;
const PLAIN = /^(?:bcrypt\$)?\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;
const HASHED_FIRST = /^bcrypt_sha256\$\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;
const MIN_COST = 4;

/**
 * bcrypt of another system: `$2a$`, `$2b$`, `$2y$`, and Django's `bcrypt$` and `bcrypt_sha256$` before it. The three
 * versions are the same for passwords below 255 bytes. All of them read 72 bytes and ignore the rest.
 *
 * The stored form is Django's. So it differs from that of our own hashes, which are never of a longer password.
 */
export const readBcrypt: HashReader = (text) =>
  read('bcrypt$', PLAIN.exec(text), (password) => password) ??
  read('bcrypt_sha256$', HASHED_FIRST.exec(text), (password) =>
    createHash('sha256').update(password).digest('hex'),
  );

function read(
  name: string,
  match: RegExpExecArray | null,
  prepare: (password: string) => string,
): ReturnType<HashReader> {
  if (!match) return undefined;
  const [, costText = '', salt = '', digest = ''] = match;
  if (bounded(costText, MAX_COST) < MIN_COST) throw new UnusableHashError('hashDamaged');
  const version = `$2b$${costText}$`;
  const kind = name + version;
  return {
    ...{ kind, group: kind, rounds: 1, salt, digest },
    derive: async (password, saltText) =>
      (await bcrypt.hash(prepare(password), version + saltText)).slice(version.length + saltText.length),
  };
}
