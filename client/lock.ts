/** What is needed of `navigator.locks` (Web Locks). */
export interface LockManagerLike {
  request<T>(name: string, callback: () => Promise<T>): Promise<T>;
}

/** The locks of the browser, shared by all tabs of the origin; without them, locks within this page. */
export function defaultLocks(): LockManagerLike {
  const { navigator } = globalThis as { navigator?: { locks?: LockManagerLike } };
  const shared = navigator?.locks;
  if (!shared) return pageLocks;
  return {
    request: <T>(name: string, callback: () => Promise<T>) => {
      let turn: Promise<T> | undefined;
      const asked = shared.request(name, () => (turn = callback()));
      // A frame in a sandbox has Web Locks, and is refused each of them.
      return asked.catch(() => turn ?? pageLocks.request(name, callback));
    },
  };
}

const tails = new Map<string, Promise<unknown>>();

const pageLocks: LockManagerLike = {
  request: (name, callback) => {
    const turn = (tails.get(name) ?? Promise.resolve()).then(callback);
    tails.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  },
};
