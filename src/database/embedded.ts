import { constants, promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { DatabaseError } from './database-error.js';
import { lockFolder } from './folder-lock.js';

/**
 * Opens PostgreSQL, compiled to WebAssembly, on a folder, for one process at a time. PGlite does not notice a second
 * process, and two would destroy the data.
 *
 * @throws DatabaseError when the folder is in use, or cannot be written
 */
export async function openEmbedded(dataDir: string): Promise<PGlite> {
  await makeWritable(dataDir);
  const lock = await lockFolder(dataDir);
  try {
    const folder = join(dataDir, 'pg');
    await makePrivate(folder);
    const { PGlite } = await import('@electric-sql/pglite');
    const database = await PGlite.create(folder);
    const close = database.close.bind(database);
    database.close = async () => {
      await close();
      lock.release();
    };
    return database;
  } catch (error) {
    lock.release();
    if (error instanceof DatabaseError) throw error;
    throw new DatabaseError(`The embedded database in ${dataDir} does not open: ${openingTrouble(error)}`, {
      cause: error,
    });
  }
}

/** ENOSPC of WASI. PGlite throws an object that has only such a number if a file cannot be read or written. */
const NO_SPACE = 51;

/** Why PGlite did not open, and what to do about it. */
export function openingTrouble(error: unknown): string {
  const { errno } = error as { errno?: number };
  if (errno === NO_SPACE) return 'its disk is full. Make room on it.';
  const reason = error instanceof Error ? error.message : `error ${errno}`;
  return `${reason}. Restore a backup of the folder, or move it away to start with an empty database.`;
}

async function makeWritable(dataDir: string): Promise<void> {
  try {
    await fs.mkdir(dataDir, { recursive: true, mode: 0o700 });
    await fs.access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DatabaseError(
      `DATA_DIR ${dataDir} cannot be written: ${(error as Error).message}. Let this user write to it, or name another folder.`,
      { cause: error },
    );
  }
}

const OWNER_ONLY = 0o700;
const PERMISSIONS = 0o777;

/**
 * PGlite writes its files with mode 0666. Only the mode of their folder protects them from other users of the machine.
 * DATA_DIR may also hold other files.
 */
async function makePrivate(folder: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true, mode: OWNER_ONLY });
  if (await isPrivate(folder)) return;
  try {
    await fs.chmod(folder, OWNER_ONLY);
  } catch (error) {
    throw new DatabaseError(
      `Other users of this machine can change the database in ${folder}, and it cannot be made private: ${(error as Error).message}. Run: chown $USER ${folder} && chmod 700 ${folder}`,
      { cause: error },
    );
  }
  if (!(await isPrivate(folder)))
    throw new DatabaseError(
      `${folder} belongs to another user of this machine. Name another DATA_DIR, or run: chown $USER ${folder}`,
    );
}

/** Whether only this user can look into a folder. Windows has no such modes. */
export async function isPrivate(folder: string): Promise<boolean> {
  const uid = process.getuid?.();
  if (uid === undefined) return true;
  const { mode, uid: owner } = await fs.lstat(folder);
  return owner === uid && (mode & PERMISSIONS & ~OWNER_ONLY) === 0;
}
