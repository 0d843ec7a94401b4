import { once } from 'node:events';
import { connect } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** One kept connection that takes one request at a time. */
export interface Connection {
  /** @returns the reply once all of it is there; rejects when the connection closes before */
  send(request: Buffer): Promise<Reply>;
  close(): void;
}

/**
 * On plain sockets: Node's HTTP client takes as long for a request as the bare server does, and would hide how fast
 * that is. A connection that the server closed while nothing was under way is opened again.
 */
export async function openConnection(port: number): Promise<Connection> {
  let socket = await openSocket(port);
  return {
    send: async (request) => {
      if (socket.closed) socket = await openSocket(port);
      return socket.send(request);
    },
    close: () => socket.destroy(),
  };
}

async function openSocket(port: number) {
  const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
  await once(socket, 'connect');
  let waiting: PromiseWithResolvers<Reply> | undefined;
  let received = '';
  let isLast = false;
  socket.on('data', (chunk) => {
    received += chunk.toString();
    const reply = replyIn(received);
    if (!reply) return;
    // The server said so: its end of the connection may come later than its reply.
    isLast = /\r\nconnection: close\r\n/i.test(received);
    received = '';
    waiting?.resolve(reply);
  });
  socket.on('error', (error) => waiting?.reject(error));
  socket.on('close', () => waiting?.reject(new Error('The server closed the connection.')));
  return {
    /** The server's end is enough: what is written after it gets no reply. */
    get closed() {
      return isLast || socket.readableEnded || socket.destroyed;
    },
    send: (request: Buffer) => {
      waiting = Promise.withResolvers<Reply>();
      socket.write(request);
      return waiting.promise;
    },
    destroy: () => socket.destroy(),
  };
}

/** @returns undefined as long as something is missing */
function replyIn(received: string): Reply | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const end = endOfBody(received, headEnd);
  if (end === undefined || received.length < end) return undefined;
  return { status: Number(received.slice(9, 12)), body: received.slice(headEnd + 4, end) };
}

function endOfBody(received: string, headEnd: number): number | undefined {
  const head = received.slice(0, headEnd);
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
  if (length !== undefined) return headEnd + 4 + Number(length);
  if (!/\r\ntransfer-encoding: chunked/i.test(head)) throw new Error(`A reply has no length: ${head}`);
  return received.endsWith('\r\n0\r\n\r\n') ? received.length : undefined;
}
