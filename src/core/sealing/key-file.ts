import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyError } from '../keys/key-error.js';
import type { Logger } from '../logger.js';
import { writeOnce } from '../keys/write-once.js';
import { Sealer, type SealingKey } from './sealer.js';

/** In the data folder, in development. */
export const DEVELOPMENT_SEALING_KEY = 'secrets-key';
const KEY_BYTES = 32;

interface SealingConfig {
  readonly production: boolean;
  readonly dataDir: string;
  /** The first seals, all open. */
  readonly secretsKeys: readonly SealingKey[];
}

/**
 * The sealer of the configuration. In development a key is made in the data folder and kept.
 *
 * @returns undefined in production without keys: nothing can be sealed
 * @throws KeyError if the key in the data folder cannot be used
 */
export function loadSealer(
  { production, dataDir, secretsKeys }: SealingConfig,
  logger: Logger,
): Sealer | undefined {
  const [first, ...others] = secretsKeys;
  if (first) return new Sealer([first, ...others], logger);
  return production ? undefined : new Sealer([developmentKey(dataDir)], logger);
}

function developmentKey(dataDir: string): SealingKey {
  const file = join(dataDir, DEVELOPMENT_SEALING_KEY);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeOnce(file, randomBytes(KEY_BYTES).toString('base64url'));
  const uid = process.getuid?.();
  if (uid !== undefined && lstatSync(file).uid !== uid)
    throw new KeyError(
      `${file} belongs to another user. Remove it, or set DATA_DIR to a folder of your own.`,
    );
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
  if (key.length !== KEY_BYTES) throw new KeyError(`${file} holds no key of ${KEY_BYTES} bytes. Remove it.`);
  return { id: 'development', key };
}
