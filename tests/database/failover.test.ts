import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { codeOf } from '../setup/client.js';
import { type Cluster, startCluster } from '../setup/cluster.js';
import { eventually } from '../setup/eventually.js';
import { onServer } from '../setup/global-setup.mjs';
import { metric } from '../setup/metrics.js';
import { signIn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';
import { startTcpProxy, type TcpProxy } from '../setup/wires/tcp-proxy.js';

const onServed = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

/** The default of DATABASE_POOL_MAX. */
const POOL_MAX = 10;

onServed('when the primary fails and a standby takes its place', () => {
  let primary: Cluster;
  let standby: Cluster;
  let wire: TcpProxy;
  let server: TestServer;

  beforeAll(async () => {
    primary = await startCluster();
    await onServer(primary.url('postgres'), ['create database login']);
    standby = await startCluster(primary);
    wire = await startTcpProxy(primary.url('login'));
    server = await startServer({ DATABASE_URL: wire.url, DATABASE_ACQUIRE_TIMEOUT: '1s' });
  }, 120_000);
  afterAll(async () => {
    await server.close();
    await wire.close();
    for (const { kill, folder } of [standby, primary]) {
      try {
        kill();
      } catch {
        // It was killed in a test.
      }
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const ready = async () => (await fetch(`${server.url}/health/ready`)).status;

  it('is unready until the standby is promoted, then recovers by itself', async () => {
    const user = await server.createUser();
    const { pair } = await signIn(server, user);
    expect(await ready()).toBe(200);

    primary.kill();
    wire.switchTo(standby.url('login'));
    await eventually(async () => expect(await ready()).toBe(503));
    const refused = [
      await server.client().obtainToken(user.username, user.password),
      await server.client().refreshToken(pair.refresh),
    ];
    expect(refused.map(codeOf)).toEqual(['SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE']);
    expect(await ready()).toBe(503);
    expect(server.log()).toContain('The database is read-only. Let DATABASE_URL lead to the primary.');

    standby.promote();
    await eventually(async () => expect(await ready()).toBe(200));
    await signIn(server, user);
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBeUndefined();
    expect(await metric(server, 'rate_limit_storage_reachable')).toBe('1');
  }, 120_000);

  it('recovers on connections that were opened while the database was read-only', async () => {
    const user = await server.createUser();
    const set = (value: string) =>
      onServer(standby.url('postgres'), [
        `alter database login set default_transaction_read_only = ${value}`,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'login'`,
      ]);
    await set('on');
    await eventually(async () => expect(await ready()).toBe(503));
    await eventually(async () =>
      expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBe(
        'SERVICE_UNAVAILABLE',
      ),
    );
    await onServer(standby.url('postgres'), ['alter database login set default_transaction_read_only = off']);
    // Open connections stay read-only. Each refusal ends the one that it came from.
    let refusals = 0;
    while (
      refusals <= POOL_MAX &&
      codeOf(await server.client().obtainToken(user.username, user.password)) === 'SERVICE_UNAVAILABLE'
    )
      refusals += 1;
    expect(refusals).toBeLessThanOrEqual(POOL_MAX);
    await signIn(server, user);
    await eventually(async () => expect(await ready()).toBe(200));
  }, 60_000);
});
