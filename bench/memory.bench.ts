import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fixture } from './fixture/fixture.js';
import { graphqlRequest } from './load/http-request.js';
import { openLoad, repeat } from './load/load.js';
import { refreshChains, signInAll, signIns } from './load/signed-in.js';
import type { Options } from './options.js';
import type { Result } from './report/result.js';
import { watchPeakMemory } from './servers/peak-memory.js';
import { OUR_SERVER, type Program, type ServerProcess, startProcess } from './servers/server-process.js';

const MOST_AT_START_MIB = 150;
const MOST_UNDER_LOAD_MIB = 250;
const MOST_GROWTH = 1.05;
const SETTLE_MS = 2000;
const MINUTE_MS = 60_000;
const LONG_MINUTES = 10;

/** Nothing but the probe is added to the production build. */
const PROBED_SERVER: Program = {
  ...OUR_SERVER,
  nodeOptions: [
    ...(OUR_SERVER.nodeOptions ?? []),
    '--expose-gc',
    '--import',
    join(import.meta.dirname, 'servers/heap-probe.mjs'),
  ],
};

/** What the process holds after its start, under a minute of full load and, with `--long`, over ten. */
export async function measureMemory(fixture: Fixture, options: Options): Promise<Result[]> {
  const server = await startProcess(OUR_SERVER, fixture.env);
  try {
    await wait(SETTLE_MS);
    const atStart = server.usage()?.residentMiB;
    if (atStart === undefined) return [];
    const { peakMiB } = await loadFully(server, fixture, MINUTE_MS / options.hurry);
    const lines = [
      bounded('Resident after the start', atStart, MOST_AT_START_MIB),
      bounded('… at most in a minute of full load', peakMiB, MOST_UNDER_LOAD_MIB),
    ];
    return options.long ? [...lines, ...(await measureGrowth(fixture, options))] : lines;
  } finally {
    await server.stop();
  }
}

/** Whether the heap after a forced collection is larger after ten minutes than after one. */
async function measureGrowth(fixture: Fixture, { hurry }: Options): Promise<Result[]> {
  const server = await startProcess(PROBED_SERVER, fixture.env);
  try {
    await loadFully(server, fixture, MINUTE_MS / hurry);
    const early = await collected(server);
    await loadFully(server, fixture, ((LONG_MINUTES - 1) * MINUTE_MS) / hurry);
    const late = await collected(server);
    const growth = late.heap / early.heap;
    return [
      {
        what: `Heap after ${LONG_MINUTES} minutes of full load, of that after one, garbage collected`,
        target: `at most ${MOST_GROWTH}`,
        measured: `${growth.toFixed(2)}; ${early.heap.toFixed(1)} and ${late.heap.toFixed(1)} MiB, resident ${early.resident.toFixed(0)} and ${late.resident.toFixed(0)}`,
        met: growth <= MOST_GROWTH,
      },
    ];
  } finally {
    await server.stop();
  }
}

/** Reads, refreshes and sign-ins at once, each connection without pause. */
async function loadFully(
  server: ServerProcess,
  { clients }: Fixture,
  ms: number,
): Promise<{ peakMiB: number }> {
  const { port, graphql } = server;
  const [access] = await signInAll(graphql, clients.slice(0, 1));
  const me = graphqlRequest('{ me { id username email } }', undefined, access);
  const loads = [
    await openLoad(port, repeat(me, 16)),
    await openLoad(port, await refreshChains(graphql, clients.slice(0, 16))),
    await openLoad(port, signIns(clients.slice(16, 24)), { mayRefuse: true }),
  ];
  const memory = watchPeakMemory(server);
  await Promise.all(loads.map((load) => load.run(ms)));
  for (const load of loads) load.close();
  return { peakMiB: memory.stop() };
}

async function collected(server: ServerProcess): Promise<{ heap: number; resident: number }> {
  await wait(SETTLE_MS);
  return JSON.parse(await server.signal('SIGUSR2')) as { heap: number; resident: number };
}

function bounded(what: string, mebibytes: number, most: number): Result {
  return {
    what,
    target: `at most ${most} MiB`,
    measured: `${mebibytes.toFixed(0)} MiB`,
    met: mebibytes <= most,
  };
}
