/** One line of the table. */
export interface Result {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  /** Undefined where nothing is promised, or what is promised is an absolute time. */
  readonly met?: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** The middle value, and between which values the middle half lies: how far to trust it. */
export function spread(values: readonly number[], digits = 2): string {
  const sorted = values.toSorted((a, b) => a - b);
  const quartile = (part: number) => (sorted[Math.round((sorted.length - 1) * part)] ?? NaN).toFixed(digits);
  return `${median(values).toFixed(digits)} (${quartile(0.25)} to ${quartile(0.75)})`;
}

/** Starts with another one each round, so that nobody always goes after the same neighbour. */
export function rotated<T>(items: readonly T[], round: number): T[] {
  const start = round % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
