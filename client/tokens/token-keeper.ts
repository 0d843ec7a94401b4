import { decodeBase64Url } from './base64url.js';
import type { Pair } from './pair.js';
import type { TokenStorage } from './storage.js';
import { withFallback } from './storage-fallback.js';

export interface KeptTokens {
  /** The absolute address of the server that issued them. */
  readonly url: string;
  readonly access: string;
  /** Empty if it is in a cookie. */
  readonly refresh: string;
  /** By the local clock. The lifetime of the access token is counted from here, so the server's clock does not matter. */
  readonly receivedAtMs: number;
  /** The refresh token was sent without a response: the server may have rotated it. */
  readonly maybeUsed: boolean;
}

export interface TokenKeeper {
  readonly persisted: boolean;
  read(): KeptTokens | undefined;
  keep(pair: Pair): void;
  /** Notes whether the refresh token may be used. Does nothing if other tokens have replaced it. */
  mark(tokens: KeptTokens, maybeUsed: boolean): void;
  clear(): void;
  /** Calls the listener when another tab may have changed the tokens. */
  watch(listener: () => void): void;
  /** The user of the tokens. Undefined if the access token cannot be decoded. */
  userIdOf(tokens: Pick<KeptTokens, 'access'>): string | undefined;
  /** The session of the tokens. Undefined if the access token cannot be decoded. */
  sessionIdOf(tokens: Pick<KeptTokens, 'access'>): string | undefined;
  /** Whether the session may only add a second factor. */
  mustEnroll(tokens: Pick<KeptTokens, 'access'>): boolean;
  isSameSession(one: Pick<KeptTokens, 'access'>, other: Pick<KeptTokens, 'access'>): boolean;
  /** Whether the access token has expired or is about to. */
  isDue(tokens: KeptTokens): boolean;
  /** Whether the access token has not expired. */
  isValid(tokens: KeptTokens): boolean;
}

/**
 * The tokens in a storage, and how long they are valid. Every read goes to the storage, since other tabs write to it.
 * Tokens of a server at another `url` stay there and are not read: each server gets only its own.
 */
export function keepTokens(
  url: string,
  given: TokenStorage,
  now: () => number,
  renewBeforeSeconds: number,
): TokenKeeper {
  const ours = (value: string | null) => {
    const kept = parse(value);
    return kept?.url === url ? kept : undefined;
  };
  const storage = withFallback(given, (value) => ours(value) !== undefined);
  const read = () => ours(storage.read());
  const write = (kept: KeptTokens) => storage.write(JSON.stringify(kept));
  const claim = (name: string) => (tokens: Pick<KeptTokens, 'access'>) => {
    const value = claimsOf(tokens.access)[name];
    return typeof value === 'string' ? value : undefined;
  };
  const sessionIdOf = claim('sid');
  return {
    get persisted() {
      return storage.persistent;
    },
    read,
    keep: ({ access, refresh }) => write({ url, access, refresh, receivedAtMs: now(), maybeUsed: false }),
    mark: ({ access }, maybeUsed) => {
      const kept = read();
      if (kept?.access === access && kept.maybeUsed !== maybeUsed) write({ ...kept, maybeUsed });
    },
    clear: () => {
      const kept = parse(storage.read());
      if (!kept || kept.url === url) storage.clear();
    },
    watch: (listener) => storage.watch?.(listener),
    userIdOf: claim('sub'),
    sessionIdOf,
    mustEnroll: ({ access }) => claimsOf(access)['scope'] === 'enrollment',
    isSameSession: (one, other) => {
      const id = sessionIdOf(one);
      return one.access === other.access || (id !== undefined && id === sessionIdOf(other));
    },
    isDue: ({ access, receivedAtMs }) => {
      const seconds = lifetimeSeconds(access);
      // A token that cannot be decoded is used until the server refuses it.
      if (seconds === undefined) return false;
      // At most half of the lifetime, so that a short-lived token is used at all.
      const before = Math.min(renewBeforeSeconds, seconds / 2);
      return now() >= receivedAtMs + (seconds - before) * 1000;
    },
    isValid: ({ access, receivedAtMs }) =>
      now() < receivedAtMs + (lifetimeSeconds(access) ?? Infinity) * 1000,
  };
}

function parse(text: string | null): KeptTokens | undefined {
  if (text === null) return undefined;
  try {
    const { url, access, refresh, receivedAtMs, maybeUsed } = JSON.parse(text) as Record<string, unknown>;
    if (
      typeof url === 'string' &&
      typeof access === 'string' &&
      typeof refresh === 'string' &&
      typeof receivedAtMs === 'number'
    )
      return { url, access, refresh, receivedAtMs, maybeUsed: maybeUsed === true };
  } catch {
    // Not JSON: another program uses the same key.
  }
  return undefined;
}

/** `exp` minus `iat`: both are by the server's clock, so its error does not matter. */
function lifetimeSeconds(token: string): number | undefined {
  const { iat, exp } = claimsOf(token);
  return typeof iat === 'number' && typeof exp === 'number' ? exp - iat : undefined;
}

/** The claims of a token, unverified: only the server verifies it. Empty if it cannot be decoded. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    return JSON.parse(decodeBase64Url(token.split('.')[1] ?? '')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
