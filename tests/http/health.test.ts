import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '../setup/server.js';

describe('readiness', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const ready = async () => {
    const response = await fetch(`${server.url}/health/ready`);
    return { code: response.status, ...((await response.json()) as { status: string; database: string }) };
  };
  /** As on a standby, or on a primary after a failover. */
  const setReadOnly = async (isOn: boolean) => {
    const connection = server.app.orm.em.getConnection();
    const sessions = Array.from({ length: 20 }, () =>
      connection.execute(`set default_transaction_read_only = ${isOn ? 'on' : 'off'}`),
    );
    await Promise.all(sessions);
  };

  it('is false while the database refuses to write, and true again after it', async () => {
    expect(await ready()).toMatchObject({ code: 200, status: 'ok', database: 'ok' });
    await setReadOnly(true);
    expect(await ready()).toMatchObject({ code: 503, status: 'unavailable', database: 'read-only' });
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    await setReadOnly(false);
    expect(await ready()).toMatchObject({ code: 200, status: 'ok', database: 'ok' });
  });

  it('is false once the server is stopping, while it still serves', async () => {
    const leaving = await startServer();
    leaving.app.leave();
    const response = await fetch(`${leaving.url}/health/ready`);
    expect([response.status, await response.json()]).toEqual([
      503,
      expect.objectContaining({ status: 'closing', database: 'ok' }),
    ]);
    expect((await leaving.client().query('{ __typename }')).data).toEqual({ __typename: 'Query' });
    await leaving.close();
  });
});
