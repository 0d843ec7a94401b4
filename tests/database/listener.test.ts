import { describe, expect, it } from '@jest/globals';
import { listenServed } from '../../src/database/listener.js';
import { createDatabase } from '../setup/database/database.js';
import { eventually } from '../setup/eventually.js';
import { onServer } from '../setup/global-setup.mjs';
import { startPooler } from '../setup/wires/pooler.js';
import { startServer } from '../setup/server.js';
import { holdTimeouts } from '../setup/timeouts.js';
import { GOODBYE, startTcpProxy } from '../setup/wires/tcp-proxy.js';

const served = process.env['TEST_DATABASE_URL'];
const onServed = served ? describe : describe.skip;

/** Of a statement of the pool, and of all of connecting. */
const statements = holdTimeouts(11_000);
const connecting = holdTimeouts(20_000);

onServed('a listener', () => {
  it('that is cut while it catches up has caught up only with its next connection', async () => {
    const database = await createDatabase();
    const url = database.env['DATABASE_URL'] ?? '';
    const name = new URL(url).pathname.slice(1);
    const readings: PromiseWithResolvers<undefined>[] = [];
    const events: string[] = [];
    const listener = listenServed(url, 'news', {
      onNotification: (payload) => events.push(payload),
      loadMissed: async () => {
        const reading = Promise.withResolvers<undefined>();
        readings.push(reading);
        await reading.promise;
      },
      onConnected: () => events.push('caught up'),
      onDisconnected: () => events.push('cut off'),
    });
    await eventually(() => expect(readings).toHaveLength(1));
    await onServer(url, [
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and application_name like '%listener'`,
    ]);
    await eventually(() => expect(events).toContain('cut off'));
    readings[0]?.resolve(undefined);
    await eventually(() => expect(readings).toHaveLength(2));
    expect(events).toEqual(['cut off']);
    readings[1]?.resolve(undefined);
    await eventually(() => expect(events).toContain('caught up'));
    await onServer(url, [`notify news, 'received'`]);
    await eventually(() => expect(events).toContain('received'));
    expect(events).toEqual(['cut off', 'caught up', 'received']);
    await listener.close();
    await database.drop();
  });

  it('whose connection dies without a word notices, and listens again', async () => {
    const database = await createDatabase();
    const wire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
    const events: string[] = [];
    const listener = listenServed(wire.url, 'news', {
      onNotification: (payload) => events.push(payload),
      loadMissed: async () => undefined,
      onConnected: () => events.push('caught up'),
      onDisconnected: () => events.push('cut off'),
    });
    await eventually(() => expect(events).toContain('caught up'));
    wire.stall();
    await eventually(() => expect(events).toContain('cut off'));
    wire.restore();
    await eventually(() =>
      expect(events.lastIndexOf('caught up')).toBeGreaterThan(events.indexOf('cut off')),
    );
    await listener.close();
    await wire.close();
    await database.drop();
  });

  it.each(['lends its connections to many', 'brings no announcement any more'] as const)(
    'behind a pooler that %s counts as cut off, not as caught up',
    async (mode) => {
      const database = await createDatabase();
      const pooler = await startPooler(database.env['DATABASE_URL'] ?? '');
      const events: string[] = [];
      const isLent = mode === 'lends its connections to many';
      if (isLent) pooler.lend();
      const listener = listenServed(pooler.url, 'news', {
        onNotification: (payload) => events.push(payload),
        loadMissed: async () => undefined,
        onConnected: () => events.push('caught up'),
        onDisconnected: (error) => events.push(`cut off: ${String(error)}`),
      });
      if (!isLent) {
        await eventually(() => expect(events).toEqual(['caught up']));
        pooler.deafen();
      }
      const before = events.length;
      await eventually(() => expect(events.length).toBeGreaterThan(before + 1));
      expect(events.slice(before)).toEqual(
        events.slice(before).map(() => expect.stringMatching(/^cut off: .*session mode/)),
      );
      await listener.close();
      await pooler.close();
      await database.drop();
    },
  );

  it.each([
    ['its connection', 'graphql-two-factor-auth listener'],
    ['its first statement', `listen session_ended`],
    ['the connection of its echo', 'graphql-two-factor-auth echo'],
    ['the statement of its echo', 'notify echo_'],
    ['the reading of what was missed', 'from "sessions"'],
  ])('without a response to %s logs that nothing is announced, and tries again', async (_what, words) => {
    const database = await createDatabase();
    const wire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
    wire.silenceAt(words);
    const server = await startServer({ DATABASE_URL: wire.url });
    const said = () => server.log().match(/Revocations are (not )?announced/g);
    await eventually(() => {
      statements.end();
      expect(said()).toEqual(['Revocations are not announced', 'Revocations are announced']);
    });
    await server.close();
    await wire.close();
    await database.drop();
  });

  it.each([
    ['starts', GOODBYE],
    ['closes', undefined],
  ])('%s beside a server that never ends a connection', async (_what, words) => {
    const database = await createDatabase();
    const wire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
    if (words !== undefined) wire.silenceAt(words);
    const events: string[] = [];
    const listener = listenServed(wire.url, 'news', {
      onNotification: (payload) => events.push(payload),
      loadMissed: async () => undefined,
      onConnected: () => events.push('caught up'),
      onDisconnected: () => events.push('cut off'),
    });
    await eventually(() => expect(events).toContain('caught up'));
    if (words === undefined) wire.abandonAll();
    await listener.close();
    expect(events).toEqual(['caught up']);
    await wire.close();
    await database.drop();
  });

  it('whose reading of what was missed never ends is lost in time, and tries again', async () => {
    const database = await createDatabase();
    const events: string[] = [];
    let readings = 0;
    const listener = listenServed(database.env['DATABASE_URL'] ?? '', 'news', {
      onNotification: (payload) => events.push(payload),
      loadMissed: () => (++readings === 1 ? new Promise<never>(() => undefined) : Promise.resolve()),
      onConnected: () => events.push('caught up'),
      onDisconnected: (error) => events.push(String(error)),
    });
    await eventually(() => expect(readings).toBe(1));
    connecting.end();
    await eventually(() => expect(events).toEqual(['Error: Connecting took too long.', 'caught up']));
    await listener.close();
    await database.drop();
  });
});
