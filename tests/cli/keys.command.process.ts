import { createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadKeyRing } from '../../src/services/key-ring.js';
import { cli, document, inTestFolder } from './harness.js';

describe('cli keys generate', () => {
  it('writes a key that signs, for its owner alone, and overwrites nothing', async () => {
    const file = inTestFolder('new-key.pem');
    const made = await cli(['keys', 'generate', '--out', file, '--json']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { signing } = loadKeyRing({
      dataDir: '',
      tokens: { keyFiles: [file], issuer: '', audience: '', accessTtlSeconds: 1 },
    });
    expect(document(made)).toEqual({ kid: signing.kid, algorithm: 'ES256', file });

    const before = readFileSync(file, 'utf8');
    const again = await cli(['keys', 'generate', '--out', file, '--json']);
    expect(again.code).toBe(1);
    expect(document(again)).toMatchObject({ error: { code: 'FILE_EXISTS' } });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('tells to put a new key behind the old one, which other replicas know', async () => {
    const file = inTestFolder('second-key.pem');
    const { stdout } = await cli(['keys', 'generate', '--out', file]);
    expect(stdout).toContain(`JWT_KEYS=<the old one>,${file}\n`);
    expect(stdout).not.toContain(`JWT_KEYS=${file},`);
  });

  it('prints the key alone when there is no file, so that it can be piped', async () => {
    const { code, stdout } = await cli(['keys', 'generate']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^-----BEGIN PRIVATE KEY-----\n[^-]+-----END PRIVATE KEY-----\n$/);
    expect(createPrivateKey(stdout).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });
});
