import type { MikroORM } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

export interface CounterRow {
  readonly key: string;
  readonly points: number;
  /** Milliseconds since the epoch. */
  readonly expire: number;
}

interface Count {
  readonly key: string;
  readonly durationMs: number;
  /** How many are allowed. Past it, the counts after this one are left as they are. */
  readonly limit: number;
}

type Counted = { rows: CounterRow[] };

/**
 * The counts of one attempt, sent as one statement: a login is counted under two keys, a message under four, and each
 * round trip would be waited for.
 */
export class CounterBatch {
  private readonly counts: (Count & { readonly done: PromiseWithResolvers<Counted> })[] = [];

  /** @returns what the counter stands at once the batch is sent; at 0 when an earlier limit was passed */
  add(count: Count): Promise<Counted> {
    const done = Promise.withResolvers<Counted>();
    this.counts.push({ ...count, done });
    return done.promise;
  }

  /** One more under each key, in their order, until one is over its limit. Settles every count that was added. */
  async send(orm: MikroORM): Promise<void> {
    if (this.counts.length === 0) return;
    const now = Date.now();
    // Nothing depends on the limit of the last one.
    const values = this.counts
      .flatMap(({ key, durationMs, limit }) => [key, now + durationMs, limit])
      .slice(0, -1);
    try {
      const { rows } = await runOnPool(orm, statementFor(this.counts.length), [now, ...values]);
      for (const { key, done } of this.counts) {
        const row = rows.find((counted) => counted.key === key) ?? { key, points: 0, expire: now };
        done.resolve({ rows: [row] });
      }
    } catch (error) {
      for (const { done } of this.counts) done.reject(error);
    }
  }
}

/** `$1` is now; each count takes a key, its end and its limit after that. An expired count starts again. */
function statementFor(counts: number): string {
  const names = Array.from({ length: counts }, (_none, index) => `counted_${index}`);
  const steps = names.map((name, index) => {
    const [key, expire] = [3 * index + 2, 3 * index + 3];
    const before = index === 0 ? '' : `from ${names[index - 1]} where points <= $${3 * index + 1}::integer`;
    return `${name} as (
      insert into rate_limits as counter (key, points, expire) select $${key}::text, 1, $${expire}::bigint ${before}
      on conflict (key) do update set
        points = case when counter.expire <= $1 then 1 else counter.points + 1 end,
        expire = case when counter.expire <= $1 then excluded.expire else counter.expire end
      returning key, points, expire
    )`;
  });
  return `with ${steps.join(', ')} ${names.map((name) => `select * from ${name}`).join(' union all ')}`;
}

/** A statement of its own, outside of any transaction, on whichever PostgreSQL this server has. */
export async function runOnPool(orm: MikroORM, text: string, values: unknown[]) {
  const client = orm.em.getConnection().getClient();
  // A bigint, which one of the two drivers gives as text.
  const { rows } = await client.executeQuery<Omit<CounterRow, 'expire'> & { expire: number | string }>(
    CompiledQuery.raw(text, values),
  );
  return { rows: rows.map((row) => ({ ...row, expire: Number(row.expire) })), rowCount: rows.length };
}
