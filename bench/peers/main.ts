import { prepareFixture } from '../fixture/fixture.js';
import { createServedDatabase, dropAll } from '../fixture/served-database.js';
import { readOptions } from '../options.js';
import { atLeast, median, ratios, type Result, spread } from '../report/result.js';
import { printTable } from '../report/table.js';
import { betterAuth } from './better-auth.js';
import { KINDS, type Kind, type Measures, measureAll } from './measure.js';
import { ourServer } from './ours.js';
import { parseServer } from './parse-server.js';
import { BCRYPT_COST } from './product.js';

const TARGET = 3;
const NAMES: Record<Kind, string> = {
  sessionRead: 'session read',
  signIn: `password sign-in, bcrypt cost ${BCRYPT_COST}`,
  refresh: 'refresh',
};

const { serverUrl, hurry, check } = readOptions([]);
if (serverUrl === undefined) throw new Error('Set BENCH_DATABASE_URL to a PostgreSQL server.');
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void dropAll().finally(() => process.exit(1)));
const fixture = await prepareFixture(BCRYPT_COST, serverUrl);
try {
  const databases = [await createServedDatabase(serverUrl), await createServedDatabase(serverUrl)] as const;
  const products = [
    ourServer(fixture),
    betterAuth(databases[0].url, { refreshing: false }),
    betterAuth(databases[0].url, { refreshing: true }),
    parseServer(databases[1].url),
  ];
  const [ours, ...peers] = await measureAll(products, hurry);
  if (!ours) throw new Error('Nothing was measured.');
  const results = [...peers.flatMap((peer) => compare(ours, peer)), ...[ours, ...peers].flatMap(describe)];
  printTable(results);
  if (check && results.some(({ met }) => met === false)) process.exitCode = 1;
} finally {
  await fixture.remove();
  await dropAll();
}

function compare(ours: Measures, peer: Measures): Result[] {
  const [mine, theirs] = [ours.rounds.sessionRead?.perSecond, peer.rounds.sessionRead?.perSecond];
  return [
    atLeast(`Session reads, times ${peer.name}`, ratios(mine ?? [], theirs ?? []), TARGET),
    {
      what: `Memory under load, of ${peer.name}`,
      target: 'below 1',
      measured: (ours.loadMiB / peer.loadMiB).toFixed(2),
      met: ours.loadMiB < peer.loadMiB,
    },
  ];
}

function describe({ name, startMiB, loadMiB, rounds, statements }: Measures): Result[] {
  const lines = KINDS.map((kind) => {
    const { perSecond, p99Ms } = rounds[kind] ?? {};
    const measured =
      perSecond && p99Ms
        ? `${spread(perSecond, 0)} a second, p99 ${median(p99Ms).toFixed(1)} ms, ${statements[kind]?.toFixed(1) ?? '?'} statements`
        : 'has none';
    return { what: `${name}: ${NAMES[kind]}`, target: '', measured };
  });
  const memory = `${startMiB.toFixed(0)} MiB after the start, at most ${loadMiB.toFixed(0)} under load`;
  return [...lines, { what: `${name}: memory`, target: '', measured: memory }];
}
