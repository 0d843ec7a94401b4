import type { PGlite } from '@electric-sql/pglite';
import { DriverException, type MikroORM } from '@mikro-orm/postgresql';
import type { Config } from '../config/config.js';
import { databaseTrouble } from '../core/database-failure.js';
import { DatabaseError } from './database-error.js';
import { connectionSettings } from './connections/connection-settings.js';
import { openEmbedded } from './embedded.js';
import { listenEmbedded, type Listener, type ListenerHandlers, listenServed } from './listener.js';
import { createOrm, type Source } from './orm.js';

/** An open database. Closing the ORM closes it. */
export interface Database {
  readonly orm: MikroORM;
  /** Listens on a channel until the listener is closed. Close it before the ORM. */
  listen(channel: string, handlers: ListenerHandlers): Promise<Listener>;
}

/**
 * Opens the database of the configuration and runs one query, so that a wrong address fails at the start and not at the
 * first request.
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
    await requireUtf8(orm);
  } catch (error) {
    await orm.close(true);
    if (error instanceof DatabaseError) throw error;
    throw new DatabaseError(
      `The database cannot be reached: ${reasonOf(error)}. ${databaseTrouble(error).fix}`,
      {
        cause: error,
      },
    );
  }
  return {
    orm,
    listen: async (channel, handlers) =>
      source.kind === 'embedded'
        ? listenEmbedded(source.pglite, channel, handlers)
        : listenServed(source.url, channel, handlers),
  };
}

/** In another encoding, names and messages lose characters, or cannot be stored. @throws DatabaseError */
async function requireUtf8(orm: MikroORM): Promise<void> {
  const [found] = await orm.em
    .getConnection()
    .execute<{ encoding: string }[]>(`select pg_catalog.current_setting('server_encoding') as encoding`);
  const encoding = found?.encoding ?? 'unknown';
  if (encoding !== 'UTF8')
    throw new DatabaseError(
      `The database has the encoding ${encoding}, and this server needs UTF8. Make one: createdb --encoding=UTF8 --template=template0 NAME.`,
    );
}

async function sourceOf(
  { database, dataDir }: Pick<Config, 'database' | 'dataDir'>,
  pglite?: PGlite,
): Promise<Source> {
  if (database.kind === 'served') return database;
  const { schema } = database;
  const opened = pglite ?? (await openEmbedded(dataDir));
  const { text, values } = connectionSettings(schema);
  await opened.query(text, values);
  return { kind: 'embedded', pglite: opened, schema };
}

/**
 * The ORM puts the statement before the message of the driver, and the message is in its cause. If several addresses
 * refuse, `pg` throws an AggregateError without a message.
 */
function reasonOf(error: unknown): string {
  const cause = error instanceof DriverException && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
