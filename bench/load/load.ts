import { type Exchange, isRefusal, type NextRequest, openClient } from './client.js';

/** Connections that send their next request as soon as they have the reply to the last. */
export interface Load {
  /** Ends when nothing is under way any more. */
  run(ms: number): Promise<Round>;
  /** Sends one request on the first connection. @returns how many milliseconds it took */
  once(): Promise<number>;
  close(): void;
}

export interface Round {
  /** Replies within the time that were not refused. */
  readonly perSecond: number;
  readonly refused: number;
  /** Of each reply that was not refused, sorted. */
  readonly latenciesMs: readonly number[];
}

export interface LoadOptions {
  /** Refusals are part of the bench: they are counted apart. Otherwise one ends it. */
  readonly mayRefuse?: boolean;
}

/**
 * Opens a connection for each source of requests.
 *
 * @throws Error in `run` and `once`, when a reply is a refusal
 */
export async function openLoad(
  port: number,
  sources: readonly NextRequest[],
  { mayRefuse = false }: LoadOptions = {},
): Promise<Load> {
  const clients = await Promise.all(sources.map((source) => openClient(port, source)));
  const resultOf = (exchanges: readonly Exchange[], ms: number): Round => {
    const refusals = exchanges.filter(({ reply }) => isRefusal(reply));
    const [refusal] = refusals;
    if (refusal && !mayRefuse) throw new Error(`Refused: ${refusal.reply.status} ${refusal.reply.body}`);
    const replies = exchanges.filter(({ reply }) => !isRefusal(reply));
    return {
      perSecond: (replies.length / ms) * 1000,
      refused: refusals.length,
      latenciesMs: replies.map(({ elapsedMs }) => elapsedMs).sort((a, b) => a - b),
    };
  };
  return {
    async run(ms) {
      const until = performance.now() + ms;
      const runs = await Promise.all(clients.map((client) => client.run(until)));
      return resultOf(runs.flat(), ms);
    },
    async once() {
      const exchanges = await Promise.all(clients.slice(0, 1).map((client) => client.exchange()));
      return resultOf(exchanges, 1).latenciesMs[0] ?? NaN;
    },
    close: () => {
      for (const client of clients) client.close();
    },
  };
}

/** A load that always sends the same. */
export function repeat(request: Buffer, connections: number): NextRequest[] {
  return Array.from({ length: connections }, () => () => request);
}
