import pg from 'pg';

/** A server that works closes the connection at once. */
const END_MS = 1000;

/**
 * A connection to a served PostgreSQL whose `end` always comes to an end. The driver's own waits until the server closes
 * the connection, and a server that hangs never does: it would keep a shutdown, a reconnect or a command waiting.
 */
export class ServedClient extends pg.Client {
  override end(): Promise<void>;
  override end(onEnd: (error: Error) => void): void;
  override end(onEnd?: (error: Error) => void): Promise<void> | void {
    const timer = setTimeout(() => this.connection.stream.destroy(), END_MS).unref();
    this.once('end', () => clearTimeout(timer));
    if (!onEnd) return super.end();
    super.end(onEnd);
  }
}
