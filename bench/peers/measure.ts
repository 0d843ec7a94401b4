import { setTimeout as wait } from 'node:timers/promises';
import { type Contestant, enter, race } from '../contestants.js';
import { openLoad } from '../load/load.js';
import { type PeakMemory, watchPeakMemory } from '../servers/peak-memory.js';
import { type ServerProcess, startProcess } from '../servers/server-process.js';
import { startCountingProxy } from './counting-proxy.js';
import type { Product, Requests } from './product.js';

export const KINDS = ['sessionRead', 'signIn', 'refresh'] as const;
export type Kind = (typeof KINDS)[number];

/** What was measured of one product. */
export interface Measures {
  readonly name: string;
  readonly startMiB: number;
  readonly loadMiB: number;
  readonly rounds: Readonly<Partial<Record<Kind, Contestant>>>;
  readonly statements: Readonly<Partial<Record<Kind, number>>>;
}

interface Entrant {
  readonly product: Product;
  readonly server: ServerProcess;
  readonly requests: Requests;
  readonly startMiB: number;
  readonly memory: PeakMemory;
  readonly rounds: Partial<Record<Kind, Contestant>>;
}

/** This server lets no address fill its queue of passwords, and everybody here has the same: on two processors, eight. */
const MOST_SIGN_INS = 8;
const SETTLE_MS = 2000;
const COUNTED = 50;

/** All products at once, each under load in turns; then each once more behind a proxy that counts statements. */
export async function measureAll(products: readonly Product[], hurry: number): Promise<Measures[]> {
  const entrants: Entrant[] = [];
  try {
    for (const product of products) entrants.push(await start(product));
    for (const kind of KINDS) await raceAll(entrants, kind, hurry);
  } finally {
    await Promise.all(entrants.map(({ server }) => server.stop()));
  }
  const measures: Measures[] = [];
  for (const { product, startMiB, memory, rounds } of entrants)
    measures.push({
      name: product.name,
      startMiB,
      loadMiB: memory.stop(),
      rounds,
      statements: await countStatements(product),
    });
  return measures;
}

async function start(product: Product): Promise<Entrant> {
  const server = await startProcess(product.program, product.env, product.probe);
  await wait(SETTLE_MS);
  const startMiB = server.usage()?.residentMiB ?? NaN;
  const memory = watchPeakMemory(server);
  return { product, server, requests: await product.prepare(server.port), startMiB, memory, rounds: {} };
}

async function raceAll(entrants: readonly Entrant[], kind: Kind, hurry: number): Promise<void> {
  const contestants: Contestant[] = [];
  for (const { server, requests, rounds } of entrants) {
    const sources = requests[kind]?.slice(0, kind === 'signIn' ? MOST_SIGN_INS : undefined);
    if (!sources) continue;
    const contestant = enter(server, await openLoad(server.port, sources));
    rounds[kind] = contestant;
    contestants.push(contestant);
  }
  await race(contestants, { warmUpMs: 4000 / hurry, rounds: 7, roundMs: 2000 / hurry });
}

/** A mean, because what a server does in the background is counted too. */
async function countStatements({ program, env, probe, databaseUrl, prepare }: Product) {
  const proxy = await startCountingProxy(databaseUrl);
  const server = await startProcess(program, { ...env, DATABASE_URL: proxy.url }, probe);
  try {
    const requests = await prepare(server.port);
    const statements: Partial<Record<Kind, number>> = {};
    for (const kind of KINDS) {
      const [source] = requests[kind] ?? [];
      if (!source) continue;
      const load = await openLoad(server.port, [source]);
      await load.once();
      const before = proxy.statements();
      for (let count = 0; count < COUNTED; count += 1) await load.once();
      statements[kind] = (proxy.statements() - before) / COUNTED;
      load.close();
    }
    return statements;
  } finally {
    await server.stop();
    proxy.close();
  }
}
