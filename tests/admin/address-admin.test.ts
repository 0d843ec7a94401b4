import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { User } from '../../src/accounts/user.entity.js';
import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import { codeOf, dataOf, pairOf } from '../setup/client.js';
import { linkOf, mailsTo, mailTo, newAddress, registerUser } from '../setup/mail.js';
import { PASSWORD, startServer, type TestServer } from '../setup/server.js';

describe('an address that an operator sets', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  const find = (username: string) => server.app.users.findByUsername(username, server.app.orm.em.fork());
  const set = async (username: string, address: string, { isVerified = false } = {}) =>
    server.app.addressAdmin.set(await find(username), { address, isVerified }, server.app.orm.em.fork());
  const signsIn = async (name: string) => codeOf(await server.client().obtainToken(name, PASSWORD));

  it('is not confirmed by that, ends all sessions, and is in the log', async () => {
    const { username, email, pair } = await registerUser(server);
    const next = newAddress();
    await set(username, next.toUpperCase());
    expect(await find(username)).toMatchObject({ emailVerifiedAt: null });
    expect(codeOf(await server.client().as(pair.access).me())).toBe('UNAUTHENTICATED');
    for (const address of [email, next]) expect(await signsIn(address)).toBe('INVALID_CREDENTIALS');
    const [event] = await server.app.orm.em
      .fork()
      .find(SecurityEvent, { type: 'emailChanged' }, { orderBy: { id: 'desc' }, limit: 1 });
    expect(event).toMatchObject({ reason: 'staff', ipAddress: 'command line' });
    expect(await mailsTo(server, next)).toEqual([]);

    const again = server
      .client()
      .as(pairOf(dataOf(await server.client().obtainToken(username, PASSWORD)).obtainToken).access);
    dataOf(await again.requestEmailChange(next));
    const { challenge, token } = linkOf(await mailTo(server, next));
    dataOf(await again.confirmEmailChange(challenge, token));
    expect(await signsIn(next)).toBeUndefined();
  });

  it('is confirmed where the operator says so', async () => {
    const { username } = await registerUser(server);
    const next = newAddress();
    await set(username, next, { isVerified: true });
    expect(await signsIn(next)).toBeUndefined();
    dataOf(await server.client().requestPasswordReset(next));
    expect((await mailTo(server, next)).subject).toBe('Set a new password');
  });

  it('is undone by the mail that goes to the one of before', async () => {
    const { username, email } = await registerUser(server);
    await set(username, newAddress(), { isVerified: true });
    const { token } = linkOf(await mailTo(server, email));
    dataOf(await server.client().undoChange(token));
    const user = await find(username);
    expect(user).toMatchObject({ email, emailVerifiedAt: expect.any(Date) });
  });

  it('is not undone by a thief whom the deactivation has shut out', async () => {
    const { username, email } = await registerUser(server);
    await server.app.admin.setActive(await find(username), false, server.app.orm.em.fork());
    const before = (await mailsTo(server, email)).length;
    await set(username, newAddress(), { isVerified: true });
    await server.app.admin.setActive(await find(username), true, server.app.orm.em.fork());
    expect(await mailsTo(server, email)).toHaveLength(before);
  });

  it('is refused if another user has confirmed it, and not if nobody has', async () => {
    const [{ username }, other] = [await registerUser(server), await registerUser(server)];
    for (const isVerified of [false, true])
      await expect(set(username, other.email.toUpperCase(), { isVerified })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      });
    const unproven = newAddress();
    await server.createUser({ email: unproven });
    await set(username, unproven, { isVerified: true });
  });

  it('goes to one of two users for whom it is set at once', async () => {
    const users = [await registerUser(server), await registerUser(server)];
    const next = newAddress();
    const all = await Promise.allSettled(
      users.map(({ username }) => set(username, next, { isVerified: true })),
    );
    expect(all.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(all.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'BAD_USER_INPUT' },
    });
  });

  it('stays confirmed in another spelling, and is refused where nothing changes', async () => {
    const { username, email } = await registerUser(server);
    await expect(set(username, email)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(set(username, 'nowhere')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await set(username, email.replace('ada', 'Ada'));
    expect(await signsIn(email)).toBeUndefined();
  });

  it('ends the wait of a registration or an invitation only where the operator confirms it', async () => {
    const [username, email] = [`waiting-${newAddress().slice(4, 12)}`, newAddress()];
    dataOf(await server.client().register(username, email, PASSWORD));
    const { challenge, token } = linkOf(await mailTo(server, email));
    await expect(set(username, newAddress())).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const next = newAddress();
    await set(username, next, { isVerified: true });
    expect(await signsIn(next)).toBeUndefined();
    expect(codeOf(await server.client().verifyEmail(challenge, token))).toBe('CHALLENGE_EXPIRED');
    server.passSeconds(2 * 86_400);
    await server.app.retention.removeExpired();
    expect(await server.app.orm.em.fork().count(User, { username })).toBe(1);
  });
});
