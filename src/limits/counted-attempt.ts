import type { LimitConfig } from '../config/config.js';
import type { Count } from './attempt-counter.js';
import { type CountKey, opaque } from './limit-keys.js';

export type LimitName = keyof LimitConfig;

/** A key, or the keys of all networks that an address is in (`sourceKeys`). */
type AttemptKey = string | readonly CountKey[];
export type AttemptKeys = Partial<Record<LimitName, AttemptKey>>;

export interface NamedCount extends Count {
  readonly name: LimitName;
}

/** The counters that an attempt was counted on. */
export type CountedAttempt = readonly NamedCount[];

/** The counters of an attempt under these keys. */
export function countsOf(keys: AttemptKeys, limits: LimitConfig): NamedCount[] {
  return (Object.entries(keys) as [LimitName, AttemptKey][]).flatMap(([name, given]) => {
    const { points, seconds } = limits[name];
    const all = typeof given === 'string' ? [{ key: given, times: 1 }] : given;
    return all.map(({ key, times }) => ({
      name,
      key: counterOf(name, key),
      limit: points * times,
      durationMs: seconds * 1000,
    }));
  });
}

export function counterOf(name: LimitName, key: string): string {
  return `${name}:${opaque(key)}`;
}
