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
  readonly done: PromiseWithResolvers<{ rows: CounterRow[] }>;
}

/**
 * The counts of one attempt, sent as one statement: a login is counted under two keys, a message under four, and each
 * round trip would be waited for.
 */
export class CounterBatch {
  private readonly counts: Count[] = [];

  /** @returns what the counter stands at once the batch is sent */
  add(key: string, durationMs: number): Promise<{ rows: CounterRow[] }> {
    const done = Promise.withResolvers<{ rows: CounterRow[] }>();
    this.counts.push({ key, durationMs, done });
    return done.promise;
  }

  /** One more under each key; an expired count starts again. */
  async send(orm: MikroORM): Promise<void> {
    if (this.counts.length === 0) return;
    const now = Date.now();
    const given = this.counts.map((_count, index) => `($${2 * index + 2}, 1, $${2 * index + 3}::bigint)`);
    const values = this.counts.flatMap(({ key, durationMs }) => [key, now + durationMs]);
    try {
      const { rows } = await runOnPool(orm, `${INSERT} values ${given.join(', ')} ${COUNT}`, [
        now,
        ...values,
      ]);
      for (const { key, done } of this.counts) done.resolve({ rows: rows.filter((row) => row.key === key) });
    } catch (error) {
      for (const { done } of this.counts) done.reject(error);
    }
  }
}

const INSERT = 'insert into rate_limits as counter (key, points, expire)';
const COUNT = `
  on conflict (key) do update set
    points = case when counter.expire <= $1 then 1 else counter.points + 1 end,
    expire = case when counter.expire <= $1 then excluded.expire else counter.expire end
  returning key, points, expire`;

/** A statement of its own, outside of any transaction, on whichever PostgreSQL this server has. */
export async function runOnPool(orm: MikroORM, text: string, values: unknown[]) {
  const client = orm.em.getConnection().getClient();
  // A bigint, which one of the two drivers gives as text.
  const { rows } = await client.executeQuery<Omit<CounterRow, 'expire'> & { expire: number | string }>(
    CompiledQuery.raw(text, values),
  );
  return { rows: rows.map((row) => ({ ...row, expire: Number(row.expire) })), rowCount: rows.length };
}
