import type { TestServer } from '../server.js';

/** Holds a table, so that every read of it waits. Needs a served PostgreSQL. @returns what lets the reads go on */
export async function holdTable({ app }: TestServer, table: string): Promise<() => Promise<void>> {
  const [locked, held] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const holding = app.orm.em.fork().transactional(async (within) => {
    await within.execute(`lock table ${table} in access exclusive mode`);
    locked.resolve(undefined);
    await held.promise;
  });
  await locked.promise;
  return async () => {
    held.resolve(undefined);
    await holding;
  };
}
