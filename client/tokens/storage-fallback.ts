import { memoryStorage, type TokenStorage } from './storage.js';

/**
 * A storage that falls back to memory when the given storage throws or does not keep what was written: some browsers
 * silently drop writes in private mode. The given storage is then left to other tabs.
 *
 * @param isOurs whether a value belongs to this client, and not to a client of another server with the same storage
 */
export function withFallback(storage: TokenStorage, isOurs: (value: string) => boolean): TokenStorage {
  /** The last known value of the storage, so that a failing storage loses nothing. */
  const memory = memoryStorage();
  let current = storage;
  /** Values of this client that may remain in a failed storage. */
  let left: readonly string[] = [];

  const fallBack = (...values: readonly (string | null)[]) => {
    current = memory;
    left = values.filter((value) => value !== null && isOurs(value)) as string[];
  };
  const holds = (value: string | null) => attempt(() => storage.read() === value);
  const store = (value: string) =>
    attempt(() => {
      storage.write(value);
      return storage.read() === value;
    });
  const empty = () =>
    attempt(() => {
      storage.clear();
      return storage.read() === null;
    });

  /** Acts, or falls back and removes our values: a full storage still holds the old, used pair. */
  const change = (act: () => boolean, ...before: readonly (string | null)[]) => {
    if (current !== memory && act()) return;
    if (current !== memory) fallBack(...before);
    if (left.some(holds)) empty();
  };

  return {
    get persistent() {
      return current.persistent;
    },
    read: () => {
      const known = memory.read();
      const follow = () => {
        const value = storage.read();
        if (value === null) memory.clear();
        else memory.write(value);
        return true;
      };
      if (current !== memory && !attempt(follow)) fallBack(known);
      return memory.read();
    },
    write: (value) => {
      const known = memory.read();
      memory.write(value);
      // A second try, since falling back loses the session in other tabs. It never overwrites the value of another tab.
      change(() => store(value) || (holds(known) && store(value)), known, value);
    },
    clear: () => {
      const known = memory.read();
      memory.clear();
      change(empty, known);
    },
    watch: (listener) => storage.watch?.(listener),
  };
}

/** Returns false if it throws. */
function attempt(act: () => boolean): boolean {
  try {
    return act();
  } catch {
    return false;
  }
}
