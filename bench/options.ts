import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

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

/** @throws TypeError for an option that there is not */
export function readOptions(): Options {
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
    },
  });
  return {
    names: positionals,
    check: values.check,
    bcryptCost: Number(values['bcrypt-cost']),
    bcryptThreads: Number(values['bcrypt-threads']),
    long: values.long,
    users: values.scale ? 1_000_000 : Number(values.users),
    plans: values.plans,
    hurry: values.quick ? HURRY : 1,
    serverUrl: process.env['BENCH_DATABASE_URL'] || undefined,
  };
}
