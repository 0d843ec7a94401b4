import { type Fixture, prepareFixture } from './fixture/fixture.js';
import { dropAll } from './fixture/served-database.js';
import { measureFlood } from './flood.bench.js';
import { measureMails } from './mails.bench.js';
import { measureMemory } from './memory.bench.js';
import { type Options, readOptions } from './options.js';
import { measureRefresh } from './refresh.bench.js';
import { measureRefusals } from './refusals.bench.js';
import { measureRequests } from './requests.bench.js';
import type { Result } from './report/result.js';
import { measureScale } from './scale.bench.js';
import { measureStart } from './start.bench.js';
import { countCosts } from './statements.bench.js';
import { printTable } from './report/table.js';

const BENCHES: Record<string, (fixture: Fixture, options: Options) => Promise<Result[]>> = {
  requests: measureRequests,
  refresh: measureRefresh,
  flood: measureFlood,
  memory: measureMemory,
  start: measureStart,
  statements: countCosts,
  refusals: measureRefusals,
  mails: measureMails,
  scale: measureScale,
};

const options = readOptions(Object.keys(BENCHES));
const chosen = Object.entries(BENCHES).filter(
  ([name]) => options.names.length === 0 || options.names.includes(name),
);
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void dropAll().finally(() => process.exit(1)));
const results: Result[] = [];
const fixture = await prepareFixture(options.bcryptCost, options.serverUrl);
try {
  for (const [name, bench] of chosen) {
    process.stderr.write(`${name} …\n`);
    const found = await bench(fixture, options);
    if (found.length === 0) process.stderr.write(`${name} needs BENCH_DATABASE_URL\n`);
    results.push(...found);
  }
} finally {
  await fixture.remove();
}
printTable(results);
if (options.check && results.some(({ met }) => met === false)) process.exitCode = 1;
