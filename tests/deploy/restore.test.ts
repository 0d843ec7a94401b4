import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import { checkDatabase } from '../../src/cli/doctor/storage.checks.js';
import { loadConfig } from '../../src/config/config.js';
import { codeOf, dataOf, pairOf } from '../setup/client.js';
import { createEmptyDatabase } from '../setup/database/database.js';
import { signIn, switchOn } from '../setup/flows.js';
import { onServer } from '../setup/global-setup.mjs';
import { startServer, type TestServer } from '../setup/server.js';

const OPERATIONS = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
/** What docs/operations.md has operators run on a restored database. */
const [, STATEMENT = ''] = /^## Restore\n.*?^```sql\n(.*?)^```/ms.exec(OPERATIONS) ?? [];

describe('on a database that was restored from a backup', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('the statement of docs/operations.md ends and logs every session, not as reuse', async () => {
    const execute = (statement: string) => server.app.orm.em.fork().execute(statement);
    const user = await server.createUser();
    const client = server.client();
    const { pair: loggedOut } = await signIn(server, user);
    const { pair: renewed } = await signIn(server, user);
    await execute('create table backup as table sessions');
    await client.revokeToken(loggedOut.refresh);
    const successor = pairOf((await client.refreshToken(renewed.refresh)).data?.refreshToken);
    await execute('delete from sessions');
    await execute('insert into sessions table backup');

    expect(STATEMENT).not.toBe('');
    await execute(STATEMENT);
    for (const { refresh } of [loggedOut, renewed, successor])
      expect(codeOf(await client.refreshToken(refresh))).toBe('TOKEN_INVALID');
    expect(codeOf(await client.as(successor.access).query('mutation { revokeOtherSessions }'))).toBe(
      'UNAUTHENTICATED',
    );
    const events = server.app.orm.em.fork();
    expect(await events.count(SecurityEvent, { type: 'sessionRevoked', reason: 'staff' })).toBe(2);
    expect(await events.count(SecurityEvent, { type: 'refreshTokenReused' })).toBe(0);
  });
});

const onServed = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

/** By the programs that operators use. */
onServed('a backup', () => {
  const made: { drop(): Promise<void> }[] = [];
  const create = async () => {
    const database = await createEmptyDatabase();
    made.push(database);
    return database;
  };

  afterEach(async () => {
    for (const { drop } of made.splice(0)) await drop();
  });

  it.each([
    ['of a schema', 'auth', []],
    [
      'of public, moved to a schema',
      'public',
      ['alter schema public rename to auth', 'create schema public'],
    ],
  ])('%s is restored to another database, where people sign in', async (_what, schema, moves) => {
    const from = await create();
    const first = await startServer({ DATABASE_URL: from.url, DATABASE_SCHEMA: schema });
    const user = await first.createUser();
    const { pair } = await switchOn(first, user);
    await first.app.retention.removeExpired();
    const events = await first.app.orm.em.fork().count(SecurityEvent);
    await first.close();
    const to = await create();
    if (schema === 'public') await onServer(to.url, ['drop schema public']);
    const dump = execFileSync('pg_dump', ['--schema', schema, from.url], { maxBuffer: 1e8 });
    execFileSync('psql', ['--quiet', '--set', 'ON_ERROR_STOP=1', to.url], { input: dump, stdio: 'pipe' });
    await onServer(to.url, [...moves, 'set search_path = auth', STATEMENT]);

    const server = await startServer({ DATABASE_URL: to.url, DATABASE_SCHEMA: 'auth' });
    try {
      // And the end of the one session.
      expect(await server.app.orm.em.fork().count(SecurityEvent)).toBe(events + 1);
      expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_INVALID');
      const response = await server.client().obtainToken(user.username, user.password);
      expect(dataOf(response).obtainToken.__typename).toBe('TwoFactorRequired');
      const { client } = await switchOn(server, await server.createUser());
      dataOf(await client.disableTwoFactor());
      await server.app.retention.removeExpired();
      expect(server.log()).not.toContain('could not be removed');
      expect(await server.app.orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
      const checks = await checkDatabase(loadConfig({ DATABASE_URL: to.url, DATABASE_SCHEMA: 'auth' }));
      expect(checks.filter(({ status }) => status === 'problem')).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
