import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { loadConfig } from '../../src/config/config.js';
import { KeyError } from '../../src/core/keys/key-error.js';
import { generateSigningKeyPem, keyRing, signingKey } from '../../src/tokens/key-ring.js';
import { loadKeyRing } from '../../src/tokens/key-files.js';
import { TokenService } from '../../src/tokens/token.service.js';

const folder = mkdtempSync(join(tmpdir(), 'keys-'));

function pemFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const load = (...files: string[]) => loadKeyRing(loadConfig({ JWT_KEYS: files.join(','), DATA_DIR: folder }));

function rsa(modulusLength: number): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

describe('the key ring', () => {
  it('makes one key in development, readable by its owner alone, and keeps it', () => {
    const first = loadKeyRing(loadConfig({ DATA_DIR: join(folder, 'made') }));
    const again = loadKeyRing(loadConfig({ DATA_DIR: join(folder, 'made') }));
    expect(again.signing.kid).toBe(first.signing.kid);
    expect(statSync(join(folder, 'made', 'signing-key.pem')).mode & 0o777).toBe(0o600);
  });

  it('names a key by its RFC 7638 thumbprint, EC or RSA', async () => {
    for (const pem of [generateSigningKeyPem(), rsa(2048)]) {
      const key = signingKey(pem);
      expect(key.kid).toBe(await calculateJwkThumbprint(await exportJWK(key.publicKey)));
    }
  });

  it.each([
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
  ])('signs with the algorithm of the key: %s', (namedCurve, algorithm) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve });
    const ring = load(
      pemFile(`${namedCurve}.pem`, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    );
    expect(ring.signing.algorithm).toBe(algorithm);
    expect(signAndVerify(ring)).toBe(true);
  });

  it('signs with RSA', () => {
    const ring = load(pemFile('rsa.pem', rsa(2048)));
    expect(ring.signing.algorithm).toBe('RS256');
    expect(signAndVerify(ring)).toBe(true);
  });

  it('takes tokens of the old key until that is dropped', () => {
    const [old, next] = [signingKey(generateSigningKeyPem()), signingKey(generateSigningKeyPem())];
    const token = service(keyRing(old)).signAccessToken(GRANT).token;
    expect(service(keyRing(next, [old])).verifyAccessToken(token)).toMatchObject({ sub: GRANT.userId });
    expect(service(keyRing(next)).verifyAccessToken(token)).toBeUndefined();
    expect(keyRing(next, [old]).jwks.keys).toHaveLength(2);
  });

  it('takes a public key for verifying, but not for signing', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const file = pemFile('public.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString());
    expect(load(pemFile('first.pem', generateSigningKeyPem()), file).byId.size).toBe(2);
    expect(() => load(file)).toThrow(KeyError);
  });

  it.each([
    ['missing', () => join(folder, 'missing.pem')],
    [
      'corrupt',
      () =>
        pemFile('corrupt.pem', '-----BEGIN PRIVATE KEY-----\nAAAA secret-part\n-----END PRIVATE KEY-----\n'),
    ],
    ['empty', () => pemFile('empty.pem', '')],
    ['too short RSA', () => pemFile('short.pem', rsa(1024))],
    [
      'Ed25519',
      () =>
        pemFile(
          'ed.pem',
          generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        ),
    ],
  ])('refuses a file that is %s, in one line that names it and quotes nothing of it', (_what, make) => {
    const file = make();
    expect(() => load(file)).toThrow(KeyError);
    expect(() => load(file)).toThrow(new RegExp(file.replaceAll('.', '\\.')));
    expect(() => load(file)).not.toThrow(/secret-part|\n/);
  });
});

const GRANT = {
  userId: '00000000-0000-4000-8000-000000000001',
  sessionId: '00000000-0000-4000-8000-000000000002',
  authenticatedAt: new Date(),
  amr: ['pwd'],
  mayOnlyEnroll: false,
  isRecovered: false,
  notAfter: new Date(Date.now() + 3_600_000),
};

function service(ring: ReturnType<typeof keyRing>): TokenService {
  return new TokenService(loadConfig({}).tokens, ring, () => new Date());
}

function signAndVerify(ring: ReturnType<typeof keyRing>): boolean {
  const tokens = service(ring);
  return tokens.verifyAccessToken(tokens.signAccessToken(GRANT).token)?.sub === GRANT.userId;
}
