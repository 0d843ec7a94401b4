import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, pairOf, requiredOf } from '../setup/client.js';
import { newPhone, startServer, type TestServer } from '../setup/server.js';

/** The flows of the sample this server descends from, each as the operation that took its place. */
describe('the flows of the original', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  /** A user whose second factor is on. */
  async function guardedUser() {
    const client = server.client();
    const { username, password, user } = await server.createUser();
    const { access } = pairOf((await client.obtainToken(username, password)).data?.obtainToken);
    const phone = newPhone();
    await client.as(access).verifyPhone(phone);
    const registered = await client.as(access).registerPhone(phone, server.messageTo(phone).code);
    return { client, username, password, phone, user, pair: pairOf(registered.data?.registerPhone) };
  }

  it('signs in with a password while the second factor is off', async () => {
    const { username, password } = await server.createUser();
    const { data } = await server.client().obtainToken(username, password);
    const pair = pairOf(data?.obtainToken);
    const me = await server.client().as(pair.access).me();
    expect(me.data?.me).toMatchObject({ username, twoFactorEnabled: false, phone: null });
  });

  it('sends a six-digit code to the phone that is to be proven', async () => {
    const client = server.client();
    const { username, password } = await server.createUser();
    const { access } = pairOf((await client.obtainToken(username, password)).data?.obtainToken);
    const phone = newPhone();
    const { data } = await client.as(access).verifyPhone(phone);
    expect(data?.verifyPhone).toMatchObject({
      __typename: 'TwoFactorRequired',
      purpose: 'REGISTER_PHONE',
      attemptsLeft: 5,
      delivery: { channel: 'SMS', codeLength: 6, destination: `+48 ••• ••• •${phone.slice(-2)}` },
    });
    expect(server.messageTo(phone)).toMatchObject({
      to: phone,
      channel: 'sms',
      code: expect.stringMatching(/^\d{6}$/),
    });
  });

  it('stores the proven phone and returns a fresh pair', async () => {
    const { client, pair, phone } = await guardedUser();
    const me = await client.as(pair.access).me();
    expect(me.data?.me).toMatchObject({ phone, twoFactorEnabled: true });
  });

  it('asks for a code once the second factor is on, and sends it', async () => {
    const { client, username, password, phone } = await guardedUser();
    const { data } = await client.obtainToken(username, password);
    const required = requiredOf(data?.obtainToken);
    expect(required.message).toContain(required.delivery.destination);
    expect(server.messagesTo(phone)).toHaveLength(2);
  });

  it('signs in with the code and the challenge', async () => {
    const { client, username, password, phone, user } = await guardedUser();
    const { challenge } = requiredOf((await client.obtainToken(username, password)).data?.obtainToken);
    const { data } = await client.verifyTwoFactorToken({ challenge, token: server.messageTo(phone).code });
    const { access } = pairOf(data?.verifyTwoFactorToken);
    expect((await client.as(access).me()).data?.me).toMatchObject({ id: user.id });
  });

  it('signs in with the code and the credentials, for a client that keeps nothing', async () => {
    const { client, username, password, phone } = await guardedUser();
    await client.obtainToken(username, password);
    const token = server.messageTo(phone).code;
    const { data } = await client.verifyTwoFactorToken({ username, password, token });
    expect(pairOf(data?.verifyTwoFactorToken).access).toEqual(expect.any(String));
  });

  it('asks a user without second factor for no code', async () => {
    const { username, password } = await server.createUser();
    const response = await server.client().verifyTwoFactorToken({ username, password, token: '123456' });
    expect(codeOf(response)).toBe('TWO_FACTOR_NOT_ENABLED');
  });

  it('swaps a refresh token for the next pair', async () => {
    const { client, pair } = await guardedUser();
    const { data } = await client.refreshToken(pair.refresh);
    const next = pairOf(data?.refreshToken);
    expect(next.refresh).not.toBe(pair.refresh);
    expect((await client.as(next.access).me()).data?.me).toMatchObject({ twoFactorEnabled: true });
  });

  it('shows users to staff, one or all', async () => {
    const staff = await server.createUser({ isStaff: true });
    const other = await server.createUser({ email: 'ada@example.com' });
    const client = server.client();
    const { access } = pairOf((await client.obtainToken(staff.username, staff.password)).data?.obtainToken);
    const { data } = await client
      .as(access)
      .query(
        'query ($id: ID!, $search: String) { user(id: $id) { username } users(search: $search) { totalCount edges { node { email } } } }',
        {
          id: other.user.id,
          search: 'ADA@example',
        },
      );
    expect(data).toMatchObject({
      user: { username: other.username },
      users: { totalCount: 1, edges: [{ node: { email: 'ada@example.com' } }] },
    });
  });

  it('says PROVIDER_UNAVAILABLE when the provider cannot send', async () => {
    const client = server.client();
    const { username, password } = await server.createUser();
    const { access } = pairOf((await client.obtainToken(username, password)).data?.obtainToken);
    expect(codeOf(await client.as(access).verifyPhone('+48501230005'))).toBe('PROVIDER_UNAVAILABLE');
  });
});
