import { useEffect, useState } from 'react';
import { serverNow } from './server-clock.js';

/**
 * Counts down the whole seconds until a moment, then stays 0.
 *
 * @param untilMs Unix time in milliseconds
 * @param clock by which the moment is; default the server's
 */
export function useSecondsUntil(untilMs: number, clock: () => number = serverNow): number {
  const [now, setNow] = useState(clock);
  const left = Math.max(0, Math.ceil((untilMs - now) / 1000));
  const hasPassed = left === 0;
  useEffect(() => {
    setNow(clock());
    if (hasPassed) return;
    const timer = setInterval(() => setNow(clock()), 500);
    return () => clearInterval(timer);
  }, [untilMs, clock, hasPassed]);
  return left;
}
