/** The only source of the current time. Tests move it instead of waiting. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

export const DAY_SECONDS = 86_400;

export function addSeconds(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}

/** Whole seconds from `from` until `to`, rounded up, at least one: the value of `retryAfter`. */
export function secondsUntil(to: Date, from: Date): number {
  return Math.max(1, Math.ceil((to.getTime() - from.getTime()) / 1000));
}

export function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}
