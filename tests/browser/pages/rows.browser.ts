import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signIn } from '../../setup/flows.js';
import { newPhone } from '../../setup/server.js';
import { expectAccessible } from '../accessibility.js';
import {
  codeField,
  createGuarded,
  enterPassword,
  expectFocus,
  greeting,
  openAccountPage,
  overflow,
  section,
  useHostedPages,
} from '../hosted-pages.js';

describe('the rows of the account on the hosted pages', () => {
  const pages = useHostedPages();

  const red = (page: Page) => page.locator('button.danger');

  async function openGuarded(options?: { width: number; dark?: boolean }) {
    const { user, phone } = await createGuarded(pages.server);
    const watched = await pages.open(options);
    await enterPassword(watched.page, user);
    await codeField(watched.page).waitFor();
    await codeField(watched.page).fill(pages.server.messageTo(phone).code);
    await greeting(watched.page, user);
    return { user, ...watched };
  }

  it('show red only in the question', async () => {
    const user = await pages.server.createUser();
    await signIn(pages.server, user);
    const { page } = await pages.openSignedIn(user);
    await section(page, 'Your data').getByRole('button', { name: 'Delete account' }).waitFor();
    expect(await red(page).count()).toBe(0);
    await openAccountPage(page, 'Devices');
    await page.getByRole('button', { name: /^End the session of/ }).click();
    expect(await red(page).allInnerTexts()).toEqual(['End']);
    await page.keyboard.press('Escape');
    await red(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'End all others' }).waitFor();
  });

  it.each([
    ['wide and light', { width: 1280 }],
    ['narrow and dark', { width: 360, dark: true }],
  ])('change the phone where it stands, %s', async (_look, options) => {
    const { page } = await openGuarded(options);
    await openAccountPage(page, 'Security');
    const factors = section(page, 'Second factor');
    const row = factors.getByRole('listitem');
    const change = row.getByRole('button', { name: 'Change phone' });
    await change.click();
    expect(await factors.getByRole('button', { name: 'Change phone' }).count()).toBe(0);
    await expectFocus(page, row.getByLabel('Country'));
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await row.getByRole('button', { name: 'Cancel' }).click();
    await expectFocus(page, change);
    await page.keyboard.press('Enter');
    const phone = newPhone();
    await row.getByLabel('Country').selectOption('PL');
    await row.getByLabel('Phone number').fill(phone.replace('+48', ''));
    await row.getByRole('button', { name: 'Continue' }).click();
    await codeField(page).waitFor();
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await expectFocus(page, page.getByRole('heading', { name: 'Second factor' }));
    await row.getByText(phone.slice(-3)).waitFor();
    expect(await row.count()).toBe(1);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});
