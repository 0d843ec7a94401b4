import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startServer, type TestUser } from '../../setup/server.js';
import { expectAccessible } from '../accessibility.js';
import type { PageOptions } from '../browser.js';
import {
  codesDialog,
  enterPassword,
  expectFocus,
  greeting,
  openAccountPage,
  overflow,
  section,
  storeCodes,
  useHostedPages,
} from '../hosted-pages.js';
import { runByHand } from './passkeys-by-hand.js';
import { type Device, VirtualAuthenticator } from './virtual-authenticator.js';

/** Browsers use passkeys over https, and on localhost. */
const SETTINGS = { PUBLIC_URL: 'http://localhost:4000' };

const onLocalhost = (url: string, host = 'localhost') => url.replace('127.0.0.1', host);

const NO_AUTOFILL = 'PublicKeyCredential.isConditionalMediationAvailable = async () => false;';

describe('passkeys on the hosted pages', () => {
  const pages = useHostedPages(SETTINGS);

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  /** @param options without a script the page has no autofill, which a device that always responds would complete */
  async function open(device?: Device, options?: PageOptions) {
    const watched = await pages.open({ initScript: NO_AUTOFILL, ...options }, onLocalhost(pages.server.url));
    const authenticator = await VirtualAuthenticator.plugInto(watched.page, device);
    return { ...watched, authenticator };
  }

  /** Signs in with the password, and adds a passkey. */
  async function addPasskey(page: Page, user: TestUser): Promise<void> {
    await enterPassword(page, user);
    await greeting(page, user);
    await openAccountPage(page, 'Security');
    await button(page, 'Add a passkey').click();
    await codesDialog(page).waitFor();
    await storeCodes(page);
    await section(page, 'Second factor').getByText('Signing in needs one of these').waitFor();
  }

  async function signOut(page: Page, authenticator: VirtualAuthenticator): Promise<void> {
    // Nobody is there, so that the autofill of the next page does not sign in by itself.
    await authenticator.setPresence(false);
    await button(page, 'Sign out').click();
    await page.getByText('You are signed out.').waitFor();
  }

  it.each([
    ['a single device', { isSynced: false }, 'on one device', { width: 360, dark: true }],
    ['synced devices', { isSynced: true }, 'on all your devices', {}],
    ['a device that does not check its user', { verifiesUser: false }, 'on one device', { width: 360 }],
  ] as const)('of %s are added, confirm, and sign in', async (_what, device, where, options) => {
    const user = await pages.server.createUser();
    const { page, authenticator, consoleErrors, strayRequests } = await open(device, options);
    await addPasskey(page, user);
    const factors = section(page, 'Second factor');
    await factors.getByText(where).waitFor();
    await button(page, 'Rename Chrome on Linux').waitFor();
    await expectAccessible(page);

    pages.server.passSeconds(301);
    await button(page, 'Add an app').click();
    await expectFocus(page, button(page, 'Use passkey'));
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    await factors.getByRole('button', { name: 'Cancel' }).click();

    await signOut(page, authenticator);
    await enterPassword(page, user);
    await page.getByRole('heading', { name: 'Confirm with your passkey' }).waitFor();
    await expectFocus(page, button(page, 'Use passkey'));
    await expectAccessible(page);
    await authenticator.setPresence(true);
    await page.keyboard.press('Enter');
    await greeting(page, user);

    await signOut(page, authenticator);
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await authenticator.setPresence(true);
    await button(page, 'Sign in with a passkey').click();
    if ('verifiesUser' in device) {
      await page.getByText('No passkey was used.').waitFor();
      await page.getByLabel('Username').waitFor();
    } else {
      await greeting(page, user);
    }
    expect(consoleErrors).toEqual([]);
    expect(strayRequests).toEqual([]);
  });

  it('are offered in the autofill of the username', async () => {
    const user = await pages.server.createUser();
    const { page } = await open({}, { initScript: '' });
    await addPasskey(page, user);
    // Chromium has nobody to choose from its list here, and takes the only passkey.
    await button(page, 'Sign out').click();
    await greeting(page, user);
    await openAccountPage(page, 'Devices');
    await section(page, 'Where you are signed in').getByText('signed in with passkey').waitFor();
  });

  it.each([
    ['a single device are refused', { isSynced: false }],
    ['synced devices sign in, and are in the log', { isSynced: true }],
  ] as const)('with a counter that goes back, of %s', async (_what, device) => {
    const user = await pages.server.createUser();
    const { page, authenticator } = await open(device);
    await addPasskey(page, user);
    await signOut(page, authenticator);
    await authenticator.turnCountersBack();
    await authenticator.setPresence(true);
    await button(page, 'Sign in with a passkey').click();
    if (device.isSynced) {
      await greeting(page, user);
      await openAccountPage(page, 'Activity');
      await section(page, 'Activity').getByText('A passkey may have been copied').waitFor();
    } else {
      await page.getByText('The passkey is not valid here.').waitFor();
    }
  });

  it('respond to one challenge once, and for their own user alone', async () => {
    const [user, other] = [await pages.server.createUser(), await pages.server.createUser()];
    const { page } = await open();
    const results = await runByHand(
      page,
      { user, other },
      `const { id } = await enroll(user);
       const { id: foreign } = await enroll(other);
       const first = await respond(user, id);
       return {
         right: await verify(first.challenge, first.response),
         replayed: await verify(first.challenge, first.response),
         toAnotherChallenge: await verify((await respond(user, id)).challenge, first.response),
         ofAnotherUser: await verifyResponse(await respond(user, foreign)),
       };`,
    );
    expect(results).toEqual({
      right: 'ok',
      replayed: 'CHALLENGE_EXPIRED',
      toAnotherChallenge: 'INVALID_PASSKEY',
      ofAnotherUser: 'INVALID_PASSKEY',
    });
  });

  it('are refused from another origin, and for another domain', async () => {
    const strict = await startServer({ ...SETTINGS, PASSKEY_ORIGINS: 'http://localhost:4000' });
    const [user, other] = [await strict.createUser(), await pages.server.createUser()];
    const { page } = await pages.open({}, onLocalhost(strict.url));
    await VirtualAuthenticator.plugInto(page);
    expect(await runByHand(page, { user }, 'return (await enroll(user)).code;')).toBe('INVALID_PASSKEY');
    await strict.close();

    const { page: elsewhere } = await pages.open({}, onLocalhost(pages.server.url, 'app.localhost'));
    await VirtualAuthenticator.plugInto(elsewhere);
    const claims = { rpId: 'app.localhost', origin: onLocalhost(pages.server.url) };
    const script = 'return (await enroll(user, claims)).code;';
    expect(await runByHand(elsewhere, { user: other, claims }, script)).toBe('INVALID_PASSKEY');
    const { page: right } = await open();
    expect(await runByHand(right, { user: other }, 'return (await enroll(user)).code;')).toBe('ok');
  });
});
