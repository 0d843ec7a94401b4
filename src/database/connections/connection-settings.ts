/** No statement of this server takes longer unless something is wrong. A stuck one must not keep its connection. */
export const STATEMENT_TIMEOUT_MS = 10_000;

/**
 * The settings of a new connection. A statement sets them, not the startup packet: PgBouncer refuses startup parameters
 * that it does not know.
 *
 * - `search_path`: functions and tables that somebody created in another schema must not be used instead of ours.
 *   `pg_temp` is last, because PostgreSQL would search it first otherwise.
 * - `DateStyle`: the driver reads dates in ISO form only.
 */
export function connectionSettings(schema: string): { text: string; values: string[] } {
  const settings: readonly (readonly [string, string])[] = [
    ['search_path', `${quoted(schema)}, pg_temp`],
    ['DateStyle', 'ISO, MDY'],
    ['IntervalStyle', 'postgres'],
    ['TimeZone', 'UTC'],
    ['client_encoding', 'UTF8'],
    ['statement_timeout', String(STATEMENT_TIMEOUT_MS)],
    ['idle_in_transaction_session_timeout', String(STATEMENT_TIMEOUT_MS)],
  ];
  const calls = settings.map(
    (_none, index) => `pg_catalog.set_config($${2 * index + 1}, $${2 * index + 2}, false)`,
  );
  return { text: `select ${calls.join(', ')}`, values: settings.flat() };
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
