/** Where the tokens are kept. Any method may throw; the client then keeps them in memory. */
export interface TokenStorage {
  /** Whether what is written outlives the page. */
  readonly persistent: boolean;
  read(): string | null;
  write(value: string): void;
  clear(): void;
}

/** What is needed of `localStorage` or `sessionStorage`. */
export interface StorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Keeps the tokens until the page is left: the safest place, where no other script finds them by name. */
export function memoryStorage(): TokenStorage {
  let kept: string | null = null;
  return {
    persistent: false,
    read: () => kept,
    write: (value) => void (kept = value),
    clear: () => void (kept = null),
  };
}

/**
 * Keeps the tokens in a storage of the browser, shared by the tabs of the origin. Every script of the origin
 * can read them. Give a function, `() => localStorage`, where even naming it may be refused.
 */
export function webStorage(
  storage: StorageLike | (() => StorageLike),
  key = 'graphql-two-factor-auth',
): TokenStorage {
  const open = typeof storage === 'function' ? storage : () => storage;
  return {
    persistent: true,
    read: () => open().getItem(key),
    write: (value) => open().setItem(key, value),
    clear: () => open().removeItem(key),
  };
}

/** A storage that goes on in memory from the first time that the given one throws. */
export function withFallback(storage: TokenStorage): TokenStorage {
  const memory = memoryStorage();
  let current = storage;
  const attempt = <T>(act: (target: TokenStorage) => T): T => {
    try {
      return act(current);
    } catch {
      current = memory;
      return act(memory);
    }
  };
  return {
    get persistent() {
      return current.persistent;
    },
    read: () => attempt((target) => target.read()),
    write: (value) => {
      attempt((target) => target.write(value));
      // A full storage still holds the old pair, which would count as reused after a reload.
      if (current !== storage) quietly(() => storage.clear());
    },
    clear: () => {
      attempt((target) => target.clear());
      if (current !== storage) quietly(() => storage.clear());
    },
  };
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // It has refused before; there is nothing more to do.
  }
}
