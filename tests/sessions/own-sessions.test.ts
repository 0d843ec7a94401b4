import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf } from '../setup/client.js';
import { signIn, switchOn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

describe('one’s sessions', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('are listed with device, address and factors, the current one marked', async () => {
    const user = await server.createUser();
    await signIn(server, user);
    const { client } = await switchOn(server, user);
    const { data } = await client.sessions();
    expect(data?.me.sessions).toEqual([
      {
        id: expect.any(String),
        createdAt: expect.any(String),
        lastUsedAt: expect.any(String),
        expiresAt: expect.any(String),
        userAgent: expect.any(String),
        ipAddress: client.address,
        factors: ['pwd', 'sms', 'mfa'],
        isCurrent: true,
      },
    ]);
  });

  it('are listed until they end by themselves', async () => {
    const server = await startServer({ SESSION_IDLE_TTL: '3d' });
    const user = await server.createUser();
    await signIn(server, user);
    server.passSeconds(3 * 86_400 + 1);
    const { client } = await signIn(server, user);
    expect((await client.sessions()).data?.me.sessions).toEqual([
      expect.objectContaining({ isCurrent: true }),
    ]);
    await server.close();
  });

  it('can be ended one by one, at once', async () => {
    const user = await server.createUser();
    const other = await signIn(server, user);
    const { client } = await signIn(server, user);
    const { data } = await client.sessions();
    const id = data?.me.sessions.find(({ isCurrent }) => !isCurrent)?.id ?? '';
    expect((await client.revokeSession(id)).data).toEqual({ revokeSession: true });
    expect(codeOf(await other.client.me())).toBe('UNAUTHENTICATED');
    expect((await client.revokeSession(id)).data).toEqual({ revokeSession: false });
    expect(codeOf(await client.me())).toBeUndefined();
  });

  it('of somebody else are like ones that do not exist', async () => {
    const victim = await signIn(server, await server.createUser());
    const { client } = await signIn(server, await server.createUser());
    const { data } = await victim.client.sessions();
    const theirs = await client.revokeSession(data?.me.sessions[0]?.id ?? '');
    const nobodys = await client.revokeSession('00000000-0000-4000-8000-000000000000');
    const nonsense = await client.revokeSession('x\0');
    expect(theirs.data).toEqual(nobodys.data);
    expect(nonsense.data).toEqual(nobodys.data);
    expect(codeOf(await victim.client.me())).toBeUndefined();
  });

  it('can all be ended but the one that asks', async () => {
    const user = await server.createUser();
    const stranger = await signIn(server, await server.createUser());
    const others = [await signIn(server, user), await signIn(server, user)];
    const { client } = await signIn(server, user);
    expect((await client.query('mutation { revokeOtherSessions }')).data).toEqual({ revokeOtherSessions: 2 });
    for (const other of others) expect(codeOf(await other.client.me())).toBe('UNAUTHENTICATED');
    for (const kept of [client, stranger.client]) expect(codeOf(await kept.me())).toBeUndefined();
  });

  it('and events are shown to oneself only', async () => {
    const victim = await server.createUser();
    const staff = await signIn(server, await server.createUser({ isStaff: true }));
    for (const field of ['sessions { id }', 'securityEvents { edges { cursor } }'])
      expect(
        codeOf(
          await staff.client.query(`query ($id: ID!) { user(id: $id) { ${field} } }`, { id: victim.user.id }),
        ),
      ).toBe('FORBIDDEN');
  });
});
