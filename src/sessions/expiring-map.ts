import { addSeconds, type Clock } from '../core/clock.js';

interface Entry<Value> {
  readonly value: Value;
  readonly until: Date;
}

/**
 * A map whose entries are forgotten after a time, and which holds so many at most. It takes memory for what it holds;
 * a cache that is allocated whole takes it at the start.
 */
export class ExpiringMap<Key, Value> {
  /** In the order of their ends: all live equally long. */
  private readonly entries = new Map<Key, Entry<Value>>();

  constructor(
    private readonly max: number,
    private readonly ttlSeconds: number,
    private readonly clock: Clock,
  ) {}

  /** How many it holds, with those that expired and were not looked at since. */
  get size(): number {
    return this.entries.size;
  }

  get(key: Key): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry || entry.until > this.clock()) return entry?.value;
    this.entries.delete(key);
    return undefined;
  }

  /** @returns whether the oldest entry had to go before its time */
  set(key: Key, value: Value): boolean {
    const now = this.clock();
    this.entries.delete(key);
    const isEarly = this.entries.size >= this.max && this.makeRoom(now);
    this.entries.set(key, { value, until: addSeconds(now, this.ttlSeconds) });
    return isEarly;
  }

  delete(key: Key): void {
    this.entries.delete(key);
  }

  private makeRoom(now: Date): boolean {
    for (const [key, { until }] of this.entries) {
      if (until > now && this.entries.size < this.max) return false;
      this.entries.delete(key);
      if (until > now) return true;
    }
    return false;
  }
}
