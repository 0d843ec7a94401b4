import { describe, expect, it } from '@jest/globals';
import { listenServed } from '../../src/db/listener.js';
import { createDatabase } from '../helpers/database.js';
import { eventually } from '../helpers/eventually.js';
import { onServer } from '../helpers/global-setup.mjs';
import { startPooler } from '../helpers/pooler.js';
import { startTcpProxy } from '../helpers/tcp-proxy.js';

const served = process.env['TEST_DATABASE_URL'];
const onServed = served ? describe : describe.skip;

onServed('a listener', () => {
  it('that is cut off while what was missed is read counts as caught up only with its next connection', async () => {
    const database = await createDatabase();
    const url = database.env['DATABASE_URL'] ?? '';
    const name = new URL(url).pathname.slice(1);
    const readings: PromiseWithResolvers<undefined>[] = [];
    const told: string[] = [];
    const listener = listenServed(url, 'news', {
      onNotification: (payload) => told.push(payload),
      catchUp: async () => {
        const reading = Promise.withResolvers<undefined>();
        readings.push(reading);
        await reading.promise;
      },
      onCaughtUp: () => told.push('caught up'),
      onDisconnected: () => told.push('cut off'),
    });
    await eventually(() => expect(readings).toHaveLength(1));
    await onServer(url, [
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and application_name like '%listener'`,
    ]);
    await eventually(() => expect(told).toContain('cut off'));
    readings[0]?.resolve(undefined);
    await eventually(() => expect(readings).toHaveLength(2));
    expect(told).toEqual(['cut off']);
    readings[1]?.resolve(undefined);
    await eventually(() => expect(told).toContain('caught up'));
    await onServer(url, [`notify news, 'heard'`]);
    await eventually(() => expect(told).toContain('heard'));
    expect(told).toEqual(['cut off', 'caught up', 'heard']);
    await listener.close();
    await database.drop();
  });

  it('whose connection dies without a word notices, and listens again', async () => {
    const database = await createDatabase();
    const wire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
    const told: string[] = [];
    const listener = listenServed(wire.url, 'news', {
      onNotification: (payload) => told.push(payload),
      catchUp: async () => undefined,
      onCaughtUp: () => told.push('caught up'),
      onDisconnected: () => told.push('cut off'),
    });
    await eventually(() => expect(told).toContain('caught up'));
    wire.stall();
    await eventually(() => expect(told).toContain('cut off'));
    wire.mend();
    await eventually(() => expect(told.lastIndexOf('caught up')).toBeGreaterThan(told.indexOf('cut off')));
    await listener.close();
    await wire.close();
    await database.drop();
  }, 30_000);

  it.each(['lends its connections to many', 'brings no announcement any more'] as const)(
    'behind a pooler that %s counts as cut off, not as caught up',
    async (mode) => {
      const database = await createDatabase();
      const pooler = await startPooler(database.env['DATABASE_URL'] ?? '');
      const told: string[] = [];
      const isLent = mode === 'lends its connections to many';
      if (isLent) pooler.lend();
      const listener = listenServed(pooler.url, 'news', {
        onNotification: (payload) => told.push(payload),
        catchUp: async () => undefined,
        onCaughtUp: () => told.push('caught up'),
        onDisconnected: (error) => told.push(`cut off: ${String(error)}`),
      });
      if (!isLent) {
        await eventually(() => expect(told).toEqual(['caught up']));
        pooler.deafen();
      }
      const before = told.length;
      await eventually(() => expect(told.length).toBeGreaterThan(before + 1));
      expect(told.slice(before)).toEqual(
        told.slice(before).map(() => expect.stringMatching(/^cut off: .*session mode/)),
      );
      await listener.close();
      await pooler.close();
      await database.drop();
    },
    30_000,
  );
});
