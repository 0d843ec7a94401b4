import type { PGlite } from '@electric-sql/pglite';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Config } from '../config.js';
import { DatabaseError } from './database-error.js';
import { openEmbedded } from './embedded.js';
import { listenEmbedded, type Listener, type ListenerHandlers, listenServed } from './listener.js';
import { createOrm, type Source } from './orm.js';

/** An open database. Closing the ORM closes it. */
export interface Database {
  readonly orm: MikroORM;
  /** Hears what is announced on a channel, until the listener is closed: before the ORM. */
  listen(channel: string, handlers: ListenerHandlers): Promise<Listener>;
}

/**
 * Opens the database that the configuration names and asks it one question, so that a wrong address is known
 * now and not at the first request.
 *
 * @param pglite an embedded database that is open already (tests start from a prepared one)
 * @throws DatabaseError when it cannot be reached, or is in use by another process
 */
export async function openDatabase(
  config: Pick<Config, 'database' | 'dataDir'>,
  pglite?: PGlite,
): Promise<Database> {
  const source = await sourceOf(config, pglite);
  const orm = createOrm(source);
  try {
    await orm.em.getConnection().execute('select 1');
  } catch (error) {
    await orm.close(true);
    throw new DatabaseError(`The database cannot be reached: ${reasonOf(error)}. ${mendOf(error)}`, {
      cause: error,
    });
  }
  return {
    orm,
    listen: async (channel, handlers) =>
      source.kind === 'embedded'
        ? listenEmbedded(source.pglite, channel, handlers)
        : listenServed(source.url, channel, handlers),
  };
}

async function sourceOf(
  { database, dataDir }: Pick<Config, 'database' | 'dataDir'>,
  pglite?: PGlite,
): Promise<Source> {
  if (database.kind === 'served') return database;
  return { kind: 'embedded', pglite: pglite ?? (await openEmbedded(dataDir)) };
}

/** SQLSTATE of a database that is not there. */
const INVALID_CATALOG_NAME = '3D000';

function mendOf(error: unknown): string {
  const { code } = error as { code?: string };
  return code === INVALID_CATALOG_NAME
    ? 'Correct its name in DATABASE_URL, or make it first: createdb.'
    : 'Check DATABASE_URL.';
}

/** `pg` hides the refusal of several addresses in an AggregateError without a message. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
