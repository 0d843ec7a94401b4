import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkDatabase } from '../../src/cli/doctor/storage.checks.js';
import { loadConfig } from '../../src/config/config.js';
import { openEmbedded, openingTrouble } from '../../src/database/embedded.js';
import { loadKeyRing } from '../../src/tokens/key-files.js';
import { privateCacheFolder } from '../../src/runtime.js';

const modeOf = (folder: string) => statSync(folder).mode & 0o777;
const newFolder = () => mkdtempSync(join(tmpdir(), 'two-factor-folder-'));

describe('the folder of the embedded database', () => {
  it('becomes private if others can open it', async () => {
    const dataDir = newFolder();
    chmodSync(dataDir, 0o755);
    mkdirSync(join(dataDir, 'pg'));
    chmodSync(join(dataDir, 'pg'), 0o755);
    const database = await openEmbedded(dataDir);
    await database.close();
    expect(modeOf(join(dataDir, 'pg'))).toBe(0o700);
  });

  it('is advised on by doctor if others could open it until now', async () => {
    const dataDir = newFolder();
    await (await openEmbedded(dataDir)).close();
    const advised = async () =>
      (await checkDatabase(loadConfig({ DATA_DIR: dataDir }))).filter(({ status }) => status === 'advice');
    expect(await advised()).toEqual([]);
    chmodSync(join(dataDir, 'pg'), 0o755);
    expect(await advised()).toEqual([
      expect.objectContaining({ name: 'database-folder', detail: expect.stringContaining(dataDir) }),
    ]);
    expect(modeOf(join(dataDir, 'pg'))).toBe(0o700);
  });

  it('is not to be moved away if its disk is full', () => {
    expect(openingTrouble({ name: 'ErrnoError', errno: 51 })).toBe('its disk is full. Make room on it.');
    expect(openingTrouble(new Error('damaged'))).toMatch(/^damaged\. Restore a backup/);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  asRoot('is refused if it belongs to somebody else, and doctor says so', async () => {
    const dataDir = newFolder();
    const folder = join(dataDir, 'pg');
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, 65_534, 65_534);
    await expect(openEmbedded(dataDir)).rejects.toThrow(/belongs to another user.*chown/);
    expect(statSync(folder).uid).toBe(65_534);
    const config = loadConfig({ DATA_DIR: dataDir });
    expect(await checkDatabase(config)).toEqual([
      expect.objectContaining({
        name: 'database',
        status: 'problem',
        detail: expect.stringMatching(/belongs to another user/),
      }),
    ]);
    // The lock is free again for the one who corrects it.
    chownSync(folder, 0, 0);
    await (await openEmbedded(dataDir)).close();
  });
});

describe('a folder of the embedded database that this user may not change', () => {
  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  asRoot('is refused if others can open it', async () => {
    const dataDir = newFolder();
    chmodSync(dataDir, 0o777);
    mkdirSync(join(dataDir, 'pg'));
    chmodSync(join(dataDir, 'pg'), 0o755);
    process.seteuid?.(65_534);
    try {
      await expect(openEmbedded(dataDir)).rejects.toThrow(/cannot be made private.*chmod 700/);
    } finally {
      process.seteuid?.(0);
    }
    expect(readdirSync(join(dataDir, 'pg'))).toEqual([]);
  });
});

describe('the signing key of a developer', () => {
  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  asRoot('is not the one that somebody else put there', () => {
    const dataDir = newFolder();
    const config = loadConfig({ DATA_DIR: dataDir });
    loadKeyRing(config);
    const file = join(dataDir, 'signing-key.pem');
    expect(modeOf(file)).toBe(0o600);
    loadKeyRing(config);
    chownSync(file, 65_534, 65_534);
    expect(() => loadKeyRing(config)).toThrow(/belongs to another user/);
  });

  it('is not one that a link leads to', () => {
    const dataDir = newFolder();
    symlinkSync(join(newFolder(), 'nowhere.pem'), join(dataDir, 'signing-key.pem'));
    expect(() => loadKeyRing(loadConfig({ DATA_DIR: dataDir }))).toThrow(/cannot be read/);
  });
});

describe('the folder of compiled code', () => {
  const name = `graphql-two-factor-auth-${process.getuid?.()}`;

  it('is made for this user alone', () => {
    const parent = newFolder();
    expect(privateCacheFolder(parent)).toBe(join(parent, name));
    expect(modeOf(join(parent, name))).toBe(0o700);
  });

  it('is not used if others can write it', () => {
    const parent = newFolder();
    mkdirSync(join(parent, name));
    chmodSync(join(parent, name), 0o777);
    expect(privateCacheFolder(parent)).toBeUndefined();
  });

  it('is not used if it is a link', () => {
    const parent = newFolder();
    symlinkSync(newFolder(), join(parent, name));
    expect(privateCacheFolder(parent)).toBeUndefined();
  });

  it('is not used if others can replace it', () => {
    const parent = newFolder();
    chmodSync(parent, 0o777);
    expect(privateCacheFolder(parent)).toBeUndefined();
  });
});
