import { Statement, statement } from '../core/statement.js';
import type { CountingStatement, Step, StepResult } from './attempt-counter.js';

type Values = Readonly<Record<string, unknown>>;
type Kind = CountingStatement | 'counter';

const BUILT = new Map<string, Statement<Values, StepResult>>();
const IDS = new Map<Kind, number>();

/**
 * Counts one attempt on counters and rows, each only while those before it let it pass. One statement, so that attempts
 * at once on any replica see each other, so that an attempt waits for one round trip, and so that it is counted whole or
 * not at all.
 *
 * Its values are those of the rows, `nowMs`, the time in milliseconds since the epoch and, for each step that is a counter, by its
 * place from 0 on, `key`, `end` and `limit`. An expired counter starts again.
 */
export function countAttempt(steps: readonly Step[]): Statement<Values, StepResult> {
  const kinds = steps.map((step): Kind => ('statement' in step ? step.statement : 'counter'));
  const shape = kinds.map(idOf).join();
  const known = BUILT.get(shape);
  if (known) return known;
  const built = statement(textFor(kinds)).returning<StepResult>();
  BUILT.set(shape, built);
  return built;
}

function idOf(kind: Kind): number {
  const id = IDS.get(kind) ?? IDS.size;
  IDS.set(kind, id);
  return id;
}

function textFor(kinds: readonly Kind[]): string {
  const passes = kinds.map((kind, index) =>
    kind === 'counter' ? `attempts <= :limit${index}::int` : kind.passes,
  );
  const steps = kinds.map((kind, index) => {
    const gate =
      index === 0
        ? '(select 1) as start'
        : `(select 1 from step${index - 1} where ${passes[index - 1]}) as passed`;
    return `step${index} as (${kind === 'counter' ? counterText(index, gate) : kind.text(gate)})`;
  });
  const all = kinds.map(
    (_kind, index) =>
      `select ${index} as step, pg_catalog.to_json(step${index}) as row, ${passes[index]} as passes from step${index}`,
  );
  return `with ${steps.join(', ')} select row, passes from (${all.join(' union all ')}) as counted order by step`;
}

function counterText(index: number, gate: string): string {
  return `
    insert into rate_limits as counter (key, points, expire)
    select :key${index}::text, 1, :end${index}::bigint from ${gate}
    on conflict (key) do update set
      points = case when counter.expire <= :nowMs::bigint then 1 else counter.points + 1 end,
      expire = case when counter.expire <= :nowMs::bigint then excluded.expire else counter.expire end
    returning points as attempts, (expire - :nowMs::bigint)::float8 as "waitMs"`;
}

/**
 * Takes one attempt back on the counters of successes, and starts those of failures again. Counters are locked in the
 * order in which attempts are counted on them: in another order the two could deadlock.
 */
export const SETTLE_ATTEMPT = statement(`with ${settling('(select 1) as start')} select 1 from forgotten`);

/**
 * The end of a `with`: settles `:successes` and `:failures` as part of a statement.
 *
 * @param gate what it selects from: one row where the attempt was a success, else none
 */
export function settling<const Gate extends string>(gate: Gate) {
  return `locked as (
    select rate_limits.key from rate_limits, ${gate} where rate_limits.key = any (:successes::text[])
    order by pg_catalog.array_position(:successes::text[], rate_limits.key::text) for update of rate_limits
  ), returned as (
    update rate_limits set points = points - 1 from locked
    where rate_limits.key = locked.key and points > 0
    returning 1
  ), forgotten as (
    delete from rate_limits using ${gate}, (select count(*) from returned) as first
    where rate_limits.key = any (:failures::text[])
    returning 1
  )` as const;
}
