import type { MikroORM } from '@mikro-orm/postgresql';
import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type {
  AttemptCounter,
  Count,
  Counted,
  RowCount,
  Settled,
  Step,
  StepResult,
} from './attempt-counter.js';
import { countAttempt } from './counter.sql.js';

/** A counter that is gone stays so: below zero it would allow more than its limit. */
const GIVE_BACK = `if tonumber(redis.call('get', KEYS[1]) or 0) > 0 then redis.call('decr', KEYS[1]) end`;

/** Counts in Redis, by rate-limiter-flexible. */
export class RedisCounter implements AttemptCounter {
  readonly isInDatabase = false;
  private readonly limiters = new Map<string, RateLimiterRedis>();

  /** @param orm counts the rows between the counters, in one statement where no counter is between them */
  constructor(
    private readonly redis: Redis,
    private readonly orm: MikroORM,
  ) {}

  async count(steps: readonly Step[]): Promise<StepResult[]> {
    const results: StepResult[] = [];
    for (const step of inRuns(steps)) {
      const counted = 'rows' in step ? await this.countRows(step.rows) : [await this.countOn(step)];
      results.push(...counted);
      const isWhole = 'rows' in step ? counted.length === step.rows.length : true;
      if (!isWhole || counted.some(({ passes }) => !passes)) break;
    }
    return results;
  }

  private countRows(rows: readonly RowCount[]): Promise<StepResult[]> {
    const values = Object.assign({}, ...rows.map((row) => row.values)) as RowCount['values'];
    return countAttempt(rows).runOutsideTransaction(this.orm, values);
  }

  private async countOn(count: Count): Promise<StepResult> {
    const { consumedPoints, msBeforeNext } = await this.consume(count);
    const row: Counted = { attempts: consumedPoints, waitMs: msBeforeNext };
    return { row, passes: consumedPoints <= count.limit };
  }

  async settle({ successes = [], failures = [] }: Settled): Promise<void> {
    const returned = successes.map((key) => this.redis.eval(GIVE_BACK, 1, key));
    const forgotten = failures.length > 0 ? [this.redis.del(...failures)] : [];
    await Promise.all([...returned, ...forgotten]);
  }

  /** The library throws its result where the limit is passed. */
  private async consume(count: Count): Promise<RateLimiterRes> {
    try {
      return await this.limiterFor(count).consume(count.key);
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return refusal;
      throw refusal;
    }
  }

  private limiterFor({ limit, durationMs }: Count): RateLimiterRedis {
    const rule = `${limit}/${durationMs}`;
    const known = this.limiters.get(rule);
    if (known) return known;
    const limiter = new RateLimiterRedis({
      storeClient: this.redis,
      keyPrefix: '',
      points: limit,
      duration: durationMs / 1000,
    });
    this.limiters.set(rule, limiter);
    return limiter;
  }
}

/** The steps in their order, with the rows that follow each other together. */
function inRuns(steps: readonly Step[]): (Count | { readonly rows: readonly RowCount[] })[] {
  const runs: (Count | { rows: RowCount[] })[] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (!('statement' in step)) runs.push(step);
    else if (last && 'rows' in last) last.rows.push(step);
    else runs.push({ rows: [step] });
  }
  return runs;
}
