import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboxMessage } from '../../../src/outbox/outbox-message.entity.js';
import { addApp, switchOnWithApp } from '../../setup/authenticator-app.js';
import { dataOf } from '../../setup/client.js';
import { eventually } from '../../setup/eventually.js';
import { switchOn } from '../../setup/flows.js';
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
});
