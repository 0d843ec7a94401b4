/** Where the tokens are kept. Any method may throw; the client then keeps them in memory. */
export interface TokenStorage {
  /** Whether what is written outlives the page. */
  readonly persistent: boolean;
  read(): string | null;
  write(value: string): void;
  clear(): void;
  /** Calls when another tab may have changed what is kept, as long as the page lives. Missing where none can. */
  watch?(listener: () => void): void;
}

/** What is needed of `localStorage`. */
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
 * Keeps the tokens in `localStorage`, shared by the tabs of the origin. Every script of the origin can read them.
 * Not for `sessionStorage`: tabs do not share it, but "Duplicate tab" copies it, and the second of two tabs that use
 * the same refresh token ends the session as stolen. Give a function, `() => localStorage`, where even naming it may
 * be refused. `page` is where the events of the browser arrive.
 */
export function webStorage(
  storage: StorageLike | (() => StorageLike),
  key = 'graphql-two-factor-auth',
  page: Partial<Pick<EventTarget, 'addEventListener'>> = globalThis as object,
): TokenStorage {
  const open = typeof storage === 'function' ? storage : () => storage;
  return {
    persistent: true,
    read: () => open().getItem(key),
    write: (value) => open().setItem(key, value),
    clear: () => open().removeItem(key),
    watch: (listener) => {
      page.addEventListener?.('storage', (event) => {
        const { key: changed } = event as { key?: string | null };
        // None is named when all of the storage is cleared.
        if (changed === key || changed === null) listener();
      });
      // A page that "Back" brings to life again has missed what happened meanwhile.
      page.addEventListener?.('pageshow', () => listener());
    },
  };
}
