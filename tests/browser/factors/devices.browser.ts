import { describe, expect, it } from '@jest/globals';
import { switchOnWithApp } from '../../setup/factors/authenticator-app.js';
import { dataOf } from '../../setup/client.js';
import { withRecoveryCodes } from '../../setup/factors/recovery-codes.js';
import { expectAccessible } from '../accessibility.js';
import {
  codeField,
  enterPassword,
  expectFocus,
  greeting,
  openAccountPage,
  overflow,
  section,
  useHostedPages,
} from '../hosted-pages.js';

describe('remembered devices on the hosted pages', () => {
  const pages = useHostedPages();

  it.each([
    ['wide and light', { width: 1280 }],
    ['narrow and dark', { width: 360, dark: true }],
  ])('sign in with the password alone until they are forgotten, %s', async (_look, options) => {
    const { user, app, client } = await withRecoveryCodes(pages.server);
    dataOf(await client.trustDevice('Laptop'));
    const { page, consoleErrors } = await pages.open(options);
    const devices = section(page, 'Remembered devices');
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    const forget = async (name: string) => {
      await button(new RegExp(`^Forget ${name}`)).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Forget' }).click();
      await button(new RegExp(`^Forget ${name}`)).waitFor({ state: 'detached' });
      await expectFocus(page, page.getByRole('heading', { name: 'Remembered devices' }));
    };
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await page.getByRole('checkbox', { name: 'Remember this device' }).check();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await codeField(page).fill(app.codeAt(pages.server.now()));
    await greeting(page, user);
    await openAccountPage(page, 'Devices');
    await devices.getByText('This device').waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await button('Sign out').click();
    await enterPassword(page, user);
    await greeting(page, user);
    await openAccountPage(page, 'Devices');
    await devices.getByText('last used now').waitFor();

    await forget('Laptop');
    await forget('Chrome on Linux');
    await devices.getByText('No device is remembered.').waitFor();
    await button('Sign out').click();
    await enterPassword(page, user);
    await codeField(page).waitFor();
    pages.server.passSeconds(30);
    await codeField(page).fill(app.codeAt(pages.server.now()));
    await greeting(page, user);
    await openAccountPage(page, 'Devices');
    await devices.getByRole('button', { name: 'Remember this device' }).click();
    await devices.getByText('This device').waitFor();
    expect(consoleErrors).toEqual([]);
  });

  it('are not what staff get, and the page says why', async () => {
    const user = await pages.server.createUser({ isStaff: true });
    const { app } = await switchOnWithApp(pages.server, user);
    const { page } = await pages.open();
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await page.getByRole('checkbox', { name: 'Remember this device' }).check();
    await codeField(page).fill(app.codeAt(pages.server.now()));
    await greeting(page, user);
    await page.getByRole('alert').filter({ hasText: 'does not remember' }).waitFor();
  });

  it('look like a phone or a computer', async () => {
    const { user, app, client } = await withRecoveryCodes(pages.server);
    for (const name of ['Safari on iOS', 'Chrome on Linux']) dataOf(await client.trustDevice(name));
    const { page } = await pages.open();
    await enterPassword(page, user);
    await codeField(page).fill(app.codeAt(pages.server.now()));
    await greeting(page, user);
    await openAccountPage(page, 'Devices');
    const row = (name: string) =>
      section(page, 'Remembered devices').getByRole('listitem').filter({ hasText: name });
    await row('Safari on iOS').waitFor();
    const picture = (name: string) => row(name).locator('svg').first().innerHTML();
    expect(await picture('Safari on iOS')).not.toBe(await picture('Chrome on Linux'));
  });
});
