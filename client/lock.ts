/** What is needed of `navigator.locks` (Web Locks). */
export interface LockManagerLike {
  /** Rejects when the signal comes before the turn; after that it does nothing. */
  request<T>(name: string, options: { signal: AbortSignal }, callback: () => Promise<T>): Promise<T>;
}

/** The locks of the browser, shared by all tabs of the origin; without them, locks within this page. */
export function defaultLocks(): LockManagerLike {
  const { navigator } = globalThis as { navigator?: { locks?: LockManagerLike } };
  const shared = navigator?.locks;
  if (!shared) return pageLocks;
  return {
    request: <T>(name: string, options: { signal: AbortSignal }, callback: () => Promise<T>) => {
      let turn: Promise<T> | undefined;
      const asked = shared.request(name, options, () => (turn = callback()));
      return asked.catch((error: unknown) => {
        if (turn) return turn;
        if (options.signal.aborted) throw error;
        // A frame in a sandbox has Web Locks, and is refused each of them.
        return pageLocks.request(name, options, callback);
      });
    },
  };
}

const tails = new Map<string, Promise<unknown>>();

/** Without regard to the signal: a page does not stand still in part. */
const pageLocks: LockManagerLike = {
  request: (name, _options, callback) => {
    const turn = (tails.get(name) ?? Promise.resolve()).then(callback);
    tails.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  },
};
