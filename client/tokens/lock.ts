import { startDeadline } from '../requests/deadline.js';

/** The part of `navigator.locks` (Web Locks) that the client uses. */
export interface LockManagerLike {
  /** Rejects if the signal aborts before the lock is granted. Later the signal has no effect. */
  request<T>(name: string, options: { signal: AbortSignal }, callback: () => Promise<T>): Promise<T>;
}

/** The locks of the browser, shared by all tabs of the origin. Without them, locks within this page. */
export function defaultLocks(): LockManagerLike {
  const { navigator } = globalThis as { navigator?: { locks?: LockManagerLike } };
  const shared = navigator?.locks;
  if (!shared) return pageLocks;
  return {
    request: <T>(name: string, options: { signal: AbortSignal }, callback: () => Promise<T>) => {
      let turn: Promise<T> | undefined;
      const granted = shared.request(name, options, () => (turn = callback()));
      return granted.catch((error: unknown) => {
        if (turn) return turn;
        if (options.signal.aborted) throw error;
        // A sandboxed frame has `navigator.locks`, but every request is refused.
        return pageLocks.request(name, options, callback);
      });
    },
  };
}

const tails = new Map<string, Promise<unknown>>();

/** Ignores the signal: only a frozen tab holds a lock too long, and then this whole page is frozen. */
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

/** A renewal takes less time. A tab that holds the lock for longer is frozen. */
const LOCK_WAIT_MS = 15_000;

/** Does one piece of work after another in all tabs. `frozen` is done instead if a tab does not give its turn back. */
export type Turns = <T>(work: () => Promise<T>, frozen?: () => Promise<T>) => Promise<T>;

export function createTurns(locks: LockManagerLike, name: string): Turns {
  return <T>(work: () => Promise<T>, frozen = work) => {
    const { signal, clear } = startDeadline(LOCK_WAIT_MS);
    let turn: Promise<T> | undefined;
    return locks
      .request(name, { signal }, () => (turn = work()))
      .catch((error: unknown) => {
        if (turn || !signal.aborted) throw error;
        return frozen();
      })
      .finally(clear);
  };
}
