import { afterAll } from '@jest/globals';

/** Time-outs of one length that end when a test says so, and not by themselves: no machine is too slow for them. */
export interface HeldTimeouts {
  /** Ends all that run now. @returns how many */
  end(): number;
}

/** @param ms their length; one that nothing else in the process waits for. Until the end of the test file */
export function holdTimeouts(ms: number): HeldTimeouts {
  const { setTimeout, clearTimeout } = globalThis;
  const running = new Map<unknown, () => void>();
  const start = (callback: (...values: unknown[]) => void, after?: number, ...values: unknown[]) => {
    const timer = setTimeout(callback, after, ...values);
    if (after === ms) running.set(timer, () => callback(...values));
    return timer;
  };
  const clear = (timer: NodeJS.Timeout) => {
    running.delete(timer);
    clearTimeout(timer);
  };
  Object.assign(globalThis, { setTimeout: Object.assign(start, setTimeout), clearTimeout: clear });
  afterAll(() => void Object.assign(globalThis, { setTimeout, clearTimeout }));
  return {
    end: () => {
      const ended = [...running];
      for (const [timer, callback] of ended) {
        clear(timer as NodeJS.Timeout);
        callback();
      }
      return ended.length;
    },
  };
}

/** Ends time-outs of these lengths at once. Until the end of the test file */
export function skipTimeouts(...lengths: readonly number[]): void {
  const { setTimeout } = globalThis;
  const start = (callback: (...values: unknown[]) => void, after?: number, ...values: unknown[]) =>
    setTimeout(callback, after !== undefined && lengths.includes(after) ? 0 : after, ...values);
  Object.assign(globalThis, { setTimeout: Object.assign(start, setTimeout) });
  afterAll(() => void Object.assign(globalThis, { setTimeout }));
}
