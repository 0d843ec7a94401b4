import { openConnection, type Reply } from './connection.js';

/**
 * What a client sends next.
 *
 * @param lastBody of the reply before that was not a refusal; undefined at first
 */
export type NextRequest = (lastBody: string | undefined) => Buffer;

export interface Exchange {
  readonly reply: Reply;
  readonly elapsedMs: number;
}

/** A connection and what it sends, one request after the other. */
export interface Client {
  exchange(): Promise<Exchange>;
  /** Goes on until then, in ms of `performance.now()`. A reply that comes later counts for no round. */
  run(until: number): Promise<Exchange[]>;
  close(): void;
}

export async function openClient(port: number, next: NextRequest): Promise<Client> {
  const connection = await openConnection(port);
  let lastBody: string | undefined;
  const exchange = async (): Promise<Exchange> => {
    const startedAt = performance.now();
    const reply = await connection.send(next(lastBody));
    if (!isRefusal(reply)) lastBody = reply.body;
    return { reply, elapsedMs: performance.now() - startedAt };
  };
  return {
    exchange,
    run: async (until) => {
      const exchanges: Exchange[] = [];
      for (;;) {
        const done = await exchange();
        if (performance.now() > until) return exchanges;
        exchanges.push(done);
      }
    },
    close: connection.close,
  };
}

/** GraphQL refuses with status 200, and says `errors` before `data`. */
export function isRefusal({ status, body }: Reply): boolean {
  return status !== 200 || body.startsWith('{"errors"');
}
