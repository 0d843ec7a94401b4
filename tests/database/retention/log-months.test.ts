import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { dataOf } from '../../setup/client.js';
import { eventually } from '../../setup/eventually.js';
import { signIn } from '../../setup/flows.js';
import { startServer, type TestServer } from '../../setup/server.js';

interface Page {
  edges: { cursor: string }[];
  pageInfo: { hasNextPage: boolean };
}

const onServed = process.env['TEST_DATABASE_URL'] ? it : it.skip;
const DAY_SECONDS = 86_400;
const RETENTION_DAYS = 100;
const LONGEST_MONTH_DAYS = 31;

describe('the months of the security log', () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await startServer({ SECURITY_EVENT_RETENTION: `${RETENTION_DAYS}d` });
  });
  afterEach(() => server.close());

  const execute = <Row>(statement: string) => server.app.orm.em.fork().execute<Row[]>(statement);
  const keep = () => server.app.retention.removeExpired();
  const months = async () =>
    (
      await execute<{ name: string }>(
        `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'security_events'::regclass order by 1`,
      )
    ).map(({ name }) => name);
  const nameOf = (monthsAhead: number) => {
    const now = server.now();
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsAhead, 1));
    return `security_events_${month.toISOString().slice(0, 7).replace('-', '_')}`;
  };
  const events = () =>
    server.app.orm.em.fork().find(SecurityEvent, {}, { orderBy: { occurredAt: 'asc', id: 'asc' } });

  it('are made for this month and the next two, with what was written before', async () => {
    await signIn(server, await server.createUser());
    const before = await events();
    expect(before.length).toBeGreaterThan(0);
    expect(await months()).toEqual(['security_events_default']);
    await keep();
    expect(await months()).toEqual([nameOf(0), nameOf(1), nameOf(2), 'security_events_default']);
    expect(await execute('select * from security_events_default')).toEqual([]);
    expect(await events()).toEqual(before);
    await keep();
    expect(await months()).toHaveLength(4);
  });

  it('are made once by runs at the same time', async () => {
    await Promise.all([keep(), keep(), keep()]);
    await keep();
    expect(await months()).toHaveLength(4);
    expect(server.log()).not.toContain('could not be made');
  });

  onServed('are made beside sign-ins without failing one', async () => {
    const user = await server.createUser();
    const writing = server.app.orm.em.fork();
    const waiting = async () =>
      (
        await execute(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        )
      ).length;
    // An event that is not committed yet: the new month waits for it, and the next event for the month.
    await writing.begin();
    await writing.execute(`insert into security_events (occurred_at, type) values (now(), 'signedIn')`);
    const making = keep();
    await eventually(async () => expect(await waiting()).toBe(1));
    const signingIn = signIn(server, user);
    await eventually(async () => expect(await waiting()).toBe(2));
    await writing.commit();
    await making;
    await signingIn;
    expect(await months()).toHaveLength(4);
    expect(server.log()).not.toContain('could not be made');
  });

  it('take the events of their time', async () => {
    await keep();
    server.passSeconds(LONGEST_MONTH_DAYS * DAY_SECONDS);
    await signIn(server, await server.createUser());
    const inMonth = await execute(`select id from ${nameOf(0)}`);
    expect(inMonth.length).toBeGreaterThan(0);
    expect(inMonth).toHaveLength((await events()).length);
  });

  it('are dropped whole, once their last event is past retention', async () => {
    await keep();
    const oldest = nameOf(0);
    await signIn(server, await server.createUser());
    const end = Date.UTC(server.now().getUTCFullYear(), server.now().getUTCMonth() + 1, 1);
    const toEndSeconds = (end - server.now().getTime()) / 1000;
    server.passSeconds(toEndSeconds + RETENTION_DAYS * DAY_SECONDS - 60);
    expect(await keep()).toMatchObject({ logMonths: 0 });
    expect((await events()).length).toBeGreaterThan(0);
    expect(await months()).toContain(oldest);
    server.passSeconds(120);
    expect(await keep()).toMatchObject({ logMonths: 1 });
    expect(await events()).toEqual([]);
    expect(await months()).not.toContain(oldest);
  });

  it('are append-only, each by itself too', async () => {
    await signIn(server, await server.createUser());
    await keep();
    for (const table of ['security_events', nameOf(0), 'security_events_default'])
      await expect(execute(`truncate ${table}`)).rejects.toThrow('append-only');
    for (const table of ['security_events', nameOf(0)])
      for (const statement of [`update ${table} set reason = 'none'`, `delete from ${table}`])
        await expect(execute(statement)).rejects.toThrow('append-only');
    expect((await events()).length).toBeGreaterThan(0);
  });

  it('are one list when read page by page', async () => {
    const staff = await server.createUser({ isStaff: true });
    for (let month = 0; month < 3; month++) {
      await keep();
      await signIn(server, staff);
      server.passSeconds(LONGEST_MONTH_DAYS * DAY_SECONDS);
    }
    const { client } = await signIn(server, staff);
    const read = async (first: number, after: string | null = null) => {
      const query = `query ($first: Int!, $after: String) {
        securityEvents(first: $first, after: $after) { edges { cursor } pageInfo { hasNextPage } } }`;
      const { securityEvents } = dataOf(
        await client.query<{ securityEvents: Page }>(query, { first, after }),
      );
      return {
        cursors: securityEvents.edges.map(({ cursor }) => cursor),
        more: securityEvents.pageInfo.hasNextPage,
      };
    };
    const { cursors: whole } = await read(100);
    expect(whole.length).toBeGreaterThan(4);
    const paged: string[] = [];
    for (let more = true; more;) {
      const page = await read(1, paged.at(-1));
      paged.push(...page.cursors);
      expect(paged.length).toBeLessThanOrEqual(whole.length);
      ({ more } = page);
    }
    expect(paged).toEqual(whole);
  });
});
