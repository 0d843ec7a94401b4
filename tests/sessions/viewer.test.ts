import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { User } from '../../src/accounts/user.entity.js';
import { readViewer } from '../../src/sessions/viewer.js';
import { FIND_VIEWERS, toViewerUser } from '../../src/sessions/viewer.sql.js';
import { dataOf } from '../setup/client.js';
import { signIn, switchOn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

describe('the statement that finds the signed-in user', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const find = async (id: string) => {
    const [row] = await FIND_VIEWERS.run(server.app.orm.em.fork(), { ids: [id] });
    return row && toViewerUser(row);
  };

  it.each(['with', 'without'])('reads what the entity has of a user %s a second factor', async (kind) => {
    const created = await server.createUser();
    if (kind === 'with') await switchOn(server, created);
    else await signIn(server, created);
    const user = await server.app.orm.em.fork().findOneOrFail(User, { username: created.username });
    const found = await find(user.id);
    const properties = Object.keys(server.app.orm.getMetadata(User).properties);
    expect(properties).toEqual(expect.arrayContaining(Object.keys(found ?? {})));
    expect(found).toEqual(
      Object.fromEntries(
        Object.keys(found ?? {}).map((property) => [property, user[property as keyof User] ?? null]),
      ),
    );
    expect(found?.createdAt).toBeInstanceOf(Date);
    expect(found?.lastLoginAt).toBeInstanceOf(Date);
    expect(found?.secondFactorEnabledAt).toEqual(kind === 'with' ? expect.any(Date) : null);
  });

  it('needs no entity manager of the request', async () => {
    const { client } = await signIn(server, await server.createUser());
    await client.query('{ me { id } }');
    const { em } = server.app.orm;
    const fork = em.fork.bind(em);
    let forks = 0;
    em.fork = (...options) => {
      forks += 1;
      return fork(...options);
    };
    try {
      expect(dataOf(await client.me())).toHaveProperty('me.id');
      expect(forks).toBe(0);
      await client.query('{ me { sessions { id } } }');
      expect(forks).toBe(1);
    } finally {
      em.fork = fork;
    }
  });

  it('is one for all who ask at once, and each user gets their own row', async () => {
    const { em } = server.app.orm;
    const users = await Promise.all(Array.from({ length: 5 }, () => server.createUser()));
    const rows = await em.fork().find(User, { username: users.map(({ username }) => username) });
    const kysely = em.getConnection().getClient();
    const execute = kysely.executeQuery.bind(kysely);
    let statements = 0;
    const counting: typeof execute = (...query) => {
      statements += 1;
      return execute(...query);
    };
    Object.assign(kysely, { executeQuery: counting });
    try {
      const asked = [...rows, ...rows].map(({ id }) =>
        readViewer(
          {
            ...{ userId: id, sessionId: id, amr: [], authenticatedAt: new Date() },
            ...{ mayOnlyEnroll: false, isRecovered: false },
          },
          { runner: em, em },
        ),
      );
      expect((await Promise.all(asked)).map(({ username }) => username)).toEqual(
        [...rows, ...rows].map(({ username }) => username),
      );
      expect(statements).toBe(1);
    } finally {
      Reflect.deleteProperty(kysely, 'executeQuery');
    }
  });

  it('is sent again for a request after a change', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const names = await Promise.all(Array.from({ length: 10 }, async () => dataOf(await client.me())));
    expect(names).toEqual(Array(10).fill(names[0]));
    await server.app.orm.em
      .fork()
      .nativeUpdate(User, { username: user.username }, { email: 'new@example.com' });
    expect(dataOf(await client.me())).toHaveProperty('me.email', 'new@example.com');
  });

  it('finds nobody who is inactive, and nobody who is not there', async () => {
    const { username } = await server.createUser();
    const em = server.app.orm.em.fork();
    const { id } = await em.findOneOrFail(User, { username });
    expect(await find(id)).toBeDefined();
    await em.nativeUpdate(User, { id }, { isActive: false });
    expect(await find(id)).toBeUndefined();
    expect(await find('c0ffee00-0000-4000-8000-000000000000')).toBeUndefined();
  });
});
