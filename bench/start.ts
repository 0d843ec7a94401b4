import type { DataFolder } from './data-folder.js';
import { median, type Result, spread } from './result.js';
import { BARE_SERVER, OUR_SERVER, startProcess } from './server-process.js';

const STARTS = 9;

/** Start to first answer on existing data, beside the start of a bare server with `jsonwebtoken` alone. */
export async function measureStart({ env, keyFile }: DataFolder): Promise<Result[]> {
  const ours: number[] = [];
  const bare: number[] = [];
  const bareEnv = { JWT_KEYS: keyFile, PUBLIC_URL: env['PUBLIC_URL'] ?? '' };
  for (let round = -1; round < STARTS; round += 1) {
    const times = [await startMs(OUR_SERVER, env), await startMs(BARE_SERVER, bareEnv)] as const;
    // The first start fills the cache of compiled modules.
    if (round < 0) continue;
    ours.push(times[0]);
    bare.push(times[1]);
  }
  const ratios = ours.map((value, round) => value / (bare[round] ?? NaN));
  return [
    { what: 'Start to first answer, times a bare start', target: '', measured: spread(ratios, 1) },
    {
      what: '… in seconds (depends on the machine, never asserted)',
      target: 'under 2',
      measured: `${spread(ours.map((ms) => ms / 1000))}; bare ${(median(bare) / 1000).toFixed(2)}`,
    },
  ];
}

async function startMs(script: string, env: Record<string, string>): Promise<number> {
  const server = await startProcess(script, env);
  await server.stop();
  return server.startMs;
}
