export interface Deadline {
  readonly signal: AbortSignal;
  /** Rejects with a TimeoutError when the time has passed. */
  readonly passed: Promise<never>;
  /** Stops the timer. */
  clear(): void;
}

/** Aborts after some milliseconds. React Native and Safari before 16 have no `AbortSignal.timeout`. */
export function startDeadline(ms: number): Deadline {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = Object.assign(new Error(`${ms} ms have passed.`), { name: 'TimeoutError' });
      // Before the abort, whose error has no name in React Native.
      reject(error);
      controller.abort(error);
    }, ms);
  });
  // Nobody may be waiting for it.
  passed.catch(() => undefined);
  return { signal: controller.signal, passed, clear: () => clearTimeout(timer) };
}
