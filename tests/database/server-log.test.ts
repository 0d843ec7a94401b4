import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cluster, startCluster } from '../setup/cluster.js';
import { codeOf, dataOf } from '../setup/client.js';
import { signIn, switchOn } from '../setup/flows.js';
import { onServer } from '../setup/global-setup.mjs';
import { startServer, type TestServer } from '../setup/server.js';

const onServed = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

/** PostgreSQL writes each statement that fails into its own log, which others read and keep. */
onServed('the log of PostgreSQL', () => {
  let cluster: Cluster;
  let server: TestServer;

  beforeAll(async () => {
    cluster = await startCluster();
    await onServer(cluster.url('postgres'), [
      'create database login',
      // What doctor advises.
      'alter role postgres set log_error_verbosity = terse',
      'alter role postgres set log_parameter_max_length_on_error = 0',
    ]);
    server = await startServer({ DATABASE_URL: cluster.url('login') });
  }, 60_000);
  afterAll(async () => {
    await server.close();
    cluster.kill();
    rmSync(cluster.folder, { recursive: true, force: true });
  });

  const read = () => readFileSync(join(cluster.folder, 'log'), 'utf8');

  it('has the statements that failed, and nothing of a user in them', async () => {
    const email = 'planted@example.com';
    const user = await server.createUser({ username: 'Planted Name', email });
    const { client, phone, pair } = await switchOn(server, user);
    const { passwordHash } = user.user;
    expect(passwordHash).toMatch(/^\$2/);
    await expect(server.createUser({ username: 'Planted Name', email })).rejects.toThrow();
    const { client: other } = await signIn(server, await server.createUser());
    const execute = (statement: string) => onServer(cluster.url('login'), [statement]);
    // Whatever is written from here on fails.
    for (const table of [
      'users',
      'sessions',
      'security_events',
      'sent_codes',
      'rate_limits',
      'send_conversions',
    ])
      await execute(`alter table ${table} rename to away_${table}`);
    const refused = [
      await server.client().obtainToken('Planted Name', user.password),
      await client.refreshToken(pair.refresh),
      await other.verifyPhone('+48604234567'),
      await client.changePassword(user.password, 'another planted password'),
    ];
    expect(refused.map(codeOf)).not.toContain(undefined);
    for (const table of [
      'users',
      'sessions',
      'security_events',
      'sent_codes',
      'rate_limits',
      'send_conversions',
    ])
      await execute(`alter table away_${table} rename to ${table}`);
    dataOf(await client.me());

    const log = read();
    expect(log).toMatch(/STATEMENT: .*\$1/);
    expect(log).toContain('duplicate key value');
    expect(log).toContain('does not exist');
    const personal = [
      'lanted',
      email,
      user.user.id,
      phone,
      '604234567',
      '10.1.',
      passwordHash ?? '',
      pair.refresh,
    ];
    expect(personal.filter((value) => log.includes(value))).toEqual([]);
  });
});
