/** Where the tokens are kept. If a method throws, the client keeps them in memory. */
export interface TokenStorage {
  /** Whether a written value outlives the page. */
  readonly persistent: boolean;
  read(): string | null;
  write(value: string): void;
  clear(): void;
  /** Calls the listener when another tab may have changed the value. Unset if no tab can. */
  watch?(listener: () => void): void;
}

/** The part of `localStorage` that the client uses. */
export interface StorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Keeps the tokens until the page is closed. The safest place: other scripts cannot find them by a key. */
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
 * Keeps the access token in memory, for all tabs of the origin. Their refresh token is in a cookie that no script can
 * read, and survives a reload. Without `BroadcastChannel` (Safari before 15.4) each tab has an access token of its own.
 */
export function tabsStorage(name: string): TokenStorage {
  const memory = memoryStorage();
  const { BroadcastChannel: Channel } = globalThis as Partial<typeof globalThis>;
  const channel = Channel && new Channel(name);
  // In Node.js an open channel keeps the process alive.
  (channel as { unref?(): void } | undefined)?.unref?.();
  const post = (value: string | null) => channel?.postMessage(value);
  return {
    persistent: true,
    read: memory.read,
    write: (value) => {
      memory.write(value);
      post(value);
    },
    clear: () => {
      memory.clear();
      post(null);
    },
    watch: (listener) => {
      channel?.addEventListener('message', (event) => {
        const { data } = event as unknown as { data: string | null };
        if (data === null) memory.clear();
        else memory.write(data);
        listener();
      });
    },
  };
}

/**
 * Keeps the tokens in `localStorage`, shared by the tabs of the origin. Every script of the origin can read them.
 * Do not use `sessionStorage`: tabs do not share it, but "Duplicate tab" copies it, and the second tab that uses the same
 * refresh token ends the session as stolen. Pass a function, `() => localStorage`, since a browser may throw on the mere
 * access. `page` receives the events of the browser.
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
        // The key is null when the whole storage is cleared.
        if (changed === key || changed === null) listener();
      });
      // A page restored by "Back", or a tab that the browser had suspended, has missed the events in between.
      page.addEventListener?.('pageshow', () => listener());
      page.addEventListener?.('visibilitychange', () => listener());
    },
  };
}
