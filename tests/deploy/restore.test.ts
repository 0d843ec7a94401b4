import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecurityEvent } from '../../src/entities/index.js';
import { codeOf, pairOf } from '../helpers/client.js';
import { signIn } from '../helpers/flows.js';
import { startServer, type TestServer } from '../helpers/server.js';

const OPERATIONS = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
/** What operators are told to run on a database that was restored. */
const [, STATEMENT = ''] = /^## Restore\n.*?^```sql\n(.*?)^```/ms.exec(OPERATIONS) ?? [];

describe('on a database that was restored from a backup', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('the statement of docs/operations.md ends every session, takes nobody for a thief, and is in the log', async () => {
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
