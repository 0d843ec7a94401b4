import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { DatabaseError } from '../../src/database/database-error.js';
import { migrate, pendingMigrations } from '../../src/database/migrate.js';
import { openDatabase } from '../../src/database/database.js';
import { databaseUrl, onServer } from '../setup/global-setup.mjs';
import { startServer, type TestServer } from '../setup/server.js';
import { startTcpProxy } from '../setup/wires/tcp-proxy.js';

const served = process.env['TEST_DATABASE_URL'];

describe('the migrations', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('make exactly the tables that the entities describe', async () => {
    expect(await server.app.orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
  });

  it('have nothing to do the second time', async () => {
    expect(await pendingMigrations(server.app.orm)).toEqual([]);
    expect(await migrate(server.app.orm)).toEqual([]);
  });

  it('can be taken back and done again', async () => {
    const { orm } = server.app;
    await orm.migrator.down({ to: 0 });
    expect((await pendingMigrations(orm)).length).toBeGreaterThan(0);
    expect((await migrate(orm)).length).toBeGreaterThan(0);
    expect(await orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
  });
});

const onServed = served ? describe : describe.skip;

onServed('on a served PostgreSQL', () => {
  const name = `test_migrations_${process.pid}`;
  const url = databaseUrl(served ?? 'postgresql://localhost', name);

  beforeAll(() => onServer(served ?? '', [`create database "${name}"`]));
  afterAll(() => onServer(served ?? '', [`drop database if exists "${name}" with (force)`]));

  it('run once when two replicas start at the same moment', async () => {
    const config = loadConfig({ DATABASE_URL: url });
    const opened = await Promise.all([1, 2, 3].map(() => openDatabase(config)));
    const replicas = opened.map(({ orm }) => orm);
    try {
      const ran = await Promise.all(replicas.map(migrate));
      expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
      expect(await pendingMigrations(replicas[0] as never)).toEqual([]);
    } finally {
      await Promise.all(replicas.map((orm) => orm.close(true)));
    }
  });
});

describe('a database that must be encrypted', () => {
  it('is not reached in the clear', async () => {
    const asked: Buffer[] = [];
    // A server that has no TLS, as its first reply says.
    const server = createServer((socket) =>
      socket.once('data', (first) => {
        asked.push(first);
        socket.end('N');
      }),
    );
    try {
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      const config = loadConfig({ DATABASE_URL: `postgresql://127.0.0.1:${port}/none?sslmode=verify-full` });
      await expect(openDatabase(config)).rejects.toThrow('does not support SSL');
      // SSLRequest of the protocol: eight bytes, and a number in place of a version.
      expect(asked.map((first) => [first.readInt32BE(0), first.readInt32BE(4)])).toEqual([[8, 80_877_103]]);
    } finally {
      server.close();
    }
  });
});

describe('a database that is not there', () => {
  it('is said in one line, without the password of its address', async () => {
    const config = loadConfig({ DATABASE_URL: 'postgresql://me:secret-word@127.0.0.1:9/none' });
    const failure = await openDatabase(config).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(DatabaseError);
    expect((failure as Error).message).toMatch(/^The database cannot be reached: .*ECONNREFUSED.*\.$/);
    expect((failure as Error).message).not.toContain('secret-word');
  });

  it('is said to be slow where it takes connections and does not reply', async () => {
    const wire = await startTcpProxy('postgresql://127.0.0.1:9/none');
    wire.hang();
    const config = loadConfig({ DATABASE_URL: wire.url, DATABASE_ACQUIRE_TIMEOUT: '1s' });
    await expect(openDatabase(config)).rejects.toThrow(/cannot be reached: .*timeout/);
    await wire.close();
  });
});
