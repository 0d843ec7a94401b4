import { parseArgs } from 'node:util';
import { measureAuthenticatedQuery } from './authenticated-query.js';
import { type DataFolder, prepareDataFolder } from './data-folder.js';
import { measureRefusals } from './refusals.js';
import type { Result } from './result.js';
import { measureStart } from './start.js';
import { countCosts } from './statements.js';

const BENCHES: Record<string, (data: DataFolder) => Promise<Result[]>> = {
  query: measureAuthenticatedQuery,
  refusals: measureRefusals,
  statements: countCosts,
  start: measureStart,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean' },
    'bcrypt-cost': { type: 'string', default: '12' },
    rsa: { type: 'boolean' },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const results: Result[] = [];
const data = await prepareDataFolder(Number(values['bcrypt-cost']), values.rsa ? 'rsa' : 'ec');
try {
  for (const name of names) {
    const bench = BENCHES[name];
    if (!bench) throw new Error(`There is no bench ${name}: ${Object.keys(BENCHES).join(', ')}.`);
    process.stderr.write(`${name} …\n`);
    results.push(...(await bench(data)));
  }
} finally {
  data.remove();
}
const verdict = ({ met }: Result) => (met === undefined ? '' : met ? 'pass' : 'FAIL');
const rows = [
  ['what', 'target', 'measured', ''],
  ...results.map((result) => [result.what, result.target, result.measured, verdict(result)]),
];
const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
for (const row of rows)
  process.stdout.write(
    `${row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()}\n`,
  );
if (values.check && results.some(({ met }) => met === false)) process.exitCode = 1;
