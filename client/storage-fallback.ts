import { memoryStorage, type TokenStorage } from './storage.js';

/**
 * A storage that goes on in memory from when the given one throws, or does not do what it was told: some browsers
 * drop what is written in private without a word. The given one is then left to other tabs, which may sign in anew.
 *
 * @param isOurs whether a value is of this client, and not of one that has the same storage for another server
 */
export function withFallback(storage: TokenStorage, isOurs: (value: string) => boolean): TokenStorage {
  /** What was last known of the storage, so that nothing is lost with it. */
  const memory = memoryStorage();
  let current = storage;
  /** What may be left of ours in a storage that failed. */
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

  /** Does it, or falls back and takes away what is ours: a full storage still holds the pair that is used up now. */
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
      // Once more, since to fall back takes the session from other tabs. But not over what one of them has stored.
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

/** What is thrown is as if nothing had been done. */
function attempt(act: () => boolean): boolean {
  try {
    return act();
  } catch {
    return false;
  }
}
