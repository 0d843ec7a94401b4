/** Milliseconds that this device's clock is behind the server's. */
let behindMs = 0;

/** Takes the time from the `Date` of an answer. Whole seconds, so it may be one too early and never too late. */
export function noteServerTime({ headers }: Response): void {
  const date = Date.parse(headers.get('date') ?? '');
  if (!Number.isNaN(date)) behindMs = date - Date.now();
}

/** What the server's clock says, however wrong the one of this device is. Unix milliseconds. */
export function serverNow(): number {
  return Date.now() + behindMs;
}
