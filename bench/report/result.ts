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

/** @param part 0.99 for the 99th percentile */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** The middle value, and between which values the middle half lies: how far to trust it. */
export function spread(values: readonly number[], digits = 2): string {
  const sorted = values.toSorted((a, b) => a - b);
  const quartile = (part: number) => (sorted[Math.round((sorted.length - 1) * part)] ?? NaN).toFixed(digits);
  return `${median(values).toFixed(digits)} (${quartile(0.25)} to ${quartile(0.75)})`;
}

/** Of rounds that ran side by side: what else the machine did then slowed both. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, round) => value / (theirs[round] ?? NaN));
}

/** Starts with another one each round, so that nobody always goes after the same neighbour. */
export function rotated<T>(items: readonly T[], round: number): T[] {
  const start = round % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** @param least of the median of the ratios */
export function atLeast(what: string, values: readonly number[], least: number, note = ''): Result {
  return {
    what,
    target: `at least ${least}`,
    measured: `${spread(values)}${note}`,
    met: median(values) >= least,
  };
}

/** @param most of the median of the ratios */
export function atMost(what: string, values: readonly number[], most: number, note = ''): Result {
  return {
    what,
    target: `at most ${most}`,
    measured: `${spread(values)}${note}`,
    met: median(values) <= most,
  };
}
