import type { PGlite } from '@electric-sql/pglite';
import { ServedClient } from './connections/served-client.js';
import { Heartbeat } from './heartbeat.js';

export interface ListenerHandlers {
  /** A notification arrived. */
  onNotification(payload: string): void;
  /** The channel is open. Earlier notifications are not sent again: read what they were about now. */
  loadMissed(): Promise<void>;
  /** `loadMissed` is done, and the channel stayed open meanwhile. From now on no notification is missed. */
  onConnected(): void;
  /** From now on notifications may be missed. */
  onDisconnected(error: unknown): void;
}

/** Something that listens until it is closed. */
export interface Listener {
  close(): Promise<void>;
}

const RECONNECT_MS = 1000;
/** A connection, or its LISTEN, can end without an error. Regular checks notice it. */
const HEARTBEAT_MS = 3000;
const REPLY_MS = 2000;
/** For all of connecting, up to what was missed. Longer than its steps take, each of which has a time-out of its own. */
const CONNECT_MS = 20_000;

/** Listens on a channel of the embedded database. Its notifications cannot be lost. */
export async function listenEmbedded(
  database: PGlite,
  channel: string,
  handlers: ListenerHandlers,
): Promise<Listener> {
  const stop = await database.listen(channel, handlers.onNotification);
  await handlers.loadMissed();
  handlers.onConnected();
  return { close: () => stop() };
}

/** Listens on a channel of a served PostgreSQL, on its own connection. If that breaks, it connects again. */
export function listenServed(url: string, channel: string, handlers: ListenerHandlers): Listener {
  let client: ServedClient | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function connect(): Promise<void> {
    const current = createClient(url, 'listener');
    const echo = new Heartbeat(REPLY_MS);
    client = current;
    schedule(async () => lose(current, new Error('Connecting took too long.')), CONNECT_MS);
    current.on('notification', ({ channel: from, payload = '' }) =>
      from === echo.channel ? echo.onNotification() : handlers.onNotification(payload),
    );
    current.on('error', (error) => lose(current, error));
    current.on('end', () => lose(current, new Error('The connection ended.')));
    try {
      await current.connect();
      await current.query(`listen ${channel}; listen ${echo.channel}`);
      await echo.check((statement) => runElsewhere(url, statement));
      await handlers.loadMissed();
      // The connection was lost meanwhile. The next one reads again.
      if (client !== current) return;
      handlers.onConnected();
      schedule(() => beat(current, echo), HEARTBEAT_MS);
    } catch (error) {
      lose(current, error);
    }
  }

  async function beat(current: ServedClient, echo: Heartbeat): Promise<void> {
    try {
      await echo.check((statement) => current.query(statement));
      if (client === current) schedule(() => beat(current, echo), HEARTBEAT_MS);
    } catch (error) {
      lose(current, error);
    }
  }

  /** Runs once for each connection, however its end is noticed. */
  function lose(current: ServedClient, error: unknown): void {
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
 * Sends the notification on another connection. A pooler in transaction mode (PgBouncer) delivers what a client sends to
 * itself at once, but loses notifications of others between two statements.
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

function createClient(url: string, role: string): ServedClient {
  return new ServedClient({
    connectionString: url,
    connectionTimeoutMillis: REPLY_MS,
    query_timeout: REPLY_MS,
    keepAlive: true,
    application_name: `graphql-two-factor-auth ${role}`,
  });
}
