import { useEffect, useState } from 'react';
import { serverNow } from './time/server-clock.js';

const PREFIX = 'kept:';

interface Kept {
  readonly value: unknown;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** What this tab keeps over a reload, until it expires. Phones close tabs while their user reads a code elsewhere. */
export function readKept(name: string): unknown {
  try {
    const kept = JSON.parse(sessionStorage.getItem(PREFIX + name) ?? 'null') as Kept | null;
    return kept && Date.parse(kept.expiresAt) > serverNow() ? kept.value : undefined;
  } catch {
    // A browser that stores nothing keeps nothing.
    return undefined;
  }
}

/** No password or code may be in it. */
export function keep(name: string, kept: Kept | undefined): void {
  try {
    if (kept) sessionStorage.setItem(PREFIX + name, JSON.stringify(kept));
    else sessionStorage.removeItem(PREFIX + name);
  } catch {
    // As above.
  }
}

/** Once somebody is signed in or has a new password, no step is left to go on with. */
export function forgetKept(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // As above.
  }
}

/** State that a reload keeps until it expires. */
export function useKept<T>(name: string, expiresAtOf: (value: T) => string) {
  const [value, setValue] = useState(() => readKept(name) as T | undefined);
  useEffect(
    () => keep(name, value === undefined ? undefined : { value, expiresAt: expiresAtOf(value) }),
    [name, value, expiresAtOf],
  );
  return [value, setValue] as const;
}
