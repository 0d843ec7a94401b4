import { randomUUID } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file that does not exist yet, whole or not at all. Of several processes at once, one writes it and the others
 * find what it wrote. Only the user of this process may read it.
 *
 * @returns whether this process wrote it
 * @throws the error of the file system where the folder cannot be written
 */
export function writeOnce(file: string, text: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    // Unlike a rename, this fails where there is a file already.
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
