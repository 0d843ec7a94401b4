import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

/** Stands before PostgreSQL and counts what clients have it execute. */
export interface CountingProxy {
  readonly url: string;
  statements(): number;
  close(): void;
}

/** `Query` and `Execute` of the frontend protocol (PostgreSQL manual, "Message Formats"). */
const EXECUTING = new Set(['Q', 'E']);
const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;

/** @param databaseUrl of a server that is reached without TLS */
export async function startCountingProxy(databaseUrl: string): Promise<CountingProxy> {
  const url = new URL(databaseUrl);
  const target = { host: url.hostname, port: Number(url.port || 5432) };
  let statements = 0;
  const server = createServer((client) => {
    const upstream = connect(target);
    const read = createReader((type) => {
      if (EXECUTING.has(type)) statements += 1;
    });
    client.on('data', (chunk: Buffer) => read(chunk));
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream])
      socket.on('error', () => {
        client.destroy();
        upstream.destroy();
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.href, statements: () => statements, close: () => server.close() };
}

/** Calls back with the type of each message. The first of a connection, which starts it, has none. */
function createReader(onMessage: (type: string) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  let isStarted = false;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const typeBytes = isStarted ? TYPE_BYTES : 0;
      if (rest.length < typeBytes + LENGTH_BYTES) return;
      const end = typeBytes + rest.readUInt32BE(typeBytes);
      if (rest.length < end) return;
      if (isStarted) onMessage(String.fromCharCode(rest[0] ?? 0));
      isStarted = true;
      rest = rest.subarray(end);
    }
  };
}
