import type { Load } from './load/load.js';
import { percentile, rotated } from './report/result.js';
import type { ServerProcess } from './servers/server-process.js';

/** Somebody in a race: a server under a load, and what each round gave. */
export interface Contestant {
  readonly load: Load;
  readonly server: ServerProcess;
  readonly perSecond: number[];
  readonly perCpuSecond: number[];
  readonly p99Ms: number[];
}

export function enter(server: ServerProcess, load: Load): Contestant {
  return { server, load, perSecond: [], perCpuSecond: [], p99Ms: [] };
}

export interface Race {
  readonly warmUpMs: number;
  readonly rounds: number;
  readonly roundMs: number;
}

/** Runs all in turns, each alone, and closes their connections. */
export async function race(
  contestants: readonly Contestant[],
  { warmUpMs, rounds, roundMs }: Race,
): Promise<void> {
  for (const { load } of contestants) await load.run(warmUpMs);
  for (let round = 0; round < rounds; round += 1)
    for (const contestant of rotated(contestants, round)) await runRound(contestant, roundMs);
  for (const { load } of contestants) load.close();
}

async function runRound({ server, load, ...rounds }: Contestant, ms: number): Promise<void> {
  const cpuBefore = server.usage()?.cpuSeconds ?? NaN;
  const { perSecond, latenciesMs } = await load.run(ms);
  const cpuSeconds = (server.usage()?.cpuSeconds ?? NaN) - cpuBefore;
  rounds.perSecond.push(perSecond);
  rounds.perCpuSecond.push(latenciesMs.length / cpuSeconds);
  rounds.p99Ms.push(percentile(latenciesMs, 0.99));
}
