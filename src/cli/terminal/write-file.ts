import { constants, fstatSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { RefusedError } from './exit.js';

/** @throws RefusedError with the reason in one line */
export async function writeOutput(
  file: string,
  text: string,
  options: { mode?: number; flag?: 'w' | 'wx' } = {},
): Promise<void> {
  try {
    await writeFile(file, text, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new RefusedError(
        'FILE_EXISTS',
        `${file} exists already and is left as it is. Choose another name.`,
      );
    throw new RefusedError('FILE_NOT_WRITTEN', `${file} cannot be written: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

const STANDARD_OUTPUT = 1;
const READABLE_BY_OTHERS = 0o044;

/**
 * A shell makes the file of `> key.pem` with the usual mode, so other users can read the key.
 *
 * @param advice what to do about it
 */
export function warnOfReaders(advice: string): string | undefined {
  const { mode } = fstatSync(STANDARD_OUTPUT);
  const isFile = (mode & constants.S_IFMT) === constants.S_IFREG;
  if (process.platform === 'win32' || !isFile || (mode & READABLE_BY_OTHERS) === 0) return undefined;
  return `Warning: other users of this machine can read the file that the key was written to. ${advice}`;
}
