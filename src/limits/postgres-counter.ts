import type { MikroORM } from '@mikro-orm/postgresql';
import type { Clock } from '../core/clock.js';
import type { AttemptCounter, Settled, Step, StepResult } from './attempt-counter.js';
import { countAttempt, SETTLE_ATTEMPT } from './counter.sql.js';

/** Counts in the database. Outside of any transaction: a rollback takes no attempt back. */
export class PostgresCounter implements AttemptCounter {
  readonly isInDatabase = true;

  constructor(
    private readonly orm: MikroORM,
    private readonly clock: Clock,
  ) {}

  async count(steps: readonly Step[]): Promise<StepResult[]> {
    if (steps.length === 0) return [];
    const nowMs = this.clock().getTime();
    const values = steps.flatMap((step, index): [string, unknown][] =>
      'statement' in step
        ? Object.entries(step.values)
        : [
            [`key${index}`, step.key],
            [`end${index}`, nowMs + step.durationMs],
            [`limit${index}`, step.limit],
          ],
    );
    return countAttempt(steps).runOutsideTransaction(this.orm, { ...Object.fromEntries(values), nowMs });
  }

  async settle({ successes = [], failures = [] }: Settled): Promise<void> {
    if (successes.length + failures.length === 0) return;
    await SETTLE_ATTEMPT.runOutsideTransaction(this.orm, { successes, failures });
  }
}
