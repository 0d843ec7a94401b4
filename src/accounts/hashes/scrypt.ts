import { scrypt } from 'node:crypto';
import {
  bounded,
  type ForeignHash,
  type HashReader,
  readTail,
  saltBytes,
  toBase64,
  UnusableHashError,
} from './foreign-hash.js';

/** What one sign-in may take. Each thread that hashes needs as much at once. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_PARALLELISM = 16;
const MAX_LOG_COST = 30;
const MAX_BLOCK_SIZE = 1024;

export interface ScryptCost {
  /** N, a power of two. */
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelism: number;
}

/** Django: the salt is a text and comes before the rest of the parameters. */
const DJANGO = /^scrypt\$(\d+)\$([^$]*)\$(\d+)\$(\d+)\$([^$]+)$/;
const PHC = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]*)\$([^$]+)$/;

/** scrypt (RFC 7914): Django `scrypt$N$salt$r$p$digest`, PHC `$scrypt$ln=…,r=…,p=…$salt$digest`. */
export const readScrypt: HashReader = (text) => {
  const django = DJANGO.exec(text);
  if (django) {
    const [, work, salt = '', blockSize, parallelism, digest = ''] = django;
    const cost = bounded(work, 2 ** MAX_LOG_COST);
    return scryptHash(readCost(cost, blockSize, parallelism), toBase64(Buffer.from(salt)), digest);
  }
  const phc = PHC.exec(text);
  if (!phc) return undefined;
  const [, log, blockSize, parallelism, salt = '', digest = ''] = phc;
  return scryptHash(readCost(2 ** bounded(log, MAX_LOG_COST), blockSize, parallelism), salt, digest);
};

/** @throws UnusableHashError */
export function readCost(
  cost: number,
  blockSizeText: string | undefined,
  parallelismText: string | undefined,
): ScryptCost {
  const blockSize = bounded(blockSizeText, MAX_BLOCK_SIZE);
  const parallelism = bounded(parallelismText, MAX_PARALLELISM);
  if (!Number.isInteger(Math.log2(cost)) || cost < 2) throw new UnusableHashError('hashDamaged');
  // The work is that of `parallelism` runs, one after the other.
  if (128 * cost * blockSize * parallelism > MAX_BYTES) throw new UnusableHashError('hashTooCostly');
  return { cost, blockSize, parallelism };
}

function scryptHash(cost: ScryptCost, salt: string, digest: string): ForeignHash {
  const tail = readTail(salt, digest);
  const bytes = Buffer.from(tail.digest, 'base64').length;
  const kind = `$scrypt$ln=${Math.log2(cost.cost)},r=${cost.blockSize},p=${cost.parallelism}$`;
  return {
    ...tail,
    ...{ kind, group: kind, rounds: 1 },
    derive: async (password, saltText) =>
      toBase64(await runScrypt(password, saltBytes(saltText), bytes, cost)),
  };
}

/** scrypt off the main thread. @param bytes of the result */
export function runScrypt(
  password: string,
  salt: Buffer,
  bytes: number,
  { cost, blockSize, parallelism }: ScryptCost,
): Promise<Buffer> {
  const options = { cost, blockSize, parallelization: parallelism, maxmem: 2 * MAX_BYTES };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, bytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
