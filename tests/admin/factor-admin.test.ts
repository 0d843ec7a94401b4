import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { User } from '../../src/accounts/user.entity.js';
import { commandLineScope } from '../../src/audit/security-log.service.js';
import { AuthenticatorRemoval } from '../../src/factors/authenticators/authenticator-removal.js';
import { pino } from 'pino';
import { OutboxService } from '../../src/outbox/outbox.service.js';
import { FactorNotices } from '../../src/factors/notices/factor-notices.js';
import { addApp, switchOnWithApp } from '../setup/factors/authenticator-app.js';
import { type Client, codeOf, dataOf, extensionsOf, pairOf, requiredOf } from '../setup/client.js';
import { eventually } from '../setup/eventually.js';
import { signIn, switchOn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

const REMOVE = `mutation ($userId: ID!, $id: ID!) {
  removeUserAuthenticator(userId: $userId, id: $id) { id twoFactorEnabled authenticators { __typename id } }
}`;

interface Removed {
  removeUserAuthenticator: {
    id: string;
    twoFactorEnabled: boolean;
    authenticators: { __typename: string; id: string }[];
  };
}

describe('a factor that its user lost', () => {
  let server: TestServer;
  let staff: Client;
  beforeAll(async () => {
    server = await startServer();
    ({ client: staff } = await switchOnWithApp(server, await server.createUser({ isStaff: true })));
  });
  afterAll(() => server.close());

  const remove = (client: Client, userId: string, id: string) =>
    client.query<Removed>(REMOVE, { userId, id });

  /** A user with a phone and an app. */
  async function withBoth() {
    const user = await server.createUser();
    const { client: first, phone } = await switchOn(server, user);
    const { client, pair, app, id } = await addApp(server, first);
    const { authenticators } = dataOf(await client.authenticators()).me;
    const phoneId = authenticators.find(({ __typename }) => __typename === 'PhoneAuthenticator')?.id ?? '';
    return { user, userId: user.user.id, phone, client, pair, app, id, phoneId };
  }

  const noticesTo = (phone: string) => server.messagesTo(phone).filter(({ service }) => service === 'notice');

  it('is removed by staff: sessions end, the phone is notified, the others work', async () => {
    const { user, userId, phone, client, pair, id } = await withBoth();
    const removed = dataOf(await remove(staff, userId, id)).removeUserAuthenticator;
    expect(removed).toMatchObject({ id: userId, twoFactorEnabled: true });
    expect(removed.authenticators.map(({ __typename }) => __typename)).toEqual(['PhoneAuthenticator']);
    expect(codeOf(await client.me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_INVALID');
    await eventually(() =>
      expect(noticesTo(phone)[0]?.body).toContain('app can no longer be used to sign in'),
    );
    const { methods } = requiredOf(
      dataOf(await server.client().obtainToken(user.username, user.password)).obtainToken,
    );
    expect(methods.map(({ kind }) => kind)).toEqual(['PHONE']);
  });

  it('is in the log of the user without who did it, and in the server log with it', async () => {
    const { userId, phoneId, user, app } = await withBoth();
    dataOf(await remove(staff, userId, phoneId));
    const client = server.client();
    const { challenge } = requiredOf(
      dataOf(await client.obtainToken(user.username, user.password)).obtainToken,
    );
    const token = app.codeAt(server.now());
    const pair = pairOf(dataOf(await client.verifyTwoFactorToken({ challenge, token })).verifyTwoFactorToken);
    const query =
      '{ me { securityEvents(first: 9) { edges { node { type reason ipAddress sessionId } } } } }';
    interface Events {
      me: { securityEvents: { edges: { node: { type: string; [name: string]: unknown } }[] } };
    }
    const { edges } = dataOf(await client.as(pair.access).query<Events>(query)).me.securityEvents;
    expect(edges.map(({ node }) => node).find(({ type }) => type === 'AUTHENTICATOR_REMOVED')).toEqual({
      ...{ type: 'AUTHENTICATOR_REMOVED', reason: 'staff', ipAddress: 'staff', sessionId: null },
    });
    expect(server.log()).toMatch(new RegExp(`"staffId":"[^"]+","userId":"${userId}"`));
  });

  it('that was the last one takes the second factor with it', async () => {
    const user = await server.createUser();
    const { id, client } = await switchOnWithApp(server, user);
    dataOf(await client.generateRecoveryCodes());
    const removed = dataOf(await remove(staff, user.user.id, id)).removeUserAuthenticator;
    expect(removed).toMatchObject({ twoFactorEnabled: false, authenticators: [] });
    const { client: again } = await signIn(server, user);
    expect(dataOf(await again.authenticators()).me).toMatchObject({ recoveryCodesLeft: 0 });
  });

  it('is not taken for one of two if the other one went meanwhile', async () => {
    const { userId, id, phoneId } = await withBoth();
    const em = server.app.orm.em.fork();
    const outbox = new OutboxService(server.app.orm, server.now, pino({ level: 'silent' }));
    const notices = new FactorNotices(outbox, { messages: false, mails: false }, server.now);
    const removal = new AuthenticatorRemoval(notices, server.now);
    const { isLast, finish } = await removal.prepare(await em.findOneOrFail(User, { id: userId }), id, {
      em,
    });
    expect(isLast).toBe(false);
    dataOf(await remove(staff, userId, phoneId));
    await expect(finish(commandLineScope(em))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  it('is removed by staff alone, after a recent sign-in, and never their own', async () => {
    const { userId, id } = await withBoth();
    const { client: other, id: otherId } = await switchOnWithApp(server, await server.createUser());
    expect(codeOf(await remove(server.client(), userId, id))).toBe('UNAUTHENTICATED');
    expect(codeOf(await remove(other, userId, id))).toBe('FORBIDDEN');

    const colleague = await server.createUser({ isStaff: true });
    const { client, pair, id: ownId } = await switchOnWithApp(server, colleague);
    expect(codeOf(await remove(client, colleague.user.id, ownId))).toBe('FORBIDDEN');
    for (const [whose, which] of [
      [userId, otherId],
      [userId, 'x'],
      ['x', id],
      [randomUUID(), id],
    ] as const)
      expect(codeOf(await remove(client, whose, which))).toBe('BAD_USER_INPUT');

    server.passSeconds(301);
    const { access } = dataOf(await server.client().refreshToken(pair.refresh)).refreshToken;
    expect(extensionsOf(await remove(client.as(access), userId, id))).toMatchObject({
      ...{ code: 'REAUTHENTICATION_REQUIRED', acrValues: 'aal2', maxAge: 300 },
    });
  });

  it('is not removed by staff that signed in with a recovery code', async () => {
    const { userId, id } = await withBoth();
    const colleague = await server.createUser({ isStaff: true });
    const { client } = await switchOnWithApp(server, colleague);
    const [token = ''] = dataOf(await client.generateRecoveryCodes()).generateRecoveryCodes.codes;
    const { challenge } = requiredOf(
      dataOf(await server.client().obtainToken(colleague.username, colleague.password)).obtainToken,
    );
    const recovered = dataOf(await server.client().verifyTwoFactorToken({ challenge, token }));
    const { access } = pairOf(recovered.verifyTwoFactorToken);
    expect(codeOf(await remove(server.client().as(access), userId, id))).toBe('REAUTHENTICATION_REQUIRED');
  });
});
