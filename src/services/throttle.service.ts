import { createHash } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import ipaddr from 'ipaddr.js';
import type { Redis } from 'ioredis';
import { CompiledQuery } from 'kysely';
import {
  type RateLimiterAbstract,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { LimitConfig } from '../config.js';
import { ServiceError } from './errors.js';
import type { Logger } from './security-log.service.js';

const STORE_RETRY_SECONDS = 5;

export type LimitName = keyof LimitConfig;

/**
 * Every limit on attempts and sends. An attempt is counted, in storage that all replicas share and outside of
 * any transaction, before it is judged: neither a crash nor a rollback takes it back. When the storage is
 * gone, the error goes up and the attempt is not made.
 */
export class ThrottleService {
  private readonly limiters: ReadonlyMap<LimitName, RateLimiterAbstract>;

  constructor(
    limits: LimitConfig,
    store: { orm: MikroORM } | { redis: Redis },
    private readonly logger: Logger,
  ) {
    const names = Object.keys(limits) as LimitName[];
    this.limiters = new Map(names.map((name) => [name, createLimiter(name, limits, store)]));
  }

  /**
   * Counts one attempt under each key.
   *
   * @throws RATE_LIMITED with the longest wait, when any of the limits is passed; SERVICE_UNAVAILABLE when
   * attempts cannot be counted
   */
  async consume(keys: Partial<Record<LimitName, string>>): Promise<void> {
    const names = Object.keys(keys) as LimitName[];
    const waits = await Promise.all(names.map((name) => this.consumeOne(name, keys[name] ?? '')));
    const retryAfter = Math.max(...waits);
    if (retryAfter > 0) throw new ServiceError('RATE_LIMITED', undefined, { retryAfter });
  }

  /** Forgets the attempts under a key: what a success does to the count of failures before it. */
  async reset(name: LimitName, key: string): Promise<void> {
    await this.limiters.get(name)?.delete(opaque(key));
  }

  /** Seconds to wait; 0 when the attempt is within the limit. */
  private async consumeOne(name: LimitName, key: string): Promise<number> {
    try {
      await this.limiters.get(name)?.consume(opaque(key));
      return 0;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      this.logger.error({ err: refusal }, 'The storage of the limits cannot be reached');
      throw new ServiceError('SERVICE_UNAVAILABLE', undefined, { retryAfter: STORE_RETRY_SECONDS });
    }
  }
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

function createLimiter(name: LimitName, limits: LimitConfig, store: { orm: MikroORM } | { redis: Redis }) {
  const options = { keyPrefix: name, points: limits[name].points, duration: limits[name].seconds };
  if ('redis' in store) return new RateLimiterRedis({ ...options, storeClient: store.redis });
  return new RateLimiterPostgres({
    ...options,
    storeClient: queryable(store.orm),
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
  });
}

/** What the limiter needs of a `pg` pool, on whichever PostgreSQL this server has. */
function queryable(orm: MikroORM) {
  return {
    async query({ text, values = [] }: { text: string; values?: unknown[] }) {
      const client = orm.em.getConnection().getClient();
      const { rows } = await client.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, values));
      return { rows: rows.map((row) => ({ ...row, expire: Number(row['expire']) })), rowCount: rows.length };
    },
  };
}
