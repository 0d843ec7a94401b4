import type { PGlite } from '@electric-sql/pglite';
import { createDatabase, type TestDatabase } from './database.js';
import { startTcpProxy } from '../wires/tcp-proxy.js';

/** A database that remembers the text of each statement that reaches it. */
export interface WatchedDatabase extends TestDatabase {
  texts(): string[];
}

export async function createWatchedDatabase(): Promise<WatchedDatabase> {
  const database = await createDatabase();
  const { DATABASE_URL: url } = database.env;
  return url === undefined ? watchEmbedded(database) : watchServed(database, url);
}

function watchEmbedded(database: TestDatabase): WatchedDatabase {
  const texts: string[] = [];
  const watched = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (first: unknown, ...rest: unknown[]) => {
          if ((name === 'query' || name === 'exec') && typeof first === 'string') texts.push(first);
          const isWork = name === 'transaction' && typeof first === 'function';
          const inside = (tx: object): unknown =>
            Reflect.apply(first as () => unknown, undefined, [watched(tx)]);
          return Reflect.apply(value, target, [isWork ? inside : first, ...rest]) as unknown;
        };
      },
    });
  const pglite: PGlite | undefined = database.pglite && watched(database.pglite);
  return { ...database, pglite, texts: () => texts };
}

async function watchServed(database: TestDatabase, url: string): Promise<WatchedDatabase> {
  const wire = await startTcpProxy(url);
  return {
    ...database,
    env: { ...database.env, DATABASE_URL: wire.url },
    texts: () => wire.sent().flatMap(textsOf),
    drop: async () => {
      await wire.close();
      await database.drop();
    },
  };
}

/** The texts in what a client sent: of `Query` and `Parse`, but not the values of `Bind` (PostgreSQL 15, 55.7). */
function textsOf(sent: Buffer): string[] {
  const texts: string[] = [];
  // The first message has no type.
  let at = sent.readInt32BE(0);
  while (at < sent.length) {
    const kind = String.fromCharCode(sent[at] ?? 0);
    const end = at + 1 + sent.readInt32BE(at + 1);
    const [first = '', second = ''] = sent.toString('utf8', at + 5, end).split('\0');
    if (kind === 'Q') texts.push(first);
    if (kind === 'P') texts.push(second);
    at = end;
  }
  return texts;
}
