import { join } from 'node:path';
import { DatabaseError, FolderInUseError } from './database-error.js';

/** SQLITE_BUSY */
const HELD_BY_ANOTHER = 5;

/** A folder that is this process's alone until it is released, or the process ends. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a folder for this process. The lock is the kernel's, on a file, as SQLite takes it before it writes: Node
 * has no other way to one. Of any number that ask at once one gets it, and the kernel drops it with the process,
 * however that dies. So there is nothing to go stale, and no process id to be mistaken in a container where every
 * server is number 1.
 *
 * @throws FolderInUseError when another process has it; DatabaseError when it cannot be locked
 */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  // Not at the top: Node 22 warns that it is experimental, and a served database needs no lock.
  const { DatabaseSync } = await import('node:sqlite');
  try {
    const file = new DatabaseSync(join(dataDir, 'lock'));
    try {
      // Kept open; nothing is ever written. A journal on disk would be something to recover after a crash.
      file.exec('pragma journal_mode = memory; begin immediate');
    } catch (error) {
      file.close();
      throw error;
    }
    return { release: () => file.close() };
  } catch (error) {
    if ((error as { errcode?: number }).errcode === HELD_BY_ANOTHER)
      throw new FolderInUseError(
        `DATA_DIR ${dataDir} is in use by another process. Stop it first, or give this one another DATA_DIR.`,
      );
    throw new DatabaseError(`DATA_DIR ${dataDir} cannot be locked: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
