import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NEXT_FOREIGN_HASH_TEXT } from '../../src/accounts/hashes/foreign-hash.sql.js';
import { statement } from '../../src/core/statement.js';
import { type Client, dataOf } from '../setup/client.js';
import { signIn, waitingLogin } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';
import { type SentStatement, statementsOf } from '../setup/database/statements.js';

/** Tables that grow with the users. `send_conversions` has a row for each range of numbers. */
const LARGE = 'users|sessions|security_events\\w*|sent_codes|challenges|notified_phones|outbox|rate_limits';
const EVENTS = 'edges { cursor node { id } } pageInfo { hasNextPage endCursor }';

describe('however many rows there are', () => {
  let server: TestServer;
  let staff: Client;

  beforeAll(async () => {
    server = await startServer();
    ({ client: staff } = await signIn(server, await server.createUser({ isStaff: true })));
    await waitingLogin(server);
    await server.app.retention.removeExpired();
  });
  afterAll(() => server.close());

  /** Plans as for many rows: of few, reading all is cheaper, and so is sorting. */
  async function plansOf(statements: readonly SentStatement[]): Promise<[sql: string, plan: string][]> {
    return server.app.orm.em.fork().transactional(async (em) => {
      for (const setting of ['enable_seqscan', 'enable_sort', 'enable_bitmapscan'])
        await em.execute(`set local ${setting} = off`);
      const plans: [string, string][] = [];
      for (const { sql, values } of statements) {
        const lines = await em.execute<Record<string, string>[]>(`explain ${sql}`, [...values]);
        plans.push([sql, lines.map((line) => line['QUERY PLAN']).join('\n')]);
      }
      return plans;
    });
  }

  const readsOf = async (work: () => Promise<unknown>) =>
    (await statementsOf(server, work)).filter(({ sql }) => /^(select|with)\b/.test(sql.trim()));

  it.each<[what: string, query: string, found?: string]>([
    ['users', '{ users(first: 2) { edges { cursor } } }'],
    [
      'users after one',
      `{ users(first: 2, after: "${cursorOf('m')}") { edges { cursor } } }`,
      'username_key',
    ],
    ['users by the beginning of a name or an address', '{ users(search: "no") { edges { cursor } } }'],
    [
      'users by an address after one',
      `{ users(search: "no", after: "${cursorOf('no\0c0ffee00-0000-4000-8000-000000000000')}") { edges { cursor } } }`,
    ],
    ['events', `{ securityEvents { ${EVENTS} } }`],
    [
      'events after one',
      `{ securityEvents(after: "${cursorOf('1700000000000.7')}") { ${EVENTS} } }`,
      'occurred_at',
    ],
    ['events of a type', `{ securityEvents(type: USER_DEACTIVATED) { ${EVENTS} } }`, 'type'],
    ['one’s own events', `{ me { securityEvents { ${EVENTS} } } }`, 'user_id'],
  ])('%s are read from an index, in order', async (_what, query, found = '') => {
    const reads = await readsOf(async () => void dataOf(await staff.query(query)));
    const lists = reads.filter(({ sql }) => sql.includes('order by'));
    expect(lists.length).toBeGreaterThan(0);
    for (const [sql, plan] of await plansOf(lists)) {
      expect([sql, plan]).not.toEqual([sql, expect.stringMatching(/Seq Scan|Sort(?! Key)/)]);
      expect([sql, plan]).toEqual([sql, expect.stringContaining('Index Scan')]);
      // Not one row after the other until enough fit.
      if (found) expect([sql, plan]).toEqual([sql, expect.stringMatching(`Index Cond: .*\\b${found}\\b`)]);
    }
  });

  it('the kinds of hashes from elsewhere are read from an index of them', async () => {
    const explain = statement(`explain ${NEXT_FOREIGN_HASH_TEXT}`).returning<Record<string, string>>();
    await server.app.orm.em.fork().transactional(async (em) => {
      for (const setting of ['enable_seqscan', 'enable_sort', 'enable_bitmapscan'])
        await em.execute(`set local ${setting} = off`);
      const lines = await explain.run(em, { after: '' });
      const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
      expect(plan).toMatch('users_foreign_hash_index');
      expect(plan).not.toMatch(/Seq Scan|Sort(?! Key)/);
    });
  });

  it('retention finds expired rows by an index', async () => {
    const statements = await statementsOf(server, () => server.app.retention.removeExpired());
    const deletes = statements.filter(({ sql }) => sql.includes('delete from'));
    expect(deletes.length).toBeGreaterThan(5);
    await server.app.orm.em.fork().transactional(async (em) => {
      await em.execute('set local enable_seqscan = off');
      for (const { sql, values } of deletes) {
        const lines = await em.execute<Record<string, string>[]>(`explain ${sql}`, [...values]);
        const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
        expect([sql, plan]).not.toEqual([sql, expect.stringMatching(`Seq Scan on (${LARGE})\\b`)]);
      }
    });
  });
});

function cursorOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}
