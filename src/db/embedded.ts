import { constants, promises as fs } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { DatabaseError, FolderInUseError } from './database-error.js';

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
      lock.close();
    };
    return database;
  } catch (error) {
    lock.close();
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

/**
 * The lock is a listening socket: the kernel drops it with the process, however that dies, so there is
 * nothing to go stale, and no process id to be mistaken in a container where every server is number 1.
 */
async function lockFolder(dataDir: string): Promise<Server> {
  const path = shortest(join(dataDir, 'lock.sock'));
  for (const lastTry of [false, true]) {
    try {
      return await listen(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE')
        throw new DatabaseError(`DATA_DIR ${dataDir} cannot be locked: ${(error as Error).message}.`, {
          cause: error,
        });
      if (lastTry || (await answers(path)))
        throw new FolderInUseError(
          `DATA_DIR ${dataDir} is in use by another process. Stop it first, or give this one another DATA_DIR.`,
        );
      // Nobody listens: the process that made the file is gone.
      await fs.rm(path, { force: true });
    }
  }
  throw new DatabaseError(`DATA_DIR ${dataDir} cannot be locked.`);
}

/** A socket path may have about 100 bytes; the way from here is often shorter than the whole. */
function shortest(path: string): string {
  const [whole, fromHere] = [resolve(path), relative(process.cwd(), path)];
  return fromHere.length < whole.length ? fromHere : whole;
}

function listen(path: string): Promise<Server> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.end());
    server.once('error', fail);
    server.listen(path, () => done(server.unref()));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
