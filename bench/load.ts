import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Connections that send the same request again as soon as they have the answer. */
export interface Load {
  /** @returns how many answers came per second */
  run(ms: number): Promise<number>;
  close(): void;
}

/**
 * On plain sockets: Node's HTTP client takes as long for a request as the bare server does, and would hide
 * how fast that is.
 *
 * @throws Error in `run`, when an answer is not 200
 */
export async function openLoad(port: number, request: Buffer, connections: number): Promise<Load> {
  let answers = 0;
  let refused: string | undefined;
  let running = false;
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(port, '127.0.0.1').setNoDelay(true);
      await once(socket, 'connect');
      onAnswer(socket, (status) => {
        answers += 1;
        if (!status.startsWith('HTTP/1.1 200 ')) refused = status;
        if (running) socket.write(request);
      });
      return socket;
    }),
  );
  return {
    async run(ms) {
      answers = 0;
      running = true;
      const startedAt = performance.now();
      for (const socket of sockets) socket.write(request);
      await wait(ms);
      const perSecond = answers / ((performance.now() - startedAt) / 1000);
      running = false;
      // The last answers are under way: they must not fall into somebody else's round.
      await wait(SETTLE_MS);
      if (refused !== undefined) throw new Error(`The server answered ${refused}.`);
      if (answers === 0) throw new Error('The server did not answer.');
      return perSecond;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

const SETTLE_MS = 50;

/** Calls back with the first line of each answer once all of it is there. */
function onAnswer(socket: Socket, done: (status: string) => void): void {
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    received += chunk.toString();
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1]);
    if (Number.isNaN(length)) throw new Error(`An answer has no length: ${received.slice(0, headEnd)}`);
    if (received.length < headEnd + 4 + length) return;
    const status = received.slice(0, received.indexOf('\r\n'));
    received = '';
    done(status);
  });
}
