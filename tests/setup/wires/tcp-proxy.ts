import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The last message of a client of PostgreSQL: a server closes the connection then. */
export const GOODBYE = 'X\u0000\u0000\u0000\u0004';

/** A wire between a server and what it talks to, or who talks to it, that a test can break and restore. */
export interface TcpProxy {
  /** Where it begins: the URL of the other end, with the host and port of this one. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Breaks every connection, and takes new ones that say nothing: a host that hangs. */
  hang(): void;
  /** Every connection stays open, and nothing passes until it is restored; then everything does. */
  stall(): void;
  /** Lets requests through and breaks the connection at the first byte of the reply. */
  loseReplies(): void;
  /** Lets the next request that contains these words through, and breaks the connection at the reply to it. */
  loseReplyTo(words: string): void;
  /** Passes on nothing more of the next connection whose client sends these words, and not the words either. */
  silenceAt(words: string): void;
  /** Passes on nothing more of the connections that are open, ever. New ones work. */
  abandonAll(): void;
  restore(): void;
  /** Everything that clients sent, one buffer for each connection. */
  sent(): Buffer[];
  /** Breaks every connection, and leads new ones to another end. */
  switchTo(address: string): void;
  close(): Promise<void>;
}

/** @param address URL of what stands at the other end; `defaultPort` where it names no port */
export async function startTcpProxy(address: string, defaultPort?: number): Promise<TcpProxy> {
  let target = new URL(address);
  const open = new Set<Socket>();
  let state: 'whole' | 'cut' | 'hanging' | 'stalled' | 'losingReplies' = 'whole';
  let lostWords: string | undefined;
  let silencingWords: string | undefined;
  const silent = new Set<Socket>();
  const sent: Buffer[][] = [];
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    if (state === 'stalled') socket.pause();
  };
  const silence = (...sockets: Socket[]) => {
    for (const socket of sockets) silent.add(socket);
  };
  // A silent connection does not even end: the other side would notice that.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client);
    client.on('end', () => !silent.has(client) && client.end());
    if (state === 'cut') client.destroy();
    if (state === 'cut' || state === 'hanging') return;
    const upstream = connect(Number(target.port || defaultPort), target.hostname);
    let losesReply = false;
    const chunks: Buffer[] = [];
    sent.push(chunks);
    client
      .on('data', (chunk: Buffer) => {
        if (silencingWords !== undefined && chunk.includes(silencingWords)) {
          silencingWords = undefined;
          silence(client, upstream);
        }
        if (silent.has(client)) return;
        chunks.push(chunk);
        if (lostWords !== undefined && chunk.includes(lostWords)) [losesReply, lostWords] = [true, undefined];
        upstream.write(chunk);
      })
      .on('close', () => upstream.destroy());
    upstream
      .on('data', (chunk) => {
        if (losesReply || state === 'losingReplies') client.destroy();
        else if (!silent.has(upstream)) client.write(chunk);
      })
      .on('close', () => !silent.has(upstream) && client.destroy());
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
    loseReplyTo: (words) => {
      lostWords = words;
    },
    silenceAt: (words) => {
      silencingWords = words;
    },
    abandonAll: () => silence(...open),
    restore: () => {
      if (state === 'hanging') breakAll();
      state = 'whole';
      for (const socket of open) socket.resume();
    },
    sent: () => sent.map((chunks) => Buffer.concat(chunks)),
    switchTo: (next) => {
      target = new URL(next);
      breakAll();
    },
    close: async () => {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
