import type { Pair } from './pair.js';
import type { TokenStorage } from './storage.js';
import { withFallback } from './storage-fallback.js';

export interface KeptTokens {
  /** Of the server that gave them, in full. */
  readonly url: string;
  readonly access: string;
  readonly refresh: string;
  /** On the local clock. From here the access token is good for its lifetime, whatever the server's clock says. */
  readonly receivedAtMs: number;
  /** The refresh token was sent, and no answer has come: the server may have renewed it. */
  readonly maybeUsed: boolean;
}

export interface TokenKeeper {
  readonly persisted: boolean;
  read(): KeptTokens | undefined;
  keep(pair: Pair): void;
  /** Notes whether the refresh token may be used up; does nothing to other tokens that came in its place. */
  mark(tokens: KeptTokens, maybeUsed: boolean): void;
  clear(): void;
  /** Calls when another tab may have written them. */
  watch(listener: () => void): void;
  /** Whose they are; undefined when the access token cannot be read. */
  userIdOf(tokens: Pick<KeptTokens, 'access'>): string | undefined;
  isSameSession(one: Pick<KeptTokens, 'access'>, other: Pick<KeptTokens, 'access'>): boolean;
  /** Whether the access token has ended or is about to. */
  isDue(tokens: KeptTokens): boolean;
  /** Whether the access token has not ended, due or not. */
  isGood(tokens: KeptTokens): boolean;
}

/**
 * The tokens in a storage, and how long they are good. The storage is the truth: other tabs write it, too. Those
 * of a server at another `url` are left there, and are not read: each server gets its own alone.
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
  return {
    get persisted() {
      return storage.persistent;
    },
    read,
    keep: ({ access, refresh }) => write({ url, access, refresh, receivedAtMs: now(), maybeUsed: false }),
    mark: ({ refresh }, maybeUsed) => {
      const kept = read();
      if (kept?.refresh === refresh && kept.maybeUsed !== maybeUsed) write({ ...kept, maybeUsed });
    },
    clear: () => {
      const kept = parse(storage.read());
      if (!kept || kept.url === url) storage.clear();
    },
    watch: (listener) => storage.watch?.(listener),
    userIdOf: ({ access }) => {
      const { sub } = claimsOf(access);
      return typeof sub === 'string' ? sub : undefined;
    },
    isSameSession: (one, other) => {
      const { sid } = claimsOf(one.access);
      return one.access === other.access || (sid !== undefined && sid === claimsOf(other.access)['sid']);
    },
    isDue: ({ access, receivedAtMs }) => {
      const seconds = lifetimeSeconds(access);
      // What cannot be read is used until the server refuses it.
      if (seconds === undefined) return false;
      // Half of a short life, so that a token is used at all.
      const before = Math.min(renewBeforeSeconds, seconds / 2);
      return now() >= receivedAtMs + (seconds - before) * 1000;
    },
    isGood: ({ access, receivedAtMs }) => now() < receivedAtMs + (lifetimeSeconds(access) ?? Infinity) * 1000,
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
    // Something else stands there.
  }
  return undefined;
}

/** `exp` less `iat`: both are of the server's clock, so how far it is off does not matter. */
function lifetimeSeconds(token: string): number | undefined {
  const { iat, exp } = claimsOf(token);
  return typeof iat === 'number' && typeof exp === 'number' ? exp - iat : undefined;
}

/** What a token says, unverified: it is the server that judges it. Empty when it cannot be read. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return JSON.parse(atob(payload)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
