/** One counter that an attempt is counted on. */
export interface Count {
  readonly key: string;
  /** How many attempts are allowed until the counter starts again. */
  readonly limit: number;
  readonly durationMs: number;
}

/**
 * A row of a feature's own table that an attempt is counted on, between counters: in the same round trip, where those
 * are in the database too.
 */
export interface RowCount {
  readonly statement: CountingStatement;
  /** Names mean the same in every statement of an attempt. */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface CountingStatement {
  /**
   * `insert`, `update` or `select … for update`, with `:name::type` for each value, that returns the row.
   *
   * @param gate what it must select from: one row where the steps before let the attempt pass, else none
   */
  readonly text: (gate: string) => string;
  /** A condition on the returned row: whether the attempt passes. No row refuses it. */
  readonly passes: string;
}

export type Step = Count | RowCount;

/** How a step stands once the attempt is counted. */
export interface StepResult {
  /** Of a counter: `Counted`. */
  readonly row: unknown;
  readonly passes: boolean;
}

/** How a counter stands once the attempt is counted. */
export interface Counted {
  readonly attempts: number;
  /** Until the counter starts again. */
  readonly waitMs: number;
}

/** The counters of an attempt that was a success. */
export interface Settled {
  /** Where it does not count, since the limit is on failures. */
  readonly successes?: readonly string[];
  /** Where the failures before it no longer count. */
  readonly failures?: readonly string[];
}

/** Counts attempts in a storage that all replicas share. */
export interface AttemptCounter {
  /** Whether counters are rows of `rate_limits`, which a statement can forget in its own round trip. */
  readonly isInDatabase: boolean;
  /**
   * Counts one attempt in steps, until one refuses it. Those after it are left as they are.
   *
   * @returns how the steps stand that were reached, in the order given. A row step that found no row is not among them
   */
  count(steps: readonly Step[]): Promise<StepResult[]>;
  /** Takes one attempt back on the counters of successes, and starts those of failures again. */
  settle(counters: Settled): Promise<void>;
}
