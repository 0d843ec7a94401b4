import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { requireWholeKey } from '../../../src/factors/passkey/cose-key.js';
import { makeKey } from '../../setup/factors/software-authenticator.js';

type Algorithm = Parameters<typeof makeKey>[0];
type Members = Map<number, unknown>;

const made = { ES256: makeKey('ES256'), EdDSA: makeKey('EdDSA'), RS256: makeKey('RS256') };
const keyOf = (algorithm: Algorithm) => new Map(made[algorithm].cose) as Members;
const bytesOf = (key: Members, label: number) => key.get(label) as Buffer;

function rsaMembers(modulusLength: number, publicExponent = 65_537): Members {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const key = keyOf('RS256');
  return key.set(-1, Buffer.from(n, 'base64url')).set(-2, Buffer.from(e, 'base64url'));
}

const refuses = (key: Members) => expect(() => requireWholeKey(key)).toThrow(Error);

describe('the public key of a passkey', () => {
  it.each<Algorithm>(['ES256', 'EdDSA', 'RS256'])('is a whole key of %s', (algorithm) => {
    expect(() => requireWholeKey(keyOf(algorithm))).not.toThrow();
  });

  it.each<[Algorithm, number]>([
    ['ES256', -2],
    ['ES256', -3],
    ['EdDSA', -2],
    ['RS256', -1],
    ['RS256', -2],
  ])(
    'of %s is refused with member %i cut short, too long, missing or of another type',
    (algorithm, label) => {
      const value = bytesOf(keyOf(algorithm), label);
      for (let length = 0; length < value.length; length++)
        refuses(keyOf(algorithm).set(label, value.subarray(0, length)));
      const others = [Buffer.concat([Buffer.alloc(1), value]), value.toString('base64url'), 1, true, null];
      for (const other of others) refuses(keyOf(algorithm).set(label, other));
      const without = keyOf(algorithm);
      without.delete(label);
      refuses(without);
    },
  );

  it.each<Algorithm>(['ES256', 'EdDSA', 'RS256'])(
    'of %s has no other members and no other type',
    (algorithm) => {
      refuses(keyOf(algorithm).set(4, [1]));
      refuses(keyOf(algorithm).set(1, 4));
      for (const other of [-7, -8, -257, -37, -48, 0, '-7', undefined])
        if (other !== keyOf(algorithm).get(3)) refuses(keyOf(algorithm).set(3, other));
      refuses(new Map());
    },
  );

  it('is of the curve that its algorithm has', () => {
    refuses(keyOf('ES256').set(-1, 2));
    refuses(keyOf('EdDSA').set(-1, 4));
  });

  it('is a point on the curve', () => {
    const key = keyOf('ES256');
    const y = Buffer.from(bytesOf(key, -3));
    y.writeUInt8(y.readUInt8(31) ^ 1, 31);
    refuses(key.set(-3, y));
    refuses(key.set(-2, Buffer.alloc(32)).set(-3, Buffer.alloc(32)));
  });

  it('of RS256 has 2048 to 4096 bits and an odd exponent above 65536', () => {
    for (const bits of [2048, 4096]) expect(() => requireWholeKey(rsaMembers(bits))).not.toThrow();
    for (const bits of [1024, 2040]) refuses(rsaMembers(bits));
    refuses(rsaMembers(2048, 3));
    const modulus = bytesOf(keyOf('RS256'), -1);
    refuses(keyOf('RS256').set(-1, Buffer.concat([modulus, modulus, modulus])));
    refuses(keyOf('RS256').set(-2, Buffer.from([1, 0, 2])));
    refuses(keyOf('RS256').set(-2, Buffer.from([1, 0, 0, 0, 1])));
  });
});
