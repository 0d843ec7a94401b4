import { createPrivateKey } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadKeyRing } from '../../../src/tokens/key-files.js';
import { cli, document, inTestFolder } from '../harness.js';

describe('cli keys generate', () => {
  it('writes a key that signs, for its owner alone, and overwrites nothing', async () => {
    const file = inTestFolder('new-key.pem');
    const made = await cli(['keys', 'generate', '--out', file, '--json']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { signing } = loadKeyRing({
      dataDir: '',
      tokens: { keyFiles: [file], issuer: '', audience: '', clientId: 'app', accessTtlSeconds: 1 },
    });
    expect(document(made)).toEqual({ kid: signing.kid, algorithm: 'ES256', file });

    const before = readFileSync(file, 'utf8');
    const again = await cli(['keys', 'generate', '--out', file, '--json']);
    expect(again.code).toBe(1);
    expect(document(again)).toMatchObject({ error: { code: 'FILE_EXISTS' } });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('says to put a new key behind the old one', async () => {
    const file = inTestFolder('second-key.pem');
    const { stdout } = await cli(['keys', 'generate', '--out', file]);
    expect(stdout).toContain(`JWT_KEYS=<the old one>,${file}\n`);
    expect(stdout).not.toContain(`JWT_KEYS=${file},`);
  });

  it('prints the key alone when there is no file', async () => {
    const { code, stdout } = await cli(['keys', 'generate']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^-----BEGIN PRIVATE KEY-----\n[^-]+-----END PRIVATE KEY-----\n$/);
    expect(createPrivateKey(stdout).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  it.each([
    [0o644, [], true],
    [0o640, ['--json'], true],
    [0o600, [], false],
  ])('warns if it goes into a file of mode %o, with %j: %s', (mode, options, warns) => {
    const file = inTestFolder(`redirected-${mode}.pem`);
    const out = openSync(file, 'w', mode);
    const main = join(import.meta.dirname, '../../../dist/cli/main.js');
    const { stderr } = spawnSync(process.execPath, [main, 'keys', 'generate', ...options], {
      stdio: ['ignore', out, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(out);
    expect(stderr.includes('other users of this machine can read the file')).toBe(warns);
  });

  it('never shows how to redirect it to a file', async () => {
    expect((await cli(['keys', 'generate', '--help'])).stdout).not.toMatch(/> \S+\.pem/);
  });

  it('is no file that git adds', () => {
    const ignored = readFileSync(join(import.meta.dirname, '../../../.gitignore'), 'utf8').split('\n');
    expect(ignored).toContain('*.pem');
  });
});
