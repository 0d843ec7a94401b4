import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { User } from '../../../src/accounts/user.entity.js';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { hashSecret, randomSecret } from '../../../src/core/secrets.js';
import { TrustedDevice } from '../../../src/factors/trusted-devices/trusted-device.entity.js';
import { addApp, switchOnWithApp } from '../../setup/factors/authenticator-app.js';
import { codeOf, dataOf, extensionsOf, pairOf, requiredOf } from '../../setup/client.js';
import { signIn, switchOn } from '../../setup/flows.js';
import { begin, recover } from '../../setup/factors/recovery-codes.js';
import { newPhone, PASSWORD, startServer, type TestServer } from '../../setup/server.js';
import { signInWith, type Trusting, withTrustedDevice } from '../../setup/factors/trusted-devices.js';

const DAY = 86_400;
const NEW_PASSWORD = 'another long password';

describe('a remembered device', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  const em = () => server.app.orm.em.fork();
  const eventsOf = async (userId: string, type: SecurityEvent['type']) =>
    (await em().find(SecurityEvent, { userId, type }, { orderBy: { id: 'asc' } })).map(
      ({ reason }) => reason ?? null,
    );

  it('signs in with the password alone, again and again, and never counts as a second factor', async () => {
    const { user, token } = await withTrustedDevice(server);
    for (let times = 0; times < 2; times++) {
      const client = server.client().remembered(token);
      const { access, recoveryCode } = pairOf(
        dataOf(await client.obtainToken(user.username, user.password)).obtainToken,
      );
      expect(decodeJwt(access)).toMatchObject({ amr: ['pwd'], acr: 'aal1' });
      expect(recoveryCode).toBeNull();
      const signedIn = client.as(access);
      for (const refused of [
        await signedIn.disableTwoFactor(),
        await signedIn.startAuthenticatorApp(),
        await signedIn.trustDevice(),
        await signedIn.generateRecoveryCodes(),
        await signedIn.changePassword(PASSWORD, NEW_PASSWORD),
      ])
        expect(extensionsOf(refused)).toMatchObject({
          code: 'REAUTHENTICATION_REQUIRED',
          acrValues: 'aal2',
          maxAge: 300,
        });
    }
    expect(await eventsOf(user.user.id, 'deviceTrusted')).toEqual([null]);
    expect((await eventsOf(user.user.id, 'signedIn')).filter((reason) => reason)).toEqual([
      'trustedDevice',
      'trustedDevice',
    ]);
    // A session opened at once: nothing waits for a second factor.
    expect(await eventsOf(user.user.id, 'passwordAccepted')).toEqual([]);
  });

  it('sends no message', async () => {
    const user = await server.createUser();
    const { client, phone } = await switchOn(server, user);
    const { token } = dataOf(await client.trustDevice()).trustDevice;
    const sent = server.messagesTo(phone).length;
    expect(await signInWith(server, token, user)).toBe('TokenPair');
    expect(server.messagesTo(phone)).toHaveLength(sent);
  });

  it('needs the right password, counted as any other', async () => {
    const { user, token } = await withTrustedDevice(server);
    const wrong = { ...user, password: 'wrong horse battery' };
    expect(await signInWith(server, token, wrong)).toBe('INVALID_CREDENTIALS');
    const counted = await Promise.all(Array.from({ length: 12 }, () => signInWith(server, token, wrong)));
    expect(counted.filter((code) => code === 'RATE_LIMITED')).toHaveLength(3);
  });

  it('is known by its hash, and its token is in no log', async () => {
    const { user, token } = await withTrustedDevice(server);
    await signInWith(server, token, user);
    const rows = await em().find(TrustedDevice, { user: user.user.id });
    expect(rows.map(({ tokenHash }) => tokenHash)).toEqual([hashSecret(token)]);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(server.log()).not.toContain(token);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('of another user, an unknown one and other texts change nothing', async () => {
    const { user, token } = await withTrustedDevice(server);
    const other = await withTrustedDevice(server);
    for (const sent of [
      other.token,
      randomSecret(),
      '',
      'x',
      `${token}x`,
      'x'.repeat(5000),
      `${token}, ${token}`,
    ])
      expect([sent, await signInWith(server, sent, user)]).toEqual([sent, 'TwoFactorRequired']);
    const [row] = await em().find(TrustedDevice, { user: other.user.user.id });
    expect(row?.lastUsedAt).toBeNull();
  });

  it('copied to the row of another user is of that user alone', async () => {
    const { user, token } = await withTrustedDevice(server);
    const other = await withTrustedDevice(server);
    await em().nativeUpdate(TrustedDevice, { tokenHash: hashSecret(token) }, { user: other.user.user.id });
    expect(await signInWith(server, token, user)).toBe('TwoFactorRequired');
  });

  it('is ignored in every other step', async () => {
    const { user, app, client, token } = await withTrustedDevice(server);
    const device = server.client().remembered(token);
    // The second step by credentials needs its code.
    await begin(server.client(), user);
    const { username, password } = user;
    const typed = { username, password, token: '111111', kind: 'AUTHENTICATOR_APP' };
    expect(codeOf(await device.verifyTwoFactorToken(typed))).toBe('INVALID_TWO_FACTOR_TOKEN');
    const right = { ...typed, token: app.codeAt(server.now()) };
    const { access } = pairOf(dataOf(await device.verifyTwoFactorToken(right)).verifyTwoFactorToken);
    expect(decodeJwt(access)['amr']).toEqual(['pwd', 'otp', 'mfa']);
    requiredOf(dataOf(await client.requestStepUp()).requestStepUp);
    expect((await device.me()).data?.me).toBeNull();
    const [row] = await em().find(TrustedDevice, { user: user.user.id });
    expect(row?.lastUsedAt).toBeNull();
  });

  it('is for a user without a second factor what no header is', async () => {
    const { token } = await withTrustedDevice(server);
    const plain = await server.createUser();
    expect(await signInWith(server, token, plain)).toBe('TokenPair');
    const { client } = await signIn(server, plain);
    expect(codeOf(await client.trustDevice())).toBe('TWO_FACTOR_NOT_ENABLED');
    expect(codeOf(await server.client().trustDevice())).toBe('UNAUTHENTICATED');
  });

  it('is remembered only after a second factor of the last five minutes', async () => {
    const user = await server.createUser();
    const { pair } = await switchOnWithApp(server, user);
    server.passSeconds(301);
    const { access } = dataOf(await server.client().refreshToken(pair.refresh)).refreshToken;
    expect(codeOf(await server.client().as(access).trustDevice())).toBe('REAUTHENTICATION_REQUIRED');
  });

  it('is not remembered by a session that a recovery code opened', async () => {
    const user = await server.createUser();
    const { client } = await switchOnWithApp(server, user);
    const { codes } = dataOf(await client.generateRecoveryCodes()).generateRecoveryCodes;
    const recovered = await recover(server, user, codes[0]);
    expect(codeOf(await recovered.client.trustDevice())).toBe('REAUTHENTICATION_REQUIRED');
  });

  it('is forgotten after thirty days, whether used or not', async () => {
    const { user, token } = await withTrustedDevice(server);
    server.passSeconds(20 * DAY);
    expect(await signInWith(server, token, user)).toBe('TokenPair');
    server.passSeconds(9 * DAY);
    expect(await signInWith(server, token, user)).toBe('TokenPair');
    server.passSeconds(DAY);
    expect(await signInWith(server, token, user)).toBe('TwoFactorRequired');
  });

  it('is forgotten on the day that the response named, if the setting is longer now', async () => {
    const { user, token } = await withTrustedDevice(server);
    const expiresAt = new Date(server.now().getTime() + DAY * 1000);
    await em().nativeUpdate(TrustedDevice, { user: user.user.id }, { expiresAt });
    expect(await signInWith(server, token, user)).toBe('TokenPair');
    server.passSeconds(DAY);
    expect(await signInWith(server, token, user)).toBe('TwoFactorRequired');
  });

  it('signs in before or after a new password that comes at the same time, and leaves no session', async () => {
    const { user, client, token } = await withTrustedDevice(server);
    const logins = Array.from({ length: 8 }, () =>
      server.client().remembered(token).obtainToken(user.username, user.password),
    );
    const [changed, ...results] = await Promise.all([
      client.changePassword(PASSWORD, NEW_PASSWORD),
      ...logins,
    ]);
    const { access } = dataOf(changed).changePassword;
    for (const { errors = [] } of results)
      expect(['INVALID_CREDENTIALS', undefined]).toContain(errors[0]?.extensions.code);
    const { sessions } = dataOf(await client.as(access).sessions()).me;
    expect(sessions.map(({ isCurrent }) => isCurrent)).toEqual([true]);
    expect(await em().count(TrustedDevice, { user: user.user.id })).toBe(0);
  });

  it('signs in while the second factor is locked: nobody guesses its token', async () => {
    const { user, token } = await withTrustedDevice(server);
    await em().nativeUpdate(User, { id: user.user.id }, { wrongCodesInRow: 100 });
    expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBe('FORBIDDEN');
    expect(await signInWith(server, token, user)).toBe('TokenPair');
    expect((await em().findOneOrFail(User, { id: user.user.id })).wrongCodesInRow).toBe(100);
  });

  const otherPassword = { password: NEW_PASSWORD };
  it.each<[string, (trusting: Trusting) => Promise<object | undefined>]>([
    [
      'a new password',
      async ({ client }) => {
        dataOf(await client.changePassword(PASSWORD, NEW_PASSWORD));
        return otherPassword;
      },
    ],
    [
      'a new password by staff',
      async ({ user }) => {
        await server.app.admin.setPassword(user.user, NEW_PASSWORD, em());
        return otherPassword;
      },
    ],
    ['another app', ({ client }) => addApp(server, client).then(() => undefined)],
    [
      'a phone',
      async ({ client }) => {
        const phone = newPhone();
        dataOf(await client.verifyPhone(phone));
        dataOf(await client.registerPhone(phone, server.messageTo(phone).code));
      },
    ],
    [
      'the removal of a factor',
      async ({ client, id }) => {
        const added = await addApp(server, client);
        // Forgotten already: another one, so that the removal has something to forget.
        const { token } = dataOf(await added.client.trustDevice()).trustDevice;
        dataOf(await added.client.removeAuthenticator(id));
        return { token };
      },
    ],
    [
      'the end of the second factor, and its return',
      async ({ client }) => {
        const { access } = dataOf(await client.disableTwoFactor()).disableTwoFactor;
        await addApp(server, client.as(access));
      },
    ],
    [
      'deactivation, and activation',
      async ({ user }) => {
        await server.app.admin.setActive(user.user, false, em());
        await server.app.admin.setActive(user.user, true, em());
      },
    ],
    [
      'a removal by hand',
      async ({ client }) => {
        const { trustedDevices } = dataOf(await client.trustedDevices()).me;
        const revoked = await client.revokeTrustedDevice(trustedDevices[0]?.id ?? '');
        expect(dataOf(revoked).revokeTrustedDevice).toBe(true);
      },
    ],
  ])('is forgotten after %s', async (_what, change) => {
    const trusting = await withTrustedDevice(server);
    const now = { ...trusting.user, token: trusting.token, ...(await change(trusting)) };
    expect(await signInWith(server, now.token, now)).toBe('TwoFactorRequired');
    expect(await em().count(TrustedDevice, { user: trusting.user.user.id })).toBe(0);
  });

  it('is in a list of its user, which says when it was used and which one asks', async () => {
    const { user, client, token } = await withTrustedDevice(server);
    const second = dataOf(await client.trustDevice(' Phone ')).trustDevice;
    expect(second.device).toMatchObject({ name: 'Phone', lastUsedAt: null });
    await signInWith(server, token, user);
    const { trustedDevices } = dataOf(await client.trustedDevices()).me;
    expect(trustedDevices).toEqual([
      { ...second.device, isCurrent: false },
      expect.objectContaining({ name: 'Laptop', isCurrent: true, lastUsedAt: expect.any(String) }),
    ]);
    const [{ createdAt, expiresAt } = { createdAt: '', expiresAt: '' }] = trustedDevices;
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(30 * DAY * 1000);
    expect(codeOf(await client.trustDevice(' '))).toBe('BAD_USER_INPUT');
  });

  it('of somebody else is neither shown nor forgotten', async () => {
    const { client } = await withTrustedDevice(server);
    const other = await withTrustedDevice(server);
    const { trustedDevices } = dataOf(await other.client.trustedDevices()).me;
    const id = trustedDevices[0]?.id ?? '';
    for (const foreign of [id, 'x', `${id}x`])
      expect(dataOf(await client.revokeTrustedDevice(foreign)).revokeTrustedDevice).toBe(false);
    expect(await signInWith(server, other.token, other.user)).toBe('TokenPair');

    const staff = await signIn(server, await server.createUser({ isStaff: true }));
    const seen = await staff.client.query(
      `{ user(id: "${other.user.user.id}") { username trustedDevices { id } } }`,
    );
    expect(codeOf(seen)).toBe('FORBIDDEN');
  });

  it('goes with all others at once, and each has an event', async () => {
    const { user, client, token } = await withTrustedDevice(server);
    dataOf(await client.trustDevice());
    expect(dataOf(await client.revokeTrustedDevices()).revokeTrustedDevices).toBe(2);
    expect(dataOf(await client.revokeTrustedDevices()).revokeTrustedDevices).toBe(0);
    expect(await eventsOf(user.user.id, 'deviceTrustRevoked')).toEqual([null, null]);
    expect(await signInWith(server, token, user)).toBe('TwoFactorRequired');
  });

  it('is one of twenty: the oldest is forgotten, also where many come at once', async () => {
    const { user, client, token } = await withTrustedDevice(server);
    server.passSeconds(1);
    const granted = await Promise.all(Array.from({ length: 22 }, () => client.trustDevice()));
    expect(granted.map(codeOf)).toEqual(granted.map(() => undefined));
    expect(await em().count(TrustedDevice, { user: user.user.id })).toBe(20);
    expect(await eventsOf(user.user.id, 'deviceTrustRevoked')).toEqual(Array(3).fill('tooManyDevices'));
    expect(await signInWith(server, token, user)).toBe('TwoFactorRequired');
  });

  it('is remembered a limited number of times, and recovery codes are made no more often', async () => {
    const limited = await startServer({ LIMIT_CHANGES_PER_USER: '3/1h' });
    const { client, user } = await withTrustedDevice(limited);
    dataOf(await client.generateRecoveryCodes());
    dataOf(await client.trustDevice());
    for (const refused of [await client.trustDevice(), await client.generateRecoveryCodes()])
      expect(extensionsOf(refused)).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 3600 });
    const written = await limited.app.orm.em.fork().count(SecurityEvent, {
      userId: user.user.id,
      type: { $in: ['deviceTrusted', 'recoveryCodesGenerated'] },
    });
    expect(written).toBe(3);
    dataOf(await (await withTrustedDevice(limited)).client.trustDevice());
    await limited.close();
  });

  it('is let through by a preflight', async () => {
    const { headers } = await fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-trusted-device',
      },
    });
    expect(headers.get('access-control-allow-headers')).toContain('x-trusted-device');
  });
});
