import type { Fixture } from './fixture/fixture.js';
import type { Options } from './options.js';
import { atMost, median, ratios, type Result, spread } from './report/result.js';
import { BARE_SERVER, OUR_SERVER, type Program, startProcess } from './servers/server-process.js';

const STARTS = 9;
const MOST_ON_SERVED = 8;

/** Start to first reply on existing data, beside the start of a bare server that connects to the same database. */
export async function measureStart({ env, databaseUrl }: Fixture, { hurry }: Options): Promise<Result[]> {
  const ours: number[] = [];
  const bare: number[] = [];
  const bareEnv = databaseUrl === undefined ? { ...env, DATABASE_URL: '' } : env;
  // The first start fills the cache of compiled modules.
  for (let round = -1; round < STARTS / hurry; round += 1) {
    const times = [await startMs(OUR_SERVER, env), await startMs(BARE_SERVER, bareEnv)] as const;
    if (round < 0) continue;
    ours.push(times[0]);
    bare.push(times[1]);
  }
  const what = 'Start to first reply, times a bare start';
  const relative = ratios(ours, bare);
  return [
    databaseUrl === undefined
      ? { what, target: '', measured: spread(relative, 1) }
      : atMost(what, relative, MOST_ON_SERVED),
    {
      what: '… in seconds (depends on the machine, never checked)',
      target: databaseUrl === undefined ? 'under 2' : 'under 1',
      measured: `${spread(ours.map((ms) => ms / 1000))}; bare ${(median(bare) / 1000).toFixed(2)}`,
    },
  ];
}

async function startMs(program: Program, env: Record<string, string>): Promise<number> {
  const server = await startProcess(program, env);
  await server.stop();
  return server.startMs;
}
