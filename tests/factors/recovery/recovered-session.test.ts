import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { User } from '../../../src/accounts/user.entity.js';
import { addApp } from '../../setup/factors/authenticator-app.js';
import { type Client, codeOf, dataOf, extensionsOf } from '../../setup/client.js';
import { switchOn } from '../../setup/flows.js';
import { recover, stepUp, withRecoveryCodes } from '../../setup/factors/recovery-codes.js';
import { newPhone, PASSWORD, startServer, type TestServer } from '../../setup/server.js';

const isRecovered = (access: string) => decodeJwt(access)['recovered'] === true;

describe('a session that a recovery code opened', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  async function recovered() {
    const prepared = await withRecoveryCodes(server);
    const [first = '', second = ''] = prepared.codes;
    return { ...prepared, ...(await recover(server, prepared.user, first)), second };
  }

  it('says so, and is as strong as any with a second factor', async () => {
    const { access } = (await recovered()).pair;
    expect(decodeJwt(access)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2', recovered: true });
  });

  it('adds a factor at once, and stays recovered after it', async () => {
    const { client } = await recovered();
    const { pair } = await addApp(server, client, 'New phone');
    expect(isRecovered(pair.access)).toBe(true);
  });

  it.each<[string, (client: Client, id: string) => Promise<{ errors?: unknown[] }>]>([
    ['remove an authenticator', (client, id) => client.removeAuthenticator(id)],
    ['switch the second factor off', (client) => client.disableTwoFactor()],
    ['make recovery codes', (client) => client.generateRecoveryCodes()],
  ])('cannot %s before a step-up with another factor', async (_what, act) => {
    const { client, id, app, second } = await recovered();
    const { client: added } = await addApp(server, client);
    const refusal = { code: 'REAUTHENTICATION_REQUIRED', acrValues: 'aal2', maxAge: 300 };
    expect(extensionsOf((await act(added, id)) as never)).toMatchObject(refusal);
    // A person who found one code may have found them all.
    const withCode = await stepUp(added, { token: second });
    expect(extensionsOf((await act(withCode, id)) as never)).toMatchObject(refusal);
    server.passSeconds(30);
    const token = app.codeAt(server.now());
    const confirmed = await stepUp(withCode, { token, kind: 'AUTHENTICATOR_APP' });
    dataOf((await act(confirmed, id)) as never);
  });

  it('cannot replace the phone before that', async () => {
    const user = await server.createUser();
    const { client: guarded, phone } = await switchOn(server, user);
    const { codes } = dataOf(await guarded.generateRecoveryCodes()).generateRecoveryCodes;
    const { client } = await recover(server, user, codes[0]);
    expect(codeOf(await client.verifyPhone(newPhone()))).toBe('REAUTHENTICATION_REQUIRED');
    server.passSeconds(60);
    const { challenge } = dataOf(await client.requestStepUp()).requestStepUp;
    const token = server.messageTo(phone).code;
    const { access } = dataOf(await client.verifyTwoFactorToken({ challenge, token })).verifyTwoFactorToken;
    expect(isRecovered(access)).toBe(false);
    dataOf(await client.as(access).verifyPhone(newPhone()));
  });

  it('cannot replace a phone that only Authy knows before that either', async () => {
    const { client, user } = await recovered();
    const em = server.app.orm.em.fork();
    await em.nativeUpdate(User, { id: user.user.id }, { phone: null, authyId: '4242' });
    expect(codeOf(await client.verifyPhone(newPhone()))).toBe('REAUTHENTICATION_REQUIRED');
  });

  it('may add a first phone, which stays recovered', async () => {
    const { client } = await recovered();
    const phone = newPhone();
    dataOf(await client.verifyPhone(phone));
    const { access } = dataOf(await client.registerPhone(phone, server.messageTo(phone).code)).registerPhone;
    expect(isRecovered(access)).toBe(true);
  });

  it('stays so through a new password and a refresh', async () => {
    const { client, pair } = await recovered();
    const refreshed = dataOf(await client.refreshToken(pair.refresh)).refreshToken;
    expect(isRecovered(refreshed.access)).toBe(true);
    const changed = await client.as(refreshed.access).changePassword(PASSWORD, 'another long password');
    expect(isRecovered(dataOf(changed).changePassword.access)).toBe(true);
  });

  it('is also one that a recovery code confirmed, whatever opened it', async () => {
    const { client, codes, id } = await withRecoveryCodes(server);
    const { client: added } = await addApp(server, client);
    const confirmed = await stepUp(added, { token: codes[0] ?? '' });
    expect(codeOf(await confirmed.removeAuthenticator(id))).toBe('REAUTHENTICATION_REQUIRED');
  });
});
