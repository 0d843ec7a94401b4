import type { LimitConfig } from '../config/config.js';
import { databaseTrouble } from '../core/database-failure.js';
import type { Logger } from '../core/logger.js';
import { ServiceError } from '../core/service-error.js';
import type { AttemptCounter, Counted, RowCount, Settled, Step, StepResult } from './attempt-counter.js';
import {
  type AttemptKeys,
  type CountedAttempt,
  counterOf,
  countsOf,
  type LimitName,
  type NamedCount,
} from './counted-attempt.js';
import { LimitPassedError } from './limit-passed-error.js';

export type { AttemptKeys, CountedAttempt, LimitName } from './counted-attempt.js';
export { LimitPassedError } from './limit-passed-error.js';

const STORE_RETRY_SECONDS = 5;

/**
 * Every limit on attempts and sends. An attempt is counted, in storage that all replicas share and outside of
 * any transaction, before it is checked: neither a crash nor a rollback takes it back. When the storage is
 * gone, the error is thrown and the attempt is not made.
 */
export class RateLimitService {
  constructor(
    private readonly limits: LimitConfig,
    private readonly counter: AttemptCounter,
    private readonly onPassed: (limit: LimitName) => void,
    private readonly logger: Logger,
  ) {}

  /**
   * Counts one attempt under each key, in the order given, up to the first limit that it passes. An address above its own
   * limit does not use up the tries of a username.
   *
   * @param onFirstRefusal records a refusal. It is called once in a window: a client that keeps trying must not
   * fill the disk
   * @returns what was counted, for `giveBack`
   * @throws LimitPassedError when a limit is passed; SERVICE_UNAVAILABLE when attempts cannot be counted
   */
  async consume(keys: AttemptKeys, onFirstRefusal?: () => Promise<void>): Promise<CountedAttempt> {
    const { attempt } = await this.consumeInTurn([keys], onFirstRefusal);
    return attempt;
  }

  /**
   * As `consume`, with rows among the limits that the attempt is counted on. A row that refuses it throws nothing: the
   * feature whose row it is knows what that means.
   *
   * @returns the rows that were reached, in the order given. Missing ones were not found, or come after one that
   * refused the attempt
   */
  async consumeInTurn(
    steps: readonly (AttemptKeys | RowCount)[],
    onFirstRefusal?: () => Promise<void>,
  ): Promise<{ attempt: CountedAttempt; rows: unknown[] }> {
    const all = steps.flatMap((step): (NamedCount | RowCount)[] =>
      isRow(step) ? [step] : countsOf(step, this.limits),
    );
    const results = await this.tryCount(all);
    const reached = all.slice(0, results.length);
    const attempt = reached.filter((step): step is NamedCount => !isRow(step));
    // Only the last one that was reached can have refused it.
    const [last, result] = [reached.at(-1), results.at(-1)];
    if (last && result && !result.passes && !isRow(last))
      await this.refuse(last, result.row as Counted, attempt, onFirstRefusal);
    return { attempt, rows: results.filter((_result, index) => isRow(reached[index])).map(({ row }) => row) };
  }

  private async refuse(
    { name, limit }: NamedCount,
    { attempts, waitMs }: Counted,
    attempt: CountedAttempt,
    onFirstRefusal?: () => Promise<void>,
  ): Promise<never> {
    this.onPassed(name);
    const isFirst = attempts === limit + 1;
    if (isFirst) await onFirstRefusal?.();
    throw new LimitPassedError(name, waitMs, isFirst, attempt);
  }

  /**
   * Takes an attempt back from the counters of one limit: it was a success, and the limit is on failures. The
   * success stands when it cannot be taken back.
   */
  async giveBack(name: LimitName, attempt: CountedAttempt): Promise<void> {
    await this.settleOrWarn({ successes: this.countersOf(name, attempt) });
  }

  /**
   * Takes one attempt under each key back, and forgets the failures before it: both in one round trip. The success
   * stands when they cannot be.
   */
  async settle(successes: AttemptKeys, failures: AttemptKeys): Promise<void> {
    const countersOf = (keys: AttemptKeys) => countsOf(keys, this.limits).map(({ key }) => key);
    await this.settleOrWarn({ successes: countersOf(successes), failures: countersOf(failures) });
  }

  /**
   * Forgets the attempts under keys: what a success does to the count of failures before it. The success stands
   * when they cannot be forgotten.
   */
  async reset(name: LimitName, keys: readonly string[]): Promise<void> {
    await this.settleOrWarn({ failures: keys.map((key) => counterOf(name, key)) });
  }

  /**
   * Forgets the attempts under a key, for a person who can do nothing while they are counted.
   *
   * @throws SERVICE_UNAVAILABLE when they cannot be forgotten
   */
  async clear(name: LimitName, key: string): Promise<void> {
    try {
      await this.counter.settle({ failures: [counterOf(name, key)] });
    } catch (error) {
      throw this.uncounted(error, this.troubleOf(error));
    }
  }

  /** Whether counters are rows of `rate_limits`, which a statement can settle in its own round trip. */
  get isInDatabase(): boolean {
    return this.counter.isInDatabase;
  }

  /**
   * The rows of `rate_limits` that count under keys, for a statement that settles them in its own round trip.
   *
   * @returns undefined when attempts are counted in Redis, where only `settle` and `reset` reach them
   */
  rowsOf(keys: AttemptKeys): string[] | undefined {
    return this.counter.isInDatabase ? countsOf(keys, this.limits).map(({ key }) => key) : undefined;
  }

  /** The counters of one limit among those that an attempt was counted on. */
  countersOf(name: LimitName, attempt: CountedAttempt): string[] {
    return attempt.filter((counted) => counted.name === name).map(({ key }) => key);
  }

  private async settleOrWarn(counters: Settled): Promise<void> {
    try {
      await this.counter.settle(counters);
    } catch (error) {
      this.logger.warn({ err: error }, 'Attempts before a success are still counted');
    }
  }

  private async tryCount(steps: readonly Step[]): Promise<StepResult[]> {
    try {
      return await this.counter.count(steps);
    } catch (error) {
      throw this.uncounted(error);
    }
  }

  private uncounted(error: unknown, message?: string): ServiceError {
    this.logger.error(
      { err: error },
      `No attempt can be counted, so it is refused. ${this.troubleOf(error)}`,
    );
    return new ServiceError('SERVICE_UNAVAILABLE', message, { retryAfter: STORE_RETRY_SECONDS });
  }

  /** For the operator: what is wrong where attempts are counted. */
  private troubleOf(error: unknown): string {
    if (!this.counter.isInDatabase) return 'Redis does not take writes. Check it, and REDIS_URL.';
    const { what, fix } = databaseTrouble(error);
    return `${what}. ${fix}`;
  }
}

function isRow(step: object | undefined): step is RowCount {
  return step !== undefined && 'statement' in step;
}
