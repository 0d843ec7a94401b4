import { setImmediate as afterThisTurn } from 'node:timers/promises';
import type { Statement, StatementRunner } from '../core/statement.js';

/** Reads one row by its id, or undefined if the statement does not return it. */
export type ReadById<Row> = (runner: StatementRunner, id: string) => Promise<Row | undefined>;

interface Batch<Row> {
  readonly ids: Set<string>;
  readonly rows: Promise<ReadonlyMap<string, Row>>;
}

/**
 * Reads with one statement for all calls in the same turn of the event loop: a server with many clients makes one round
 * trip instead of ten. The statement is sent after all of the calls, so each sees what was committed before it.
 *
 * @param statement returns the rows of `ids`
 */
export function shareReads<Row extends { readonly id: string }>(
  statement: Statement<{ readonly ids: readonly string[] | null }, Row>,
): ReadById<Row> {
  const waiting = new WeakMap<StatementRunner, Batch<Row>>();

  function open(runner: StatementRunner): Batch<Row> {
    const ids = new Set<string>();
    const read = async () => {
      await afterThisTurn();
      waiting.delete(runner);
      const rows = await statement.run(runner, { ids: [...ids] });
      return new Map(rows.map((row) => [row.id, row]));
    };
    const batch = { ids, rows: read() };
    waiting.set(runner, batch);
    return batch;
  }

  return async (runner, id) => {
    const batch = waiting.get(runner) ?? open(runner);
    batch.ids.add(id);
    return (await batch.rows).get(id);
  };
}
