import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { argon2Reader } from '../../../src/accounts/hashes/argon2.js';
import { readFirebaseExport } from '../../../src/accounts/hashes/firebase-scrypt.js';
import {
  type ForeignHash,
  storedForm,
  UnusableHashError,
} from '../../../src/accounts/hashes/foreign-hash.js';
import { matchesForeign, readForeignHash } from '../../../src/accounts/hashes/foreign-hashes.js';

interface Vector {
  readonly format: string;
  readonly password: string;
  readonly hash: string;
}

/** Made by Django 3.2, python3-argon2, python3-bcrypt and hashlib: see make_vectors.py. */
const VECTORS = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')) as Vector[];

/** As a sign-in does it: from the form that the database has. */
const matches = (password: string, hash: ForeignHash) =>
  matchesForeign([password], readForeignHash(storedForm(hash)), []);

function reasonOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof UnusableHashError) return error.reason;
    throw error;
  }
  return undefined;
}

describe('a hash of another system', () => {
  it.each([...new Set(VECTORS.map(({ format }) => format))])(
    'of the format %s opens with its password alone',
    async (format) => {
      for (const { password, hash } of VECTORS.filter((vector) => vector.format === format)) {
        const read = readForeignHash(hash);
        expect(await matches(password, read)).toBe(true);
        expect(await matches(`x${password}`, read)).toBe(false);
        expect(await matches('', read)).toBe(false);
      }
    },
  );

  it.each([
    ['text', 'hashUnknown', 'correct horse battery'],
    ['md5 of Django', 'hashUnknown', 'md5$salt$0123456789abcdef0123456789abcdef'],
    [
      'a billion iterations',
      'hashTooCostly',
      `pbkdf2_sha256$1000000000$salt$${Buffer.alloc(32).toString('base64')}`,
    ],
    ['no iterations', 'hashDamaged', `pbkdf2_sha256$0$salt$${Buffer.alloc(32).toString('base64')}`],
    [
      'a digest of many blocks',
      'hashTooCostly',
      `pbkdf2_sha256$1000$salt$${Buffer.alloc(3200).toString('base64')}`,
    ],
    ['an empty digest', 'hashDamaged', '$pbkdf2-sha256$i=1000$c2FsdHNhbHQ$AAAA'],
    ['4 GiB of memory', 'hashTooCostly', `$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$${'A'.repeat(43)}`],
    [
      'a thousand passes over 64 MiB',
      'hashTooCostly',
      `$argon2id$v=19$m=65536,t=1000,p=1$c2FsdHNhbHQ$${'A'.repeat(43)}`,
    ],
    ['less memory than lanes', 'hashDamaged', `$argon2id$v=19$m=8,t=1,p=4$c2FsdHNhbHQ$${'A'.repeat(43)}`],
    ['a short salt', 'hashDamaged', `$argon2id$v=19$m=64,t=1,p=1$c2Fs$${'A'.repeat(43)}`],
    ['Argon2 of 2013', 'hashUnknown', `$argon2id$v=16$m=64,t=1,p=1$c2FsdHNhbHQ$${'A'.repeat(43)}`],
    [
      'scrypt with 16 GiB',
      'hashTooCostly',
      `scrypt$16777216$salt$8$1$${Buffer.alloc(64).toString('base64')}`,
    ],
    [
      'scrypt with a cost of three',
      'hashDamaged',
      `scrypt$3$salt$8$1$${Buffer.alloc(64).toString('base64')}`,
    ],
    ['scrypt with 2^99', 'hashTooCostly', `$scrypt$ln=99,r=8,p=1$c2FsdA$${'A'.repeat(43)}`],
    ['bcrypt with a cost of 31', 'hashTooCostly', `$2y$31$${'a'.repeat(53)}`],
    ['bcrypt with a cost of 3', 'hashDamaged', `$2y$03$${'a'.repeat(53)}`],
    ['bcrypt that was cut', 'hashUnknown', `$2y$10$${'a'.repeat(40)}`],
    ['a Firebase hash without parameters', 'hashNeedsParameters', 'firebase-scrypt$c2FsdA==$aGFzaA=='],
  ])('is refused with a reason: %s', (_what, reason, hash) => {
    expect(reasonOf(() => readForeignHash(hash))).toBe(reason);
  });

  it('of Argon2 says that it needs a newer Node.js where there is no Argon2', () => {
    const hash = VECTORS.find(({ format }) => format === 'phc argon2id')?.hash ?? '';
    expect(reasonOf(() => argon2Reader(null)(hash))).toBe('hashNeedsNewerNode');
  });

  it('takes the work of each stored kind, whatever is compared', async () => {
    const done: string[] = [];
    const hash = (group: string, rounds: number): ForeignHash => ({
      ...{ kind: `${group}${rounds}$`, group, rounds, salt: 'salt$', digest: `${group}-right` },
      derive: async (password, _salt, count) => {
        done.push(...Array.from({ length: count }, () => group));
        return `${group}-${password}`;
      },
    });
    const stored = [hash('a', 2), hash('b', 1), hash('a', 5)];
    const workOf = async (password: string, own?: ForeignHash) => {
      done.length = 0;
      const isSame = await matchesForeign([password], own, stored);
      return [isSame, done.toSorted().join('')];
    };
    expect(await workOf('wrong')).toEqual([false, 'aaaaab']);
    expect(await workOf('right')).toEqual([false, 'aaaaab']);
    expect(await workOf('right', hash('a', 2))).toEqual([true, 'aaaaab']);
    expect(await workOf('wrong', hash('a', 5))).toEqual([false, 'aaaaab']);
    expect(await workOf('right', hash('b', 1))).toEqual([true, 'aaaaab']);
    expect(await workOf('wrong', hash('b', 1))).toEqual([false, 'aaaaab']);
  });
});

describe('a hash of Firebase', () => {
  /** The example of github.com/firebase/scrypt. */
  const parameters = {
    signerKey: Buffer.from(
      'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==',
      'base64',
    ),
    saltSeparator: Buffer.from('Bw==', 'base64'),
    rounds: 8,
    memoryCost: 14,
  };
  const HASH = 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==';
  const exported = `firebase-scrypt$42xEC+ixf3L2lw==$${HASH}`;

  it('opens with the password of its published example, and keeps no signer key', async () => {
    const hash = readFirebaseExport(exported, parameters);
    if (!hash) throw new Error('It was not read.');
    expect(await matches('user1password', hash)).toBe(true);
    expect(await matches('user2password', hash)).toBe(false);
    expect(storedForm(hash)).not.toContain(parameters.signerKey.toString('base64').slice(0, 20));
  });

  it('made with another signer key does not open', async () => {
    const signerKey = Buffer.alloc(64, 7);
    const hash = readFirebaseExport(exported, { ...parameters, signerKey });
    if (!hash) throw new Error('It was not read.');
    expect(await matches('user1password', hash)).toBe(false);
  });
});
