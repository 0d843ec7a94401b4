import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, codeOf, dataOf } from '../setup/client.js';
import { signIn, switchOn } from '../setup/flows.js';
import { newAddress } from '../setup/mail.js';
import { PASSWORD, startServer, type TestServer } from '../setup/server.js';
import { statementsOf } from '../setup/database/statements.js';

interface UsersPage {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string };
  edges: { node: { username: string } }[];
}

const PAGE = `query ($after: String, $search: String) {
  users(first: 2, after: $after, search: $search) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { username } }
  }
}`;

describe('the users of the server', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it('are shown to staff only', async () => {
    const { user, ...credentials } = await server.createUser();
    const { client } = await signIn(server, { user, ...credentials });
    expect(codeOf(await server.client().query('{ users { totalCount } }'))).toBe('UNAUTHENTICATED');
    expect(codeOf(await client.query('{ users { totalCount } }'))).toBe('FORBIDDEN');
    const byId = await client.query('query ($id: ID!) { user(id: $id) { id } }', { id: user.id });
    expect(codeOf(byId)).toBe('FORBIDDEN');
  });

  it('have no field with a secret', async () => {
    const { data } = await server
      .client()
      .query<{ __type: { fields: { name: string }[] } }>('{ __type(name: "User") { fields { name } } }');
    const names = data?.__type.fields.map(({ name }) => name) ?? [];
    expect(names).toContain('username');
    expect(names.filter((name) => /password|hash|authy/i.test(name))).toEqual([]);
  });

  async function readAll(client: Client, search: string): Promise<{ counts: number[]; seen: string[] }> {
    const [seen, counts]: [string[], number[]] = [[], []];
    let after: string | null = null;
    do {
      const { users: page }: { users: UsersPage } = dataOf(
        await client.query<{ users: UsersPage }>(PAGE, { after, search }),
      );
      counts.push(page.totalCount);
      seen.push(...page.edges.map(({ node }) => node.username));
      if (seen.length > 20) throw new Error('There is no end.');
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    return { seen, counts };
  }

  it('are paged in a stable order, each user once', async () => {
    const { client } = await signIn(server, await server.createUser({ isStaff: true }));
    const em = server.app.orm.em.fork();
    for (const name of ['b', 'C', 'a', 'ä', 'e', 'D'])
      await server.app.users.createUser({ username: `paged-${name}` }, em);
    const { seen, counts } = await readAll(client, 'Paged-');
    expect(seen).toEqual(['paged-a', 'paged-b', 'paged-C', 'paged-D', 'paged-e', 'paged-ä']);
    expect(counts).toEqual([6, 6, 6]);
  });

  it('are found by the beginning of a name, then of an address, each user once', async () => {
    const { client } = await signIn(server, await server.createUser({ isStaff: true }));
    const em = server.app.orm.em.fork();
    for (const [username, email] of [
      ['zoe', 'Ann.z@example.com'],
      ['anna', 'anna@example.com'],
      ['ann', undefined],
      ['mary', 'ann.m@example.com'],
      ['mary-ann', 'x@ann.example'],
      ['Annika', 'zz@example.com'],
      ['bob', 'ann.m@example.com'],
    ] as const)
      await server.app.users.createUser({ username, email }, em);
    const { seen, counts } = await readAll(client, ' aNN ');
    expect(seen.slice(0, 3)).toEqual(['ann', 'anna', 'Annika']);
    expect(seen.slice(3, 5).toSorted()).toEqual(['bob', 'mary']);
    expect(seen.slice(5)).toEqual(['zoe']);
    expect(counts).toEqual([6, 6, 6]);
    expect((await readAll(client, 'ANN.')).seen).toHaveLength(3);
    expect((await readAll(client, 'nna')).seen).toEqual([]);
  });

  it('are listed by what they are, with and without a search', async () => {
    const { client } = await signIn(
      server,
      await server.createUser({ isStaff: true, username: 'kinds-staff' }),
    );
    const off = await server.createUser({ username: 'kinds-off' });
    await server.app.admin.setActive(off.user, false, server.app.orm.em.fork());
    await switchOn(server, await server.createUser({ username: 'kinds-guarded' }));
    await server.createUser({ username: 'other', email: 'kinds-mail@example.com' });
    const names = async (filter: object | null) => {
      const query = `query ($filter: UserFilter) {
        users(search: "kinds-", filter: $filter) { totalCount edges { node { username } } }
      }`;
      const { users } = dataOf(await client.query<{ users: UsersPage }>(query, { filter }));
      expect(users.totalCount).toBe(users.edges.length);
      return users.edges.map(({ node }) => node.username);
    };
    const all = ['kinds-guarded', 'kinds-off', 'kinds-staff', 'other'];
    for (const none of [null, {}, { isStaff: null }]) expect(await names(none)).toEqual(all);
    expect(await names({ isStaff: true })).toEqual(['kinds-staff']);
    expect(await names({ isStaff: false })).toEqual(['kinds-guarded', 'kinds-off', 'other']);
    expect(await names({ isActive: false })).toEqual(['kinds-off']);
    expect(await names({ twoFactorEnabled: true })).toEqual(['kinds-guarded']);
    expect(await names({ twoFactorEnabled: false, isActive: true })).toEqual(['kinds-staff', 'other']);
    const { data } = await client.query<{ users: UsersPage }>(
      '{ users(filter: { isActive: false }) { totalCount edges { node { username } } } }',
    );
    expect(data?.users.edges.map(({ node }) => node.username)).toContain('kinds-off');
  });

  it('are listed by whether they can sign in', async () => {
    const { client } = await signIn(
      server,
      await server.createUser({ isStaff: true, username: 'state-staff' }),
    );
    const off = await server.createUser({ username: 'state-off' });
    await server.app.admin.setActive(off.user, false, server.app.orm.em.fork());
    dataOf(await client.inviteUser('state-invited', newAddress()));
    dataOf(await server.client().register('state-registered', newAddress(), PASSWORD));
    const names = async (state: string) => {
      const query = `query ($state: UserState) {
        users(search: "state-", filter: { state: $state }) { edges { node { username state } } }
      }`;
      const { users } = dataOf(await client.query<{ users: UsersPage }>(query, { state }));
      return users.edges.map(({ node }) => node);
    };
    for (const [username, state] of [
      ['state-staff', 'ACTIVE'],
      ['state-invited', 'INVITED'],
      ['state-registered', 'UNCONFIRMED'],
      ['state-off', 'DEACTIVATED'],
    ] as const)
      expect(await names(state)).toEqual([{ username, state }]);
  });

  it('are counted only if requested, and once', async () => {
    const { client } = await signIn(server, await server.createUser({ isStaff: true }));
    const counts = async (query: string) => {
      const statements = await statementsOf(server, async () => void dataOf(await client.query(query)));
      return statements.filter(({ sql }) => /select count.* from "users"/.test(sql)).length;
    };
    expect(await counts('{ users { edges { cursor } } }')).toBe(0);
    expect(await counts('{ users(search: "a") { edges { cursor } } }')).toBe(0);
    expect(await counts('{ users { a: totalCount b: totalCount c: totalCount } }')).toBe(1);
  });
});
