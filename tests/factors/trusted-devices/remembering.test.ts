import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { hashSecret, randomSecret } from '../../../src/core/secrets.js';
import { TrustedDevice } from '../../../src/factors/trusted-devices/trusted-device.entity.js';
import { switchOnWithApp } from '../../setup/factors/authenticator-app.js';
import { codeOf, dataOf, extensionsOf, pairOf } from '../../setup/client.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { signInWith, withTrustedDevice } from '../../setup/factors/trusted-devices.js';

const DAY = 86_400;

describe('remembering devices', () => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  it('is off for staff, also for those who became staff later', async () => {
    server = await startServer();
    const staff = await server.createUser({ isStaff: true });
    const { client } = await switchOnWithApp(server, staff);
    const { errors } = await client.trustDevice();
    expect(errors?.[0]).toMatchObject({
      message: 'This server does not remember devices of your account.',
      extensions: { code: 'FORBIDDEN' },
    });

    const later = await withTrustedDevice(server);
    await server.app.admin.grantStaff(later.user.user, server.app.orm.em.fork());
    expect(await signInWith(server, later.token, later.user)).toBe('TwoFactorRequired');
    expect(dataOf(await later.client.trustedDevices()).me.trustedDevices).toEqual([]);
  });

  it('is shorter for staff where that is configured, also at use', async () => {
    server = await startServer({ REMEMBER_DEVICE_STAFF: '1d' });
    const { user, token, client } = await withTrustedDevice(server);
    await server.app.admin.grantStaff(user.user, server.app.orm.em.fork());
    expect(await signInWith(server, token, user)).toBe('TokenPair');
    const [device] = dataOf(await client.trustedDevices()).me.trustedDevices;
    expect(Date.parse(device?.expiresAt ?? '') - Date.parse(device?.createdAt ?? '')).toBe(DAY * 1000);
    server.passSeconds(DAY);
    expect(await signInWith(server, token, user)).toBe('TwoFactorRequired');
  });

  it('is no session with a second factor for what staff may do', async () => {
    server = await startServer({ REMEMBER_DEVICE_STAFF: '1d', TWO_FACTOR_POLICY: 'staff' });
    const staff = await server.createUser({ isStaff: true });
    const { client } = await switchOnWithApp(server, staff);
    const { token } = dataOf(await client.trustDevice()).trustDevice;
    const device = server.client().remembered(token);
    const { access } = pairOf(dataOf(await device.obtainToken(staff.username, staff.password)).obtainToken);
    const response = await device.as(access).query('{ users { totalCount } }');
    expect(extensionsOf(response)?.code).toBe('REAUTHENTICATION_REQUIRED');
  });

  it('opens a full session where everybody needs a second factor', async () => {
    server = await startServer({ TWO_FACTOR_POLICY: 'required' });
    const { user, token } = await withTrustedDevice(server);
    const device = server.client().remembered(token);
    const { access } = pairOf(dataOf(await device.obtainToken(user.username, user.password)).obtainToken);
    expect(decodeJwt(access)['scope']).toBeUndefined();
    expect(codeOf(await device.as(access).query('mutation { revokeOtherSessions }'))).toBeUndefined();
  });

  it('ends for all when it is switched off', async () => {
    server = await startServer({ REMEMBER_DEVICE: '0' });
    const user = await server.createUser();
    const { client } = await switchOnWithApp(server, user);
    expect(codeOf(await client.trustDevice())).toBe('FORBIDDEN');
    // One that was remembered before.
    const token = randomSecret();
    const [createdAt, expiresAt] = [server.now(), new Date(server.now().getTime() + DAY * 1000)];
    await server.app.orm.em.fork().insert(TrustedDevice, {
      ...{ id: randomUUID(), user: user.user.id, tokenHash: hashSecret(token), name: 'Old' },
      ...{ createdAt, expiresAt },
    });
    expect(await signInWith(server, token, user)).toBe('TwoFactorRequired');
    expect(dataOf(await client.trustedDevices()).me.trustedDevices).toEqual([]);
  });
});
