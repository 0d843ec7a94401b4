import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { addApp, switchOnWithApp } from '../setup/factors/authenticator-app.js';
import { type Client, codeOf, dataOf, extensionsOf, type Pair, requiredOf } from '../setup/client.js';
import { newPhone, startServer, type TestServer, type TestUser } from '../setup/server.js';
import { otherThan, signIn, switchOn } from '../setup/flows.js';
import { watchProvider } from '../setup/provider.js';

interface Claims {
  sid: string;
  auth_time: number;
  amr: string[];
  acr: string;
}

const AAL1 = { code: 'REAUTHENTICATION_REQUIRED', acrValues: 'aal1', maxAge: 300 };
const AAL2 = { code: 'REAUTHENTICATION_REQUIRED', acrValues: 'aal2', maxAge: 300 };

describe('a step-up', () => {
  let server: TestServer;
  let isDown: boolean;

  beforeAll(async () => {
    server = await startServer();
    watchProvider(server, () =>
      isDown ? Promise.resolve({ status: 500, headers: {}, body: '{}' }) : undefined,
    );
  });
  beforeEach(() => void (isDown = false));
  afterAll(() => server.close());

  async function later(client: Client, { refresh }: Pair, seconds = 301) {
    server.passSeconds(seconds);
    const pair = dataOf(await server.client().refreshToken(refresh)).refreshToken;
    return { client: client.as(pair.access), pair };
  }

  /** A user with an app, signed in more than five minutes ago. */
  async function signedInEarlier() {
    const user = await server.createUser();
    const { client, pair, app } = await switchOnWithApp(server, user);
    return { user, app, ...(await later(client, pair)) };
  }

  const request = async (client: Client) => dataOf(await client.requestStepUp()).requestStepUp;
  const verify = async (client: Client, challenge: string, token: string) =>
    dataOf(await client.verifyTwoFactorToken({ challenge, token })).verifyTwoFactorToken;

  /** The second step of a sign-in by an app. */
  async function signInWithApp({ username, password }: TestUser, code: string) {
    const client = server.client();
    const { challenge } = requiredOf(dataOf(await client.obtainToken(username, password)).obtainToken);
    const pair = await verify(client, challenge, code);
    return { client: client.as(pair.access), pair };
  }

  it('keeps the session, and adds what was proved to its tokens', async () => {
    const user = await server.createUser();
    const { client: first, phone } = await switchOn(server, user);
    const { client: both, app } = await addApp(server, first);
    dataOf(await both.preferTwoFactorMethod('AUTHENTICATOR_APP'));
    const { client, pair } = await signInWithApp(user, app.codeAt(server.now()));
    const before = decodeJwt<Claims>(pair.access);
    expect(before.amr).not.toContain('sms');
    server.passSeconds(90);

    const { challenge, purpose, delivery } = await request(client);
    expect({ purpose, delivery }).toEqual({ purpose: 'STEP_UP', delivery: null });
    dataOf(await client.resendTwoFactorToken(challenge, 'SMS'));
    const confirmed = await verify(client, challenge, server.messageTo(phone).code);
    const after = decodeJwt<Claims>(confirmed.access);
    expect(after.sid).toBe(before.sid);
    expect(after.auth_time).toBeGreaterThanOrEqual(before.auth_time + 90);
    expect(after.acr).toBe('aal2');
    expect(new Set(after.amr)).toEqual(new Set(['pwd', 'otp', 'sms', 'mfa']));
    expect(confirmed.refresh).not.toBe(pair.refresh);
    const next = dataOf(await client.refreshToken(confirmed.refresh)).refreshToken;
    expect(decodeJwt<Claims>(next.access)).toMatchObject({
      ...{ sid: before.sid, auth_time: after.auth_time, acr: 'aal2' },
    });
  });

  it('replaces the refresh token: the old one ends the session once ten seconds have passed', async () => {
    const { client, pair, app } = await signedInEarlier();
    const { challenge } = await request(client);
    const confirmed = await verify(client, challenge, app.codeAt(server.now()));
    expect(codeOf(await client.refreshToken(pair.refresh))).toBe('TOKEN_INVALID');
    expect(codeOf(await client.as(confirmed.access).authenticators())).toBeUndefined();
    server.passSeconds(11);
    expect(codeOf(await client.refreshToken(pair.refresh))).toBe('TOKEN_REUSED');
    expect(codeOf(await server.client().refreshToken(confirmed.refresh))).toBe('TOKEN_INVALID');
  });

  it('belongs to its session: nobody else completes it, or uses anything up', async () => {
    const { client, user, app } = await signedInEarlier();
    const { client: second } = await signInWithApp(user, app.codeAt(server.now()));
    server.passSeconds(30);
    const { client: other } = await signIn(server, await server.createUser());
    const { challenge, attemptsLeft } = await request(client);
    const token = app.codeAt(server.now());
    for (const stranger of [second, other, server.client()])
      for (const typed of [token, otherThan(token)])
        expect(codeOf(await stranger.verifyTwoFactorToken({ challenge, token: typed }))).toBe(
          'UNAUTHENTICATED',
        );
    const wrong = await client.verifyTwoFactorToken({ challenge, token: otherThan(token) });
    expect(extensionsOf(wrong)?.attemptsLeft).toBe(attemptsLeft - 1);
    await verify(client, challenge, token);
  });

  it('is what a further factor needs, and what the error asks for', async () => {
    const { client, app } = await signedInEarlier();
    const phone = newPhone();
    expect(extensionsOf(await client.startAuthenticatorApp())).toMatchObject(AAL2);
    expect(extensionsOf(await client.verifyPhone(phone))).toMatchObject(AAL2);
    expect(extensionsOf(await client.disableTwoFactor())).toMatchObject(AAL2);
    const { challenge } = await request(client);
    const { access } = await verify(client, challenge, app.codeAt(server.now()));
    expect(codeOf(await client.startAuthenticatorApp())).toBe('REAUTHENTICATION_REQUIRED');
    dataOf(await client.as(access).startAuthenticatorApp());
    dataOf(await client.as(access).verifyPhone(phone));
  });

  it('is nothing for a user without a factor, whose first one needs a recent sign-in', async () => {
    const user = await server.createUser();
    const { client: fresh, pair } = await signIn(server, user);
    expect(codeOf(await fresh.requestStepUp())).toBe('TWO_FACTOR_NOT_ENABLED');
    const { client } = await later(fresh, pair);
    expect(extensionsOf(await client.verifyPhone(newPhone()))).toMatchObject(AAL1);
    expect(extensionsOf(await client.startAuthenticatorApp())).toMatchObject(AAL1);
    const { client: again } = await signIn(server, user);
    dataOf(await again.startAuthenticatorApp());
    dataOf(await again.verifyPhone(newPhone()));
  });

  it('sends one message, however often it is asked for', async () => {
    const { client: fresh, pair, phone } = await switchOn(server, await server.createUser());
    const { client } = await later(fresh, pair);
    const sent = server.messagesTo(phone).length;
    const { delivery } = await request(client);
    const { challenge } = await request(client);
    expect(server.messagesTo(phone)).toHaveLength(sent + 1);
    expect(delivery.channel).toBe('SMS');
    await verify(client, challenge, server.messageTo(phone).code);
  });

  it('does not bring back a session that ended meanwhile', async () => {
    const { client, pair, app } = await signedInEarlier();
    const { challenge } = await request(client);
    dataOf(await client.revokeToken(pair.refresh));
    const late = await client.verifyTwoFactorToken({ challenge, token: app.codeAt(server.now()) });
    expect(codeOf(late)).toBe('UNAUTHENTICATED');
  });

  it('gives one pair for twenty right codes at once, and ends nothing', async () => {
    const { client, app } = await signedInEarlier();
    const { challenge } = await request(client);
    const token = app.codeAt(server.now());
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => client.verifyTwoFactorToken({ challenge, token })),
    );
    const given = responses.filter((response) => codeOf(response) === undefined);
    expect(given).toHaveLength(1);
    const [pair] = given.map((response) => dataOf(response).verifyTwoFactorToken);
    dataOf(await client.refreshToken(String(pair?.refresh)));
  });

  it('goes on with the app while messages cannot be sent, as a sign-in does', async () => {
    const user = await server.createUser();
    const { client: first } = await switchOn(server, user);
    const { client, app } = await addApp(server, first);
    isDown = true;
    const anonymous = server.client();
    const required = requiredOf(
      dataOf(await anonymous.obtainToken(user.username, user.password)).obtainToken,
    );
    expect(required).toMatchObject({
      delivery: null,
      methods: [{ kind: 'PHONE' }, { kind: 'AUTHENTICATOR_APP' }],
    });
    await verify(anonymous, required.challenge, app.codeAt(server.now()));
    server.passSeconds(30);
    const { challenge, delivery } = await request(client);
    expect(delivery).toBeNull();
    await verify(client, challenge, app.codeAt(server.now()));
  });
});
