import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ConfirmAuthenticatorAppDocument,
  SessionsDocument,
  StartAuthenticatorAppDocument,
} from '../../client/index.js';
import { pause } from '../../client/pause.js';
import { App } from '../setup/factors/authenticator-app.js';
import { startServer, type TestServer } from '../setup/server.js';
import { createPerson, createSignedIn, createTabs } from './harness.js';

describe('adding a factor', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it('lets a renewal in another tab wait for the new tokens', async () => {
    const [here, there] = createTabs();
    const { auth, wire } = await createSignedIn(server, { storage: here });
    const other = createPerson(server, { storage: there });
    const stale = (await other.auth.accessToken()) ?? '';
    const { enrollment, secret } = (await auth.request(StartAuthenticatorAppDocument, {}))
      .startAuthenticatorApp;
    let renewed: Promise<string | undefined> | undefined;
    wire.once('confirmAuthenticatorApp', async (send) => {
      const response = await send();
      renewed = other.auth.renew(stale);
      // Longer than a tab without a turn waits for the tokens of another.
      await pause(400);
      return response;
    });
    const token = new App(secret).codeAt(server.now());
    await auth.request(ConfirmAuthenticatorAppDocument, { enrollment, token });
    expect(await renewed).toBe(await auth.accessToken());
    expect(other.wire.sent('refreshToken')).toBe(0);
    await expect(other.auth.request(SessionsDocument, {})).resolves.toMatchObject({ me: {} });
  });
});

describe('a session that must add a factor first', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer({ TWO_FACTOR_POLICY: 'required' })));
  afterAll(() => server.close());

  it('says so in the state until the factor is confirmed, in every tab', async () => {
    const [here, there] = createTabs();
    const { auth } = await createSignedIn(server, { storage: here });
    const other = createPerson(server, { storage: there });
    const steps: unknown[] = [];
    other.auth.subscribe(() => steps.push(other.auth.getState()));
    for (const tab of [auth, other.auth])
      expect(tab.getState()).toMatchObject({ step: 'signedIn', mustEnroll: true });
    await expect(auth.request(SessionsDocument, {})).rejects.toMatchObject({
      code: 'TWO_FACTOR_ENROLLMENT_REQUIRED',
    });
    const { enrollment, secret } = (await auth.request(StartAuthenticatorAppDocument, {}))
      .startAuthenticatorApp;
    const token = new App(secret).codeAt(server.now());
    await auth.request(ConfirmAuthenticatorAppDocument, { enrollment, token });
    for (const tab of [auth, other.auth]) {
      expect(tab.getState()).toMatchObject({ step: 'signedIn' });
      expect(tab.getState()).not.toHaveProperty('mustEnroll');
    }
    expect(steps).toHaveLength(1);
    await expect(auth.request(SessionsDocument, {})).resolves.toMatchObject({ me: {} });
  });
});
