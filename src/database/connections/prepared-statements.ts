import type { Pool, PoolClient } from 'pg';
import type { PreparedStatements } from '../../config/config.js';
import { preparedName } from '../../core/statement.js';

/**
 * Errors before a prepared statement runs. Behind a pooler that shares one connection among many clients it already
 * exists (42P05) or does not exist (26000). A column that it returns may have a new type (0A000).
 */
const NOT_PREPARED = new Set(['42P05', '26000', '0A000']);

/**
 * Sends statements that are marked as prepared by their name.
 *
 * @param mode `auto`: after the first such error, that statement and all later ones are sent without a name
 */
export function sendPrepared(pool: Pool, mode: PreparedStatements): void {
  let isKept = mode !== 'off';
  pool.on('connect', (client: PoolClient) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const named = async (text: unknown, values?: unknown, ...rest: unknown[]): Promise<unknown> => {
      const name = isKept && typeof text === 'string' ? preparedName(text) : undefined;
      if (name === undefined) return query(text, values, ...rest);
      try {
        return await query({ name, text, values });
      } catch (error) {
        if (mode === 'on' || !NOT_PREPARED.has(String((error as { code?: unknown }).code))) throw error;
        isKept = false;
        return query(text, values, ...rest);
      }
    };
    Object.assign(client, { query: named });
  });
}
