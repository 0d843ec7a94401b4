import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  memoryStorage,
  rememberedDevices,
  type TokenStorage,
  TrustedDevicesDocument,
} from '../../../client/index.js';
import { type App, switchOnWithApp } from '../../setup/factors/authenticator-app.js';
import { startServer, type TestServer, type TestUser } from '../../setup/server.js';
import { createPerson } from '../harness.js';

const STEP_UP_SECONDS = 301;

describe('remembered devices of the client', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  async function createGuarded() {
    const user = await server.createUser();
    return { user, ...(await switchOnWithApp(server, user)) };
  }

  /** A page of a browser, whose user has just signed in with the app. */
  async function createSignedIn(
    { user, app }: { user: TestUser; app: App },
    storage: TokenStorage = memoryStorage(),
  ) {
    const person = createPerson(server, { devices: rememberedDevices(storage) });
    await person.auth.signIn(user);
    await person.auth.submitCode(app.codeAt(server.now()));
    server.passSeconds(30);
    return { ...person, devices: storage };
  }

  async function createRemembered() {
    const guarded = await createGuarded();
    const person = await createSignedIn(guarded);
    await person.auth.rememberDevice({ name: 'Laptop' });
    return { ...guarded, ...person };
  }

  const pageOf = (storage: TokenStorage) => createPerson(server, { devices: rememberedDevices(storage) });

  it('need the password alone, also after a reload and a sign-out', async () => {
    const { auth, user, devices } = await createRemembered();
    await auth.signOut();
    const { auth: reloaded } = pageOf(devices);
    const signedIn = reloaded.signIn({ ...user, username: ` ${user.username.toUpperCase()}` });
    expect(await signedIn).toMatchObject({ step: 'signedIn', userId: user.user.id });
  });

  it('are named in the state, as in the list of the user', async () => {
    const { auth } = await createRemembered();
    const { me } = await auth.request(TrustedDevicesDocument, {});
    expect(me?.trustedDevices).toMatchObject([{ name: 'Laptop' }]);
    expect(auth.getState()).toMatchObject({ step: 'signedIn', deviceId: me?.trustedDevices[0]?.id });
  });

  it('send their token with the password, and with nothing else', async () => {
    const { auth, user, wire } = await createRemembered();
    const headers: (string | null)[] = [];
    wire.watch((request) => headers.push(request.headers.get('x-trusted-device')));
    await auth.request(TrustedDevicesDocument, {});
    await auth.signOut();
    await auth.signIn(user);
    await auth.request(TrustedDevicesDocument, {});
    expect(headers).toEqual([null, null, expect.stringMatching(/^[\w-]{40,}$/), null]);
  });

  it('are of one user each', async () => {
    const storage = memoryStorage();
    const [ada, eve] = [await createGuarded(), await createGuarded()];
    for (const guarded of [ada, eve]) await (await createSignedIn(guarded, storage)).auth.rememberDevice();
    const third = await createGuarded();
    const { auth } = pageOf(storage);
    expect(await auth.signIn(ada.user)).toMatchObject({ step: 'signedIn', userId: ada.user.user.id });
    expect(await auth.signIn(eve.user)).toMatchObject({ step: 'signedIn', userId: eve.user.user.id });
    expect(await auth.signIn(third.user)).toMatchObject({ step: 'needsCode' });
  });

  it('are forgotten here and on the server, for this user alone', async () => {
    const { auth, user, devices, client } = await createRemembered();
    const other = await createGuarded();
    await (await createSignedIn(other, devices)).auth.rememberDevice();
    const left = await auth.forgetDevice();
    expect(left).toEqual({ step: 'signedIn', persisted: false, userId: user.user.id });
    expect((await client.trustedDevices()).data?.me.trustedDevices).toEqual([]);
    const { auth: reloaded } = pageOf(devices);
    expect(await reloaded.signIn(user)).toMatchObject({ step: 'needsCode' });
    expect(await reloaded.signIn(other.user)).toMatchObject({ step: 'signedIn' });
  });

  it('are forgotten here even if the server cannot be reached', async () => {
    const { auth, wire, devices } = await createRemembered();
    wire.once('revokeTrustedDevice', () => Promise.reject(new TypeError('failed')));
    await expect(auth.forgetDevice()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(devices.read()).toBeNull();
    expect(auth.getState()).not.toHaveProperty('deviceId');
  });

  it('are dropped when the server asks for the factor again', async () => {
    const { user, client, devices } = await createRemembered();
    await client.revokeTrustedDevices();
    const { auth } = pageOf(devices);
    expect(await auth.signIn(user)).toMatchObject({ step: 'needsCode' });
    expect(devices.read()).toBeNull();
  });

  it('stay when the password was wrong', async () => {
    const { user, devices } = await createRemembered();
    const { auth } = pageOf(devices);
    const wrong = auth.signIn({ ...user, password: 'a wrong password' });
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await auth.signIn(user)).toMatchObject({ step: 'signedIn' });
  });

  it('take the place of the one before, and need a recent factor', async () => {
    const { auth, app, client } = await createRemembered();
    server.passSeconds(STEP_UP_SECONDS);
    await expect(auth.rememberDevice()).rejects.toMatchObject({ code: 'REAUTHENTICATION_REQUIRED' });
    await auth.stepUp();
    await auth.submitCode(app.codeAt(server.now()));
    const before = await client.trustedDevices().then(({ data }) => data?.me.trustedDevices[0]?.id);
    const { deviceId } = (await auth.rememberDevice({ name: 'Laptop again' })) as { deviceId?: string };
    expect(deviceId).not.toBe(before);
    const { me } = await auth.request(TrustedDevicesDocument, {});
    expect(me?.trustedDevices).toMatchObject([{ id: deviceId, name: 'Laptop again' }]);
  });

  it('ignore what another program left in their storage', async () => {
    const { user } = await createGuarded();
    const storage = memoryStorage();
    for (const text of ['{', '"text"', '[{}]', '[{"url":"x","token":"a\\nb"}]', 'null']) {
      storage.write(text);
      expect(await pageOf(storage).auth.signIn(user)).toMatchObject({ step: 'needsCode' });
    }
  });

  it('are not there in a client without them', async () => {
    const { auth } = createPerson(server);
    await expect(auth.rememberDevice()).rejects.toMatchObject({ code: 'DEVICES_UNAVAILABLE' });
  });
});
