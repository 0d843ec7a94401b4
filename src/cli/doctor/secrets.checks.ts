import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import type { Config } from '../../config/config.js';
import { KeyError } from '../../core/keys/key-error.js';
import { DEVELOPMENT_SEALING_KEY, loadSealer } from '../../core/sealing/key-file.js';
import { pendingMigrations } from '../../database/migrate.js';
import {
  inspectSealed,
  type SealedByKey,
  SEALING_FIX,
  sealingProblem,
} from '../../factors/totp/sealed-secrets.js';
import { advice, type Check, ok, problem } from './check.js';

type Settings = Pick<Config, 'production' | 'dataDir' | 'secretsKeys'>;

/** Opens one app of each key that seals apps. Returns no check if no app is sealed. */
export async function checkSealedSecrets(orm: MikroORM, config: Settings): Promise<Check[]> {
  if ((await pendingMigrations(orm)).length > 0) return [];
  const name = 'secrets-keys';
  let sealed: SealedByKey[];
  try {
    sealed = await inspectSealed(sealerOf(config), orm.em.fork());
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    return [problem(name, error.message)];
  }
  const wrong = sealingProblem(sealed);
  if (wrong !== undefined) return [problem(name, wrong, SEALING_FIX)];
  const older = sealed.filter(({ key }) => key === 'older').map(({ keyId }) => keyId);
  if (older.length > 0)
    return [
      advice(
        name,
        `Authenticator apps are still sealed with ${older.join(', ')}.`,
        'Run: npm run cli -- secrets reseal. Then remove the key.',
      ),
    ];
  return sealed.map(({ keyId }) => ok(name, `All authenticator apps are sealed with the key ${keyId}.`));
}

/** A check changes nothing, and makes no key in the data folder. */
function sealerOf(config: Settings) {
  const isMade = existsSync(join(config.dataDir, DEVELOPMENT_SEALING_KEY));
  return config.secretsKeys.length > 0 || isMade ? loadSealer(config, pino({ level: 'silent' })) : undefined;
}
