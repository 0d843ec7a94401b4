import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboxMessage } from '../../../src/outbox/outbox-message.entity.js';
import { addApp, switchOnWithApp } from '../../setup/factors/authenticator-app.js';
import { dataOf, pairOf, requiredOf } from '../../setup/client.js';
import { eventually } from '../../setup/eventually.js';
import { switchOn } from '../../setup/flows.js';
import { mailsTo, registerUser } from '../../setup/mail.js';
import { newPhone, startServer, type TestServer } from '../../setup/server.js';

describe('a change of what a user signs in with', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  const noticesTo = (phone: string) =>
    server
      .messagesTo(phone)
      .filter(({ service }) => service === 'notice')
      .map(({ body }) => body);

  it('is news to the phone: an app was added, and was removed', async () => {
    const { client, phone } = await switchOn(server, await server.createUser());
    const added = await addApp(server, client);
    await eventually(() =>
      expect(noticesTo(phone)).toEqual([
        expect.stringMatching(/app can now be used to sign in to auth\.test.*change your password/),
      ]),
    );
    dataOf(await added.client.removeAuthenticator(added.id));
    await eventually(() =>
      expect(noticesTo(phone)).toEqual([
        expect.stringMatching(/app can no longer be used to sign in to auth\.test/),
        expect.anything(),
      ]),
    );
  });

  it('is news to the removed phone where an app is left', async () => {
    const { client, phone } = await switchOn(server, await server.createUser());
    const { client: withApp } = await addApp(server, client);
    const { authenticators } = dataOf(await withApp.authenticators()).me;
    const [{ id } = { id: '' }] = authenticators.filter((one) => one.__typename === 'PhoneAuthenticator');
    dataOf(await withApp.removeAuthenticator(id));
    await eventually(() =>
      expect(noticesTo(phone)).toEqual([
        expect.stringContaining('no longer takes a code from this phone'),
        expect.stringContaining('can now be used'),
      ]),
    );
  });

  it('is in the outbox by ids alone, and not at all without a phone', async () => {
    const { phone, client } = await switchOn(server, await server.createUser());
    await addApp(server, client);
    await eventually(() => expect(noticesTo(phone)).toHaveLength(1));
    const em = server.app.orm.em.fork();
    const messages = () => em.find(OutboxMessage, { kind: 'phoneNotice' });
    const before = await messages();
    expect(before.length).toBeGreaterThan(0);
    for (const { payload } of before)
      expect(payload).toEqual({ notifiedPhoneId: expect.stringMatching(/^[\da-f-]{36}$/) });
    await switchOnWithApp(server, await server.createUser());
    expect(await messages()).toHaveLength(before.length);
  });

  it('is news ten times a day at most, except to an old number', async () => {
    const { client: first, phone } = await switchOn(server, await server.createUser());
    let client = first;
    for (let count = 0; count < 6; count++) {
      const added = await addApp(server, client);
      const { access } = dataOf(await added.client.removeAuthenticator(added.id)).removeAuthenticator;
      client = client.as(access);
    }
    dataOf(await client.disableTwoFactor());
    await eventually(() => expect(noticesTo(phone)[0]).toContain('no longer takes a code'));
    expect(noticesTo(phone)).toHaveLength(11);
  });

  it('says nothing when the change did not stand', async () => {
    const { client, phone } = await switchOn(server, await server.createUser());
    const { enrollment } = dataOf(await client.startAuthenticatorApp()).startAuthenticatorApp;
    await client.confirmAuthenticatorApp(enrollment, '000000');
    const other = newPhone();
    dataOf(await client.verifyPhone(other));
    dataOf(await client.registerPhone(other, server.messageTo(other).code));
    await eventually(() => expect(noticesTo(phone)).toEqual([expect.stringContaining('another phone')]));
  });

  describe('of a user with a confirmed address', () => {
    const confirmed = async () => {
      const { username, password, email, pair } = await registerUser(server);
      const user = await server.app.users.findByUsername(username, server.app.orm.em.fork());
      return { email, client: server.client().as(pair.access), user: { user, username, password } };
    };
    /** The first words that tell one mail from another, newest first, without the mail of the registration. */
    const newsTo = async (email: string) =>
      (await mailsTo(server, email)).map(({ text }) => text.split('\n')[0] ?? '').slice(0, -1);

    it('is mailed: an app was added, codes were made, and everything was switched off', async () => {
      const { email, client } = await confirmed();
      const { client: withApp } = await addApp(server, client);
      dataOf(await withApp.generateRecoveryCodes());
      dataOf(await withApp.disableTwoFactor());
      expect(await newsTo(email)).toEqual([
        expect.stringContaining('no longer has a second factor'),
        expect.stringContaining('New recovery codes were made'),
        expect.stringContaining('An authenticator app can now be used'),
      ]);
      const em = server.app.orm.em.fork();
      const mails = await em.find(OutboxMessage, { kind: 'changeMail' });
      expect(mails.length).toBeGreaterThanOrEqual(3);
      for (const { payload } of mails)
        expect(payload).toEqual({ pendingChangeId: expect.stringMatching(/^[\da-f-]{36}$/) });
    });

    it('is mailed: a recovery code was used', async () => {
      const { email, client, user } = await confirmed();
      const { client: withApp } = await addApp(server, client);
      const [code = ''] = dataOf(await withApp.generateRecoveryCodes()).generateRecoveryCodes.codes;
      const { challenge } = requiredOf(
        dataOf(await server.client().obtainToken(user.username, user.password)).obtainToken,
      );
      dataOf(await server.client().verifyTwoFactorToken({ challenge, token: code }));
      expect((await newsTo(email))[0]).toContain('A recovery code was used');
    });

    it('is mailed and sent: the first phone, another one, and none while an app is left', async () => {
      const { email, user } = await confirmed();
      const { client, phone } = await switchOn(server, user);
      const other = newPhone();
      dataOf(await client.verifyPhone(other));
      const pair = pairOf(
        dataOf(await client.registerPhone(other, server.messageTo(other).code)).registerPhone,
      );
      const { client: withApp } = await addApp(server, client.as(pair.access));
      const { authenticators } = dataOf(await withApp.authenticators()).me;
      const [{ id } = { id: '' }] = authenticators.filter((one) => one.__typename === 'PhoneAuthenticator');
      dataOf(await withApp.removeAuthenticator(id));
      expect(await newsTo(email)).toEqual([
        expect.stringContaining('The phone was removed'),
        expect.stringContaining('An authenticator app can now be used'),
        expect.stringContaining('now go to another phone'),
        expect.stringContaining('now takes a code that goes to a phone'),
      ]);
      await eventually(() => expect(noticesTo(phone)).toHaveLength(1));
    });

    it('is mailed ten times a day at most', async () => {
      const { email, client: first } = await confirmed();
      const { client } = await addApp(server, first);
      for (let count = 0; count < 11; count++) dataOf(await client.generateRecoveryCodes());
      expect(await newsTo(email)).toHaveLength(10);
    });
  });
});
