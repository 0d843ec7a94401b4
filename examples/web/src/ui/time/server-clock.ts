/** How far this device's clock is behind the server's, in milliseconds. */
let behindMs = 0;

/** Reads the `Date` header of a response. It has whole seconds, so the time may be up to a second early, never late. */
export function noteServerTime({ headers }: Response): void {
  const date = Date.parse(headers.get('date') ?? '');
  if (!Number.isNaN(date)) behindMs = date - Date.now();
}

/** The time by the server's clock, since this device's clock may be wrong. Unix time in milliseconds. */
export function serverNow(): number {
  return Date.now() + behindMs;
}
