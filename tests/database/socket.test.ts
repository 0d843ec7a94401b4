import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataOf } from '../setup/client.js';
import { type Cluster, startCluster } from '../setup/cluster.js';
import { eventually } from '../setup/eventually.js';
import { signIn } from '../setup/flows.js';
import { onServer } from '../setup/global-setup.mjs';
import { startServer } from '../setup/server.js';

const onServed = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

onServed('a PostgreSQL that is reached by its socket', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster();
    await onServer(cluster.url('postgres'), ['create database login']);
    // Nobody can reach it by the network.
    cluster.kill();
    cluster.start('');
  }, 60_000);
  afterAll(() => {
    cluster.kill();
    rmSync(cluster.folder, { recursive: true, force: true });
  });

  it.each(['postgresql://postgres@/login', 'postgresql:///login', 'postgres://postgres@localhost/login'])(
    'is named by the folder, as in %s?host=…, for statements and notifications',
    async (address) => {
      const query = new URLSearchParams({
        host: cluster.folder,
        port: String(cluster.port),
        user: 'postgres',
      });
      const server = await startServer({ DATABASE_URL: `${address}?${query.toString()}` });
      try {
        const user = await server.createUser();
        const { client } = await signIn(server, user);
        expect(dataOf(await client.me()).me).toMatchObject({ id: user.user.id });
        await eventually(() => expect(server.log()).toContain('Revocations are announced'));
      } finally {
        await server.close();
      }
    },
  );
});
