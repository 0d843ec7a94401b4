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
