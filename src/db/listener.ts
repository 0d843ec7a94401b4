import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { Echo } from './echo.js';

export interface ListenerHandlers {
  /** A notification came. */
  onNotification(payload: string): void;
  /** The channel is open. What came before is not told again: read it now. */
  catchUp(): Promise<void>;
  /** What came before is read, and the channel was open all the while: nothing is missed from now on. */
  onCaughtUp(): void;
  /** From now on notifications may be missed. */
  onDisconnected(error: unknown): void;
}

/** Something that listens until it is closed. */
export interface Listener {
  close(): Promise<void>;
}

const RECONNECT_MS = 1000;
/** A connection can die, or its LISTEN be undone, without a word; calling regularly is how that is noticed. */
const HEARTBEAT_MS = 3000;
const ANSWER_MS = 2000;

/** Listens on a channel of the embedded database, whose notifications cannot get lost on the way. */
export async function listenEmbedded(
  database: PGlite,
  channel: string,
  handlers: ListenerHandlers,
): Promise<Listener> {
  const stop = await database.listen(channel, handlers.onNotification);
  await handlers.catchUp();
  handlers.onCaughtUp();
  return { close: () => stop() };
}

/** Listens on a channel of a served PostgreSQL, on a connection of its own, and connects again when that breaks. */
export function listenServed(url: string, channel: string, handlers: ListenerHandlers): Listener {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function connect(): Promise<void> {
    const current = createClient(url, 'listener');
    const echo = new Echo(ANSWER_MS);
    client = current;
    current.on('notification', ({ channel: from, payload = '' }) =>
      from === echo.channel ? echo.hear() : handlers.onNotification(payload),
    );
    current.on('error', (error) => lose(current, error));
    current.on('end', () => lose(current, new Error('The connection ended.')));
    try {
      await current.connect();
      await current.query(`listen ${channel}; listen ${echo.channel}`);
      await echo.answers((statement) => runElsewhere(url, statement));
      await handlers.catchUp();
      // Lost meanwhile: the next connection is under way, and reads again.
      if (client !== current) return;
      handlers.onCaughtUp();
      schedule(() => beat(current, echo), HEARTBEAT_MS);
    } catch (error) {
      lose(current, error);
    }
  }

  async function beat(current: pg.Client, echo: Echo): Promise<void> {
    try {
      await echo.answers((statement) => current.query(statement));
      if (client === current) schedule(() => beat(current, echo), HEARTBEAT_MS);
    } catch (error) {
      lose(current, error);
    }
  }

  /** Once for each connection, whichever way its end is noticed first. */
  function lose(current: pg.Client, error: unknown): void {
    if (client !== current) return;
    client = undefined;
    void current.end().catch(() => undefined);
    if (closed) return;
    handlers.onDisconnected(error);
    schedule(connect, RECONNECT_MS);
  }

  function schedule(work: () => Promise<void>, afterMs: number): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void work(), afterMs).unref();
  }

  void connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await last?.end().catch(() => undefined);
    },
  };
}

/**
 * On another connection: a pooler that lends one to many clients (PgBouncer's transaction mode) brings what a client
 * tells itself in the same breath, and loses what others say between two statements.
 */
async function runElsewhere(url: string, statement: string): Promise<void> {
  const client = createClient(url, 'echo').on('error', () => undefined);
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function createClient(url: string, role: string): pg.Client {
  return new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    application_name: `graphql-two-factor-auth ${role}`,
  });
}
