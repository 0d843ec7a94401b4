import { describe, expect, it } from '@jest/globals';
import { ExpiringMap } from '../../src/sessions/expiring-map.js';

const TTL_SECONDS = 60;

function filled(max: number, keys: string[]) {
  let now = new Date('2026-03-01T12:00:00Z');
  const map = new ExpiringMap<string, number>(max, TTL_SECONDS, () => now);
  const early = keys.map((key, index) => map.set(key, index));
  return { map, early, passSeconds: (seconds: number) => void (now = new Date(+now + seconds * 1000)) };
}

describe('a map that forgets', () => {
  it('holds an entry until its time has passed, and no longer', () => {
    const { map, passSeconds } = filled(2, ['a']);
    passSeconds(TTL_SECONDS - 1);
    expect(map.get('a')).toBe(0);
    passSeconds(1);
    expect(map.get('a')).toBeUndefined();
    expect(map.size).toBe(0);
  });

  it('says that it let the oldest go before its time', () => {
    const { map, early } = filled(2, ['a', 'b', 'c']);
    expect(early).toEqual([false, false, true]);
    expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([undefined, 1, 2]);
  });

  it('makes room of all that expired first', () => {
    const { map, passSeconds } = filled(3, ['a', 'b']);
    passSeconds(TTL_SECONDS / 2);
    map.set('c', 2);
    passSeconds(TTL_SECONDS / 2);
    expect(map.set('d', 3)).toBe(false);
    expect(map.size).toBe(2);
    expect(['c', 'd'].map((key) => map.get(key))).toEqual([2, 3]);
  });

  it('counts the time of an entry from when it was set last', () => {
    const { map, passSeconds } = filled(2, ['a', 'b']);
    passSeconds(TTL_SECONDS / 2);
    expect(map.set('a', 7)).toBe(false);
    passSeconds(TTL_SECONDS / 2);
    expect(map.set('c', 8)).toBe(false);
    expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([7, undefined, 8]);
  });

  it('takes no more than it may however many are set', () => {
    const { map } = filled(
      10,
      Array.from({ length: 1000 }, (_, index) => String(index)),
    );
    expect(map.size).toBe(10);
  });
});
