import { constants, promises as fs } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { DatabaseError } from './database-error.js';
import { lockFolder } from './folder-lock.js';

/**
 * Opens PostgreSQL compiled to WebAssembly on a folder, for one process at a time: PGlite itself does not
 * notice a second one, and two would destroy the data.
 *
 * @throws DatabaseError when the folder is in use, or cannot be written
 */
export async function openEmbedded(dataDir: string): Promise<PGlite> {
  await makeWritable(dataDir);
  const lock = await lockFolder(dataDir);
  try {
    const database = await PGlite.create(join(dataDir, 'pg'));
    const close = database.close.bind(database);
    database.close = async () => {
      await close();
      lock.release();
    };
    return database;
  } catch (error) {
    lock.release();
    throw new DatabaseError(
      `The embedded database in ${dataDir} does not open: ${String(error)}. Move the folder away to start afresh.`,
      { cause: error },
    );
  }
}

async function makeWritable(dataDir: string): Promise<void> {
  try {
    await fs.mkdir(dataDir, { recursive: true, mode: 0o700 });
    await fs.access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DatabaseError(`DATA_DIR ${dataDir} cannot be written: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
