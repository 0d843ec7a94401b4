import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

const USAGE = `npm run bench -- [bench …] [option …]

  --check               exit with 1 when a target is missed
  --long                memory over ten minutes
  --scale               scale with 1,000,000 users
  --users 100000        scale with that many
  --plans               scale counts sequential scans and measures no times
  --bcrypt-cost 10      another cost than 12
  --bcrypt-threads 3    threads of bare bcrypt
  --quick               a quarter of each round
  --help                this text

docs/performance.md describes the benches, the options and the targets.`;

export interface Options {
  /** Which benches; if none is named, all. */
  readonly names: readonly string[];
  /** End as failed when a target is missed. */
  readonly check: boolean;
  readonly bcryptCost: number;
  /** Threads of bare bcrypt: as many as the server gives to passwords. */
  readonly bcryptThreads: number;
  /** Memory over ten minutes, with forced collections. */
  readonly long: boolean;
  /** Users of the large database. */
  readonly users: number;
  /** `scale` counts sequential scans and measures no times. */
  readonly plans: boolean;
  /** Divides the length of every round: to see that the benches work, not to measure. */
  readonly hurry: number;
  /** A PostgreSQL server; if unset, the embedded database is measured. */
  readonly serverUrl: string | undefined;
}

/** All processors but one, of the four threads that Node.js has for such work. */
const BCRYPT_THREADS = Math.max(1, Math.min(availableParallelism(), 4) - 1);
const HURRY = 4;

/** Ends the process with the usage when it is asked for, or when the options are wrong. */
export function readOptions(benches: readonly string[]): Options {
  try {
    const options = parseOptions();
    const unknown = options.names.find((name) => !benches.includes(name));
    if (unknown !== undefined)
      throw new TypeError(`There is no bench ${unknown}. The benches: ${benches.join(', ') || 'none'}.`);
    return options;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    process.exit(2);
  }
}

function positiveInteger(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new TypeError(`--${option} must be a positive integer: ${text}`);
  return Number(text);
}

function parseOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      'bcrypt-cost': { type: 'string', default: '12' },
      'bcrypt-threads': { type: 'string', default: String(BCRYPT_THREADS) },
      long: { type: 'boolean', default: false },
      scale: { type: 'boolean', default: false },
      users: { type: 'string', default: '10000' },
      plans: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  return {
    names: positionals,
    check: values.check,
    bcryptCost: positiveInteger('bcrypt-cost', values['bcrypt-cost']),
    bcryptThreads: positiveInteger('bcrypt-threads', values['bcrypt-threads']),
    long: values.long,
    users: values.scale ? 1_000_000 : positiveInteger('users', values.users),
    plans: values.plans,
    hurry: values.quick ? HURRY : 1,
    serverUrl: process.env['BENCH_DATABASE_URL'] || undefined,
  };
}
