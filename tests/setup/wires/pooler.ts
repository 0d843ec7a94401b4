import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** Stands between a client and a served PostgreSQL, and passes on everything until the test says otherwise. */
export interface Pooler {
  readonly url: string;
  /** From now on no notification comes through between two statements, as in PgBouncer's transaction mode. */
  lend(): void;
  /** From now on no notification comes through at all. */
  deafen(): void;
  close(): Promise<void>;
}

const NOTIFICATION = 'A';
const READY_FOR_QUERY = 'Z';
/** The letter of a message of PostgreSQL's protocol; its length, itself included, follows in four bytes. */
const LETTER_BYTES = 1;
const HEAD_BYTES = 5;

/** @param address URL of the PostgreSQL at the other end */
export async function startPooler(address: string): Promise<Pooler> {
  const target = new URL(address);
  let mode: 'whole' | 'lending' | 'deaf' = 'whole';
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    let isIdle = false;
    let rest = Buffer.alloc(0);
    client.on('data', (chunk) => {
      isIdle = false;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= HEAD_BYTES && rest.length >= LETTER_BYTES + rest.readInt32BE(LETTER_BYTES)) {
        const message = rest.subarray(0, LETTER_BYTES + rest.readInt32BE(LETTER_BYTES));
        rest = rest.subarray(message.length);
        const letter = message.toString('latin1', 0, LETTER_BYTES);
        const isLost = letter === NOTIFICATION && (mode === 'deaf' || (mode === 'lending' && isIdle));
        if (!isLost) client.write(message);
        if (letter === READY_FOR_QUERY) isIdle = true;
      }
    });
    client.on('error', () => undefined).on('close', () => upstream.destroy());
    upstream.on('error', () => undefined).on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = new URL(address);
  near.hostname = '127.0.0.1';
  near.port = String((server.address() as AddressInfo).port);
  return {
    url: near.href,
    lend: () => {
      mode = 'lending';
    },
    deafen: () => {
      mode = 'deaf';
    },
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
