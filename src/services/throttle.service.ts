import type { MikroORM } from '@mikro-orm/postgresql';
import type { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { LimitConfig } from '../config.js';
import { CounterBatch, type CounterRow, runOnPool } from './counter-batch.js';
import { ServiceError } from './errors.js';
import { opaque } from './limit-keys.js';
import type { Logger } from './security-log.service.js';

const STORE_RETRY_SECONDS = 5;
const UNREACHABLE = 'The storage of the limits cannot be reached';

export type LimitName = keyof LimitConfig;

type Store = { orm: MikroORM } | { redis: Redis };

/**
 * Every limit on attempts and sends. An attempt is counted, in storage that all replicas share and outside of
 * any transaction, before it is judged: neither a crash nor a rollback takes it back. When the storage is
 * gone, the error goes up and the attempt is not made.
 */
export class ThrottleService {
  private readonly limiters: ReadonlyMap<LimitName, RateLimiterAbstract>;

  constructor(
    limits: LimitConfig,
    private readonly store: Store,
    private readonly onPassed: (limit: LimitName) => void,
    private readonly logger: Logger,
  ) {
    const names = Object.keys(limits) as LimitName[];
    this.limiters = new Map(names.map((name) => [name, createLimiter(name, limits, store)]));
  }

  /**
   * Counts one attempt under each key, in the order given, as far as the first limit that it passes: an address
   * that is over its own limit uses up nobody's tries.
   *
   * @throws RATE_LIMITED when a limit is passed; SERVICE_UNAVAILABLE when attempts cannot be counted
   */
  async consume(keys: Partial<Record<LimitName, string>>): Promise<void> {
    const counters = this.counters(keys);
    try {
      await ('orm' in this.store ? countTogether(counters, this.store.orm) : countInTurn(counters));
    } catch (error) {
      if (error instanceof LimitPassedError) {
        this.onPassed(error.limit);
        throw error;
      }
      throw this.unreachable(error);
    }
  }

  /**
   * Forgets the attempts under keys: what a success does to the count of failures before it. The success stands
   * when they cannot be forgotten.
   */
  async reset(name: LimitName, keys: readonly string[]): Promise<void> {
    for (const key of keys)
      try {
        await this.limiters.get(name)?.delete(opaque(key));
      } catch (error) {
        this.logger.warn({ err: error }, 'Failures before a success are still counted');
      }
  }

  /**
   * Forgets the attempts under a key, for whom nothing is done while they are still counted.
   *
   * @throws SERVICE_UNAVAILABLE when they cannot be forgotten
   */
  async forget(name: LimitName, key: string): Promise<void> {
    try {
      await this.limiters.get(name)?.delete(opaque(key));
    } catch (error) {
      throw this.unreachable(error, `${UNREACHABLE}.`);
    }
  }

  /**
   * The rows of `rate_limits` that count under keys, for a statement that forgets them on its way.
   *
   * @returns undefined when attempts are counted in Redis, where only `reset` reaches them
   */
  rowsOf(name: LimitName, keys: readonly string[]): string[] | undefined {
    const limiter = this.limiters.get(name);
    return 'redis' in this.store || !limiter ? undefined : keys.map((key) => limiter.getKey(opaque(key)));
  }

  private counters(keys: Partial<Record<LimitName, string>>): Counter[] {
    return (Object.entries(keys) as [LimitName, string][]).flatMap(([name, key]) => {
      const limiter = this.limiters.get(name);
      return limiter ? [{ name, limiter, key: opaque(key) }] : [];
    });
  }

  private unreachable(error: unknown, message?: string): ServiceError {
    this.logger.error({ err: error }, UNREACHABLE);
    return new ServiceError('SERVICE_UNAVAILABLE', message, { retryAfter: STORE_RETRY_SECONDS });
  }
}

/** RATE_LIMITED, and by which limit. */
export class LimitPassedError extends ServiceError {
  constructor(
    readonly limit: LimitName,
    waitMs: number,
    /** Of those that its window refuses. */
    readonly isFirst: boolean,
  ) {
    super('RATE_LIMITED', undefined, { retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) });
  }
}

/** What a limit refuses is recorded once a window: whoever goes on trying must not fill the disk. */
export function isFirstRefusal(error: unknown): boolean {
  return error instanceof LimitPassedError && error.isFirst;
}

interface Counter {
  readonly name: LimitName;
  readonly limiter: RateLimiterAbstract;
  readonly key: string;
}

async function countTogether(counters: readonly Counter[], orm: MikroORM): Promise<void> {
  const batch = new CounterBatch();
  const counted = counters.map((counter) => countIn(counter, { batch }));
  // `send` settles them all. The first refusal is the only one: what comes after it was not counted.
  await Promise.all([...counted, batch.send(orm)]);
}

async function countInTurn(counters: readonly Counter[]): Promise<void> {
  for (const counter of counters) await countIn(counter);
}

async function countIn({ name, limiter, key }: Counter, options?: { batch: CounterBatch }): Promise<void> {
  try {
    await limiter.consume(key, 1, options);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) {
      const { msBeforeNext, consumedPoints } = refusal;
      throw new LimitPassedError(name, msBeforeNext, consumedPoints === limiter.points + 1);
    }
    throw refusal;
  }
}

/** Counts in a batch, where the library would send a statement for each key. */
class BatchedPostgresLimiter extends RateLimiterPostgres {
  _upsert(
    key: string,
    _points: number,
    durationMs: number,
    _force: boolean,
    { batch }: { batch: CounterBatch },
  ): Promise<{ rows: CounterRow[] }> {
    return batch.add({ key, durationMs, limit: this.points });
  }
}

function createLimiter(name: LimitName, limits: LimitConfig, store: Store): RateLimiterAbstract {
  const { points, seconds } = limits[name];
  const options = { keyPrefix: name, points, duration: seconds };
  if ('redis' in store) return new RateLimiterRedis({ ...options, storeClient: store.redis });
  return new BatchedPostgresLimiter({
    ...options,
    storeClient: {
      query: ({ text, values }: { text: string; values: unknown[] }) => runOnPool(store.orm, text, values),
    },
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
  });
}
