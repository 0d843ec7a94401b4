import type { Pool, PoolClient } from 'pg';

/**
 * Kysely gives the connection of a transaction back to the pool after a `begin`, `commit` or `rollback` that
 * succeeded, and keeps it for good after one that failed, as it does when the wire breaks: ten of them, and the pool
 * is empty until a restart. A failed `commit` is followed by a `rollback`; where that fails, or the `begin`, the
 * connection is worth nothing, and is dropped here.
 */
export function dropBrokenTransactions(pool: Pool): void {
  pool.on('connect', (client: PoolClient) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const watched = async (statement: unknown, ...rest: unknown[]): Promise<unknown> => {
      try {
        return await query(statement, ...rest);
      } catch (error) {
        if (statement === 'begin' || statement === 'rollback') client.release(true);
        throw error;
      }
    };
    Object.assign(client, { query: watched });
  });
}
