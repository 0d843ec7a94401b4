import { useEffect, useState } from 'react';
import { serverNow } from './server-clock.js';

/** Whole seconds until a moment of the server's clock, counted down; 0 from then on. */
export function useSecondsUntil(moment: string): number {
  const [now, setNow] = useState(serverNow);
  const left = Math.max(0, Math.ceil((Date.parse(moment) - now) / 1000));
  const over = left === 0;
  useEffect(() => {
    setNow(serverNow());
    if (over) return;
    const timer = setInterval(() => setNow(serverNow()), 500);
    return () => clearInterval(timer);
  }, [moment, over]);
  return left;
}
