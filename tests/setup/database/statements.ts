import type { TestServer } from '../server.js';

export interface SentStatement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** What `work` has the ORM send to the database, but for what is written by hand (`core/statement.ts`). */
export async function statementsOf(
  { app }: TestServer,
  work: () => Promise<unknown>,
): Promise<SentStatement[]> {
  const connection = app.orm.em.getConnection();
  const execute = connection.execute.bind(connection);
  const sent: SentStatement[] = [];
  connection.execute = (async (...call: Parameters<typeof execute>) => {
    const [query, values = []] = call;
    if (typeof query === 'string') sent.push({ sql: query, values: Array.isArray(values) ? values : [] });
    return execute(...call);
  }) as typeof connection.execute;
  try {
    await work();
  } finally {
    connection.execute = execute;
  }
  return sent;
}
