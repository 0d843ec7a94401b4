import type { Pool, PoolClient } from 'pg';
import { isUnusableState } from '../../core/database-failure.js';

/**
 * Drops connections that no longer work.
 *
 * - Kysely returns the connection of a transaction to the pool only if `begin`, `commit` or `rollback` succeeded. When
 *   the network breaks they fail, and after ten such failures the pool is empty until a restart. A failed `commit` is
 *   followed by a `rollback`.
 * - A connection to a server that became read-only, or that no longer accepts the user, stays open and always fails. A
 *   new connection may reach the new primary.
 * - A connection that something on the way has forgotten stays open and never responds. The pool would hand it out again.
 */
export function dropBrokenConnections(pool: Pool): void {
  pool.on('connect', (client: PoolClient) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const end = (client as unknown as { end(): Promise<void> }).end.bind(client);
    const watched = async (statement: unknown, ...rest: unknown[]): Promise<unknown> => {
      try {
        return await query(statement, ...rest);
      } catch (error) {
        if (statement === 'begin' || statement === 'rollback') client.release(true);
        // The pool drops an ended connection when it is given back.
        else if (isUnusableState(error)) void end().catch(() => undefined);
        throw error;
      }
    };
    Object.assign(client, { query: watched });
  });
}
