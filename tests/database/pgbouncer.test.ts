import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freePort, ownFolder, startProgram, unprivileged } from '../setup/cluster.js';
import { createDatabase, type TestDatabase } from '../setup/database/database.js';
import { eventually } from '../setup/eventually.js';
import { dataOf } from '../setup/client.js';
import { signIn, switchOn } from '../setup/flows.js';
import { startServer } from '../setup/server.js';

const served = process.env['TEST_DATABASE_URL'];
const onServed = served ? describe : describe.skip;

onServed.each(['session', 'transaction'])('behind a real PgBouncer in %s mode', (mode) => {
  const folder = served ? ownFolder() : '';
  let database: TestDatabase;
  let url: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    database = await createDatabase();
    const target = new URL(database.env['DATABASE_URL'] ?? '');
    const port = await freePort();
    const name = target.pathname.slice(1);
    const password = target.password && ` password=${target.password}`;
    const upstream = `host=${target.hostname} port=${target.port || 5432} dbname=${name} user=${target.username}${password}`;
    const file = join(folder, 'pgbouncer.ini');
    writeFileSync(
      file,
      `[databases]\nlogin = ${upstream}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = any\npool_mode = ${mode}\ndefault_pool_size = 40\n`,
    );
    const { uid, gid } = unprivileged();
    if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
    url = `postgresql://anybody@127.0.0.1:${port}/login`;
    stop = await startProgram('pgbouncer', [file], async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.end();
    });
  });
  afterAll(async () => {
    await stop();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('serves users at once, whether it keeps prepared statements or not', async () => {
    const server = await startServer({ DATABASE_URL: url });
    try {
      const { client } = await signIn(server, await server.createUser());
      for (let round = 0; round < 20; round += 1) {
        const responses = await Promise.all(Array.from({ length: 8 }, () => client.me()));
        expect(responses.map(dataOf)).toEqual(
          responses.map(() => ({ me: expect.objectContaining({ id: expect.any(String) }) })),
        );
      }
    } finally {
      await server.close();
    }
  });

  (mode === 'session' ? it : it.skip)(
    'serves sign-ins and announcements, and keeps the limits on statements',
    async () => {
      const server = await startServer({ DATABASE_URL: url });
      try {
        const user = await server.createUser();
        await switchOn(server, user);
        await signIn(server, await server.createUser());
        await eventually(() => expect(server.log()).toContain('Revocations are announced'));
        const [found] = await server.app.orm.em
          .getConnection()
          .execute<{ value: string }[]>(`select current_setting('statement_timeout') as value`);
        expect(found?.value).toBe('10s');
        expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
      } finally {
        await server.close();
      }
    },
  );
});
