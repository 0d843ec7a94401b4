import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { DEVELOPMENT_KEY, loadKeyRing } from '../../tokens/key-files.js';
import { KeyError } from '../../core/keys/key-error.js';
import { advice, type Check, ok, problem } from './check.js';

const READABLE_BY_OTHERS = 0o004;

/** Loads the keys like the server, but never makes one: a check changes nothing. */
export function checkKeys(config: Pick<Config, 'tokens' | 'dataDir'>): Check[] {
  const name = 'signing-keys';
  const { keyFiles } = config.tokens;
  const development = join(config.dataDir, DEVELOPMENT_KEY);
  if (keyFiles.length === 0 && !existsSync(development))
    return [ok(name, `A development key is made in ${config.dataDir} at the first start.`)];
  try {
    const { signing, byId } = loadKeyRing(config);
    const others = byId.size - 1;
    const note = others > 0 ? `; ${others} more to verify with` : '';
    const loaded = ok(name, `Tokens are signed with ${signing.algorithm}, key ${signing.kid}${note}.`);
    return [loaded, checkModes(keyFiles.length > 0 ? keyFiles : [development])];
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    return [problem(name, error.message, 'Make a key with: npm run cli -- keys generate --out key.pem')];
  }
}

function checkModes(files: readonly string[]): Check {
  const name = 'key-files';
  const open = files.filter(isOpenPrivateKey);
  if (open.length === 0) return ok(name, 'Other users of this machine cannot read the private keys.');
  return advice(
    name,
    `Every user of this machine can read ${open.join(', ')}.`,
    `chmod 600 ${open.join(' ')}`,
  );
}

/** A public key, kept for verification, is no secret. Windows has no such mode. */
function isOpenPrivateKey(file: string): boolean {
  if (process.platform === 'win32' || (statSync(file).mode & READABLE_BY_OTHERS) === 0) return false;
  return readFileSync(file, 'utf8').includes('PRIVATE KEY');
}
