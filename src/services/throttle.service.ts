import { createHash } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import ipaddr from 'ipaddr.js';
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
import type { Logger } from './security-log.service.js';

const STORE_RETRY_SECONDS = 5;

export type LimitName = keyof LimitConfig;

type Store = { orm: MikroORM } | { redis: Redis };

/**
 * Every limit on attempts and sends. An attempt is counted, in storage that all replicas share and outside of
 * any transaction, before it is judged: neither a crash nor a rollback takes it back. When the storage is
 * gone, the error goes up and the attempt is not made.
 */
export class ThrottleService {
  private readonly limiters: ReadonlyMap<LimitName, Limiter>;

  constructor(
    limits: LimitConfig,
    private readonly store: Store,
    private readonly logger: Logger,
  ) {
    const names = Object.keys(limits) as LimitName[];
    this.limiters = new Map(names.map((name) => [name, createLimiter(name, limits, store)]));
  }

  /**
   * Counts one attempt under each key, in one round trip.
   *
   * What this process knows to be over a limit of addresses is refused without counting it under the other keys,
   * or else one address could use up everybody's tries.
   *
   * @throws RATE_LIMITED with the longest wait, when any of the limits is passed; SERVICE_UNAVAILABLE when
   * attempts cannot be counted
   */
  async consume(keys: Partial<Record<LimitName, string>>): Promise<void> {
    const counters = this.counters(keys);
    refuse(counters.map(remembered));
    refuse(await this.count(counters));
  }

  /** Forgets the attempts under a key: what a success does to the count of failures before it. */
  async reset(name: LimitName, key: string): Promise<void> {
    for (const { limiter, key: counter } of this.counters({ [name]: key })) await limiter.delete(counter);
  }

  /**
   * The row of `rate_limits` that counts under a key, for a statement that forgets it on its way.
   *
   * @returns null when attempts are counted in Redis, where only `reset` reaches them
   */
  rowOf(name: LimitName, key: string): string | null {
    if ('redis' in this.store) return null;
    const [counter] = this.counters({ [name]: key });
    return counter ? counter.limiter.getKey(counter.key) : null;
  }

  private counters(keys: Partial<Record<LimitName, string>>): Counter[] {
    return [...this.limiters].flatMap(([name, limiter]) => {
      const key = keys[name];
      return key === undefined ? [] : [{ name, limiter, key: opaque(key) }];
    });
  }

  private async count(counters: readonly Counter[]): Promise<Wait[]> {
    const batch = new CounterBatch();
    const waits = counters.map((counter) => countIn(counter, batch));
    try {
      if ('orm' in this.store) await batch.send(this.store.orm);
      return await Promise.all(waits);
    } catch (error) {
      this.logger.error({ err: error }, 'The storage of the limits cannot be reached');
      throw new ServiceError('SERVICE_UNAVAILABLE', undefined, { retryAfter: STORE_RETRY_SECONDS });
    }
  }
}

/** RATE_LIMITED, and which limits were passed. */
export class LimitPassedError extends ServiceError {
  constructor(
    readonly limits: readonly LimitName[],
    retryAfter: number,
  ) {
    super('RATE_LIMITED', undefined, { retryAfter });
  }
}

interface Counter {
  readonly name: LimitName;
  readonly limiter: Limiter;
  readonly key: string;
}

/** How long one limit asks to wait; 0 when the attempt is within it. */
interface Wait {
  readonly name: LimitName;
  readonly ms: number;
}

async function countIn({ name, limiter, key }: Counter, batch: CounterBatch): Promise<Wait> {
  try {
    await limiter.consume(key, 1, { batch });
    return { name, ms: 0 };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { name, ms: Math.max(1, refusal.msBeforeNext) };
  }
}

function remembered({ name, limiter, key }: Counter): Wait {
  return { name, ms: limiter.getInMemoryBlockMsBeforeExpire(limiter.getKey(key)) };
}

function refuse(waits: readonly Wait[]): void {
  const passed = waits.filter(({ ms }) => ms > 0);
  if (passed.length === 0) return;
  const longest = Math.max(...passed.map(({ ms }) => ms));
  throw new LimitPassedError(
    passed.map(({ name }) => name),
    Math.ceil(longest / 1000),
  );
}

/** An address as limits count it: one customer of a network has a whole IPv6 /64. */
export function addressKey(ipAddress: string): string {
  if (!ipaddr.isValid(ipAddress)) return ipAddress;
  const address = ipaddr.process(ipAddress);
  return address.kind() === 'ipv4' ? address.toString() : address.toByteArray().slice(0, 8).join('.');
}

/** A number as prefix limits count it: its neighbours share all but the last three digits. */
export function prefixKey(phone: string): string {
  return phone.slice(0, -3);
}

/** Counters hold usernames and numbers of people who may not even be users: only their hash is stored. */
function opaque(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

/** With a method that the library has and its types leave out. */
interface Limiter extends RateLimiterAbstract {
  getInMemoryBlockMsBeforeExpire(storedKey: string): number;
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
    return batch.add(key, durationMs);
  }
}

function createLimiter(name: LimitName, limits: LimitConfig, store: Store): Limiter {
  const { points, seconds } = limits[name];
  // Remembered only where no success forgets the count: another replica would not hear of it.
  const memory = name.endsWith('PerAddress') ? { inMemoryBlockOnConsumed: points + 1 } : {};
  const options = { keyPrefix: name, points, duration: seconds, ...memory };
  const limiter: RateLimiterAbstract =
    'redis' in store
      ? new RateLimiterRedis({ ...options, storeClient: store.redis })
      : new BatchedPostgresLimiter({ ...options, ...postgresOptions(store.orm) });
  return limiter as Limiter;
}

function postgresOptions(orm: MikroORM) {
  return {
    storeClient: {
      query: ({ text, values }: { text: string; values: unknown[] }) => runOnPool(orm, text, values),
    },
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
  };
}
