import { describe, expect, it } from '@jest/globals';
import { cli } from '../../cli/harness.js';
import { createDatabase } from '../../setup/database/database.js';
import { GOODBYE, startTcpProxy } from '../../setup/wires/tcp-proxy.js';

const onServed = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

onServed('a command', () => {
  it('ends although the server never closes its connection', async () => {
    const database = await createDatabase();
    const wire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
    wire.silenceAt(GOODBYE);
    expect(await cli(['user', 'list', '--json'], { env: { DATABASE_URL: wire.url } })).toMatchObject({
      code: 0,
      stderr: '',
    });
    await wire.close();
    await database.drop();
  });
});
