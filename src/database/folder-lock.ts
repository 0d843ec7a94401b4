import { join } from 'node:path';
import { DatabaseError, FolderInUseError } from './database-error.js';

/** SQLITE_BUSY */
const HELD_BY_ANOTHER = 5;

/** A folder that belongs to this process until it is released, or until the process ends. */
export interface FolderLock {
  release(): void;
}

/**
 * Locks a folder for this process, with the lock that SQLite takes on a file before it writes. Node has no other way to
 * lock a file in the kernel. Of several processes at once, one gets the lock. The kernel releases it when the process
 * ends, however it ends. So no lock is left behind, and no process id has to be compared: in containers every server has
 * the id 1.
 *
 * @throws FolderInUseError when another process has the lock; DatabaseError when the folder cannot be locked
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
