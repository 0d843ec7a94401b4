import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A wire between a server and what it talks to, or who talks to it, that a test can break and mend. */
export interface TcpProxy {
  /** Where it begins: the URL of the other end, with the host and port of this one. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Breaks every connection, and takes new ones that say nothing: a host that hangs. */
  hang(): void;
  /** Every connection stays open, and nothing passes until it is mended; then everything does. */
  stall(): void;
  /** Lets requests through and breaks the connection at the first byte of the reply. */
  loseReplies(): void;
  mend(): void;
  close(): Promise<void>;
}

/** @param address URL of what stands at the other end; `defaultPort` where it names no port */
export async function startTcpProxy(address: string, defaultPort?: number): Promise<TcpProxy> {
  const target = new URL(address);
  const open = new Set<Socket>();
  let state: 'whole' | 'cut' | 'hanging' | 'stalled' | 'losingReplies' = 'whole';
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    if (state === 'stalled') socket.pause();
  };
  const server = createServer((client) => {
    keep(client);
    if (state === 'cut') client.destroy();
    if (state === 'cut' || state === 'hanging') return;
    const upstream = connect(Number(target.port || defaultPort), target.hostname);
    client.on('data', (chunk) => upstream.write(chunk)).on('close', () => upstream.destroy());
    upstream
      .on('data', (chunk) => (state === 'losingReplies' ? client.destroy() : client.write(chunk)))
      .on('close', () => client.destroy());
    keep(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = () => {
    for (const socket of open) socket.destroy();
  };
  const near = new URL(address);
  near.hostname = '127.0.0.1';
  near.port = String((server.address() as AddressInfo).port);
  return {
    url: near.href.replace(/\/$/, ''),
    cut: () => {
      state = 'cut';
      breakAll();
    },
    hang: () => {
      state = 'hanging';
      breakAll();
    },
    stall: () => {
      state = 'stalled';
      for (const socket of open) socket.pause();
    },
    loseReplies: () => {
      state = 'losingReplies';
    },
    mend: () => {
      if (state === 'hanging') breakAll();
      state = 'whole';
      for (const socket of open) socket.resume();
    },
    close: async () => {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
