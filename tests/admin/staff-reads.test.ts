import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserAdminService } from '../../src/admin/user-admin.service.js';
import { User } from '../../src/accounts/user.entity.js';
import { LargeReads } from '../../src/core/large-reads.js';
import { type Client, codeOf, dataOf, pairOf, requiredOf } from '../setup/client.js';
import { holdTable } from '../setup/database/held-table.js';
import { eventually } from '../setup/eventually.js';
import { signIn, switchOn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

const onServed = process.env['TEST_DATABASE_URL'] ? it : it.skip;

const READS: [keyof UserAdminService, string][] = [
  ['listUsers', '{ users { totalCount } }'],
  ['listSecurityEvents', '{ securityEvents { edges { node { id } } } }'],
  ['findUser', '{ user(id: "c0ffee00-0000-4000-8000-000000000000") { id } }'],
];

describe('what staff reads', () => {
  let server: TestServer;
  let staff: Client;

  beforeAll(async () => {
    server = await startServer();
    ({ client: staff } = await signIn(server, await server.createUser({ isStaff: true })));
  });
  afterAll(() => server.close());

  it.each([
    ['two lists', '{ a: users { totalCount } b: users { totalCount } }'],
    ['one of each', '{ users { totalCount } securityEvents { edges { cursor } } }'],
    ['two by a fragment', '{ ...A b: users { totalCount } } fragment A on Query { users { totalCount } }'],
    [
      'two by inline fragments',
      '{ ... { a: users { totalCount } } ... on Query { b: users { totalCount } } }',
    ],
  ])('is one list a document: %s are refused', async (_what, query) => {
    const { status, errors } = await staff.query(query);
    expect(status).toBe(400);
    expect(errors?.[0]?.message).toMatch(/one of .*users, securityEvents/);
  });

  it('may stand beside the events of oneself', async () => {
    const query = '{ me { securityEvents { edges { cursor } } } users { totalCount } }';
    expect(codeOf(await staff.query(query))).toBeUndefined();
  });

  it('shows the whole phone number to its owner only', async () => {
    const user = await server.createUser();
    const { client, phone } = await switchOn(server, user);
    const query = `query ($id: ID!) { user(id: $id) { phone phoneMasked } }`;
    const { data, errors } = await staff.query(query, { id: user.user.id });
    expect(data).toEqual({ user: { phone: null, phoneMasked: `+48 ••• ••• •${phone.slice(-2)}` } });
    expect(errors?.[0]).toMatchObject({ path: ['user', 'phone'], extensions: { code: 'FORBIDDEN' } });
    expect(dataOf(await client.query('{ me { phone phoneMasked } }'))).toEqual({
      me: { phone, phoneMasked: `+48 ••• ••• •${phone.slice(-2)}` },
    });
  });

  it('is read two lists at a time', async () => {
    const lists = new LargeReads();
    const [first, second] = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
    const begun: number[] = [];
    const reads = [first.promise, second.promise, Promise.resolve(3)].map((result, index) =>
      lists.read(() => {
        begun.push(index + 1);
        return result;
      }),
    );
    await new Promise(setImmediate);
    expect(begun).toEqual([1, 2]);
    second.resolve(2);
    expect(await reads[2]).toBe(3);
    first.resolve(1);
    expect(await Promise.all(reads)).toEqual([1, 2, 3]);
  });

  onServed('takes two connections, however many lists are asked for at once', async () => {
    const release = await holdTable(server, 'security_events');
    const codes: (string | undefined)[] = [];
    const asked = Array.from({ length: 30 }, async () =>
      codes.push(codeOf(await staff.query('{ securityEvents { edges { cursor } } }'))),
    );
    await eventually(() => expect(codes).toEqual(Array(8).fill('SERVICE_UNAVAILABLE')));
    const [found] = await server.app.orm.em.fork().execute<{ waiting: number }[]>(
      `select count(*)::int as waiting from pg_catalog.pg_stat_activity
        where datname = pg_catalog.current_database() and wait_event_type = 'Lock'`,
    );
    expect(found?.waiting).toBe(2);
    await release();
    await Promise.all(asked);
    expect(codes.slice(8)).toEqual(Array(22).fill(undefined));
  });

  it('beyond a queue of twenty is SERVICE_UNAVAILABLE', async () => {
    const lists = new LargeReads();
    const open = Promise.withResolvers<number>();
    const reads = Array.from({ length: 22 }, () => lists.read(() => open.promise));
    await expect(lists.read(() => open.promise)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      details: { retryAfter: 5 },
    });
    open.resolve(1);
    expect(await Promise.all(reads)).toHaveLength(22);
  });
});

describe('where staff needs the second factor', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ TWO_FACTOR_POLICY: 'staff' });
  });
  afterAll(() => server.close());

  it.each(READS)('%s is refused without one, and says what to do', async (_method, query) => {
    const { client } = await signIn(server, await server.createUser({ isStaff: true }));
    const { errors } = await client.query(query);
    expect(errors?.[0]).toMatchObject({
      message: 'Staff needs a second factor here. Add one first.',
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it.each(READS)('%s takes a session that was opened with it', async (_method, query) => {
    const user = await server.createUser({ isStaff: true });
    const { client: fresh, phone } = await switchOn(server, user);
    expect(codeOf(await fresh.query(query))).toBeUndefined();
    const client = server.client();
    const { challenge } = requiredOf(
      dataOf(await client.obtainToken(user.username, user.password)).obtainToken,
    );
    const token = server.messageTo(phone).code;
    const { access } = pairOf(
      dataOf(await client.verifyTwoFactorToken({ challenge, token })).verifyTwoFactorToken,
    );
    expect(codeOf(await client.as(access).query(query))).toBeUndefined();
  });

  it.each(READS)(
    '%s is REAUTHENTICATION_REQUIRED in a session from before it was on',
    async (_method, query) => {
      const user = await server.createUser({ isStaff: true });
      const { client } = await signIn(server, user);
      const columns = { secondFactorEnabledAt: server.now() };
      await server.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, columns);
      expect(codeOf(await client.query(query))).toBe('REAUTHENTICATION_REQUIRED');
    },
  );

  it('others are FORBIDDEN as ever', async () => {
    const { client } = await signIn(server, await server.createUser());
    expect(codeOf(await client.query('{ users { totalCount } }'))).toBe('FORBIDDEN');
  });
});
