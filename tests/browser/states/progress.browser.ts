import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { dataOf } from '../../setup/client.js';
import { withRecoveryCodes } from '../../setup/factors/recovery-codes.js';
import { signIn } from '../../setup/flows.js';
import { registerUser } from '../../setup/mail.js';
import { newPhone, PASSWORD } from '../../setup/server.js';
import { expectAccessible } from '../accessibility.js';
import {
  codeField,
  createGuarded,
  enterPassword,
  greeting,
  openAccountPage,
  overflow,
  useHostedPages,
} from '../hosted-pages.js';
import { readMail } from '../mail/mail-pages.js';

const SPINNER = `getComputedStyle(document.querySelector('button[aria-busy=true]'), '::after').animationName`;

describe('the hosted pages on a slow network', () => {
  const pages = useHostedPages({ EMAIL_SIGN_IN: 'true' });

  /**
   * The pressed button shows that it works, where and as large as it was, and is pressed in vain until the server
   * responds.
   */
  async function expectProgress(page: Page, button: Locator, press: () => Promise<unknown>): Promise<void> {
    const asked: string[] = [];
    const response = Promise.withResolvers<undefined>();
    await page.route('**/graphql', async (route) => {
      asked.push(route.request().postData() ?? '');
      await response.promise;
      await route.continue();
    });
    const before = await button.boundingBox();
    await press();
    const working = button.and(page.locator('[aria-busy=true]'));
    await working.waitFor();
    expect(await working.boundingBox()).toEqual(before);
    expect(await page.evaluate<string>(SPINNER)).toBe('turn');
    await working.dispatchEvent('click');
    await page.keyboard.press('Enter');
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    expect(asked.filter((body) => body.includes('mutation'))).toHaveLength(1);
    response.resolve(undefined);
    await working.waitFor({ state: 'detached' });
    await page.unroute('**/graphql');
  }

  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

  it.each([
    ['wide and light', { width: 1280 }],
    ['narrow and dark', { width: 360, dark: true }],
  ])('show it on the button of the sign-in and of its code, %s', async (_look, options) => {
    const { user, phone } = await createGuarded(pages.server);
    const { page } = await pages.open({ ...options, clockAheadMs: 0 });
    await page.getByLabel('Username').fill(user.username);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    const signInButton = button(page, 'Sign in').and(page.locator('.primary'));
    await expectProgress(page, signInButton, () => signInButton.click());
    await codeField(page).waitFor();
    const { code } = pages.server.messageTo(phone);
    await expectProgress(page, button(page, 'Continue'), () => codeField(page).fill(code));
    await greeting(page, user);
  });

  it('show it on the button of a mail, and of its link', async () => {
    const { email, username } = await registerUser(pages.server);
    const { page } = await pages.openLink('/#email-sign-in', { width: 360 });
    await page.getByLabel('E-mail address').fill(email);
    await expectProgress(page, button(page, 'Send mail'), () => page.keyboard.press('Enter'));
    await codeField(page).waitFor();
    await page.goto((await readMail(pages.server, email)).link);
    const confirm = button(page, /^Sign in$/);
    await expectProgress(page, confirm, () => confirm.click());
    await greeting(page, { username });
  });

  it('show it in the row whose question was answered', async () => {
    const user = await pages.server.createUser();
    await signIn(pages.server, user);
    await signIn(pages.server, user);
    const { page } = await pages.openSignedIn(user);
    await openAccountPage(page, 'Devices');
    const end = button(page, /^End the session of/);
    await end.nth(1).waitFor();
    const name = (await end.nth(1).getAttribute('aria-label')) ?? '';
    const row = page.getByRole('button', { name, exact: true }).last();
    await expectProgress(page, row, async () => {
      await row.click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'End' }).click();
    });
    await end.nth(1).waitFor({ state: 'detached' });
    expect(await end.count()).toBe(1);
  });

  it('show it before the first page, and say so again after a try that failed', async () => {
    const { page } = await pages.open();
    await page.getByLabel('Username').waitFor();
    let response = Promise.withResolvers<'continue' | 'abort'>();
    await page.route('**/graphql', async (route) => route[await response.promise]());
    await page.goto(pages.server.url);
    const loading = page.getByRole('status', { name: 'Loading' });
    await loading.waitFor();
    await expectAccessible(page);
    response.resolve('abort');
    const again = button(page, 'Try again');
    await again.waitFor();
    response = Promise.withResolvers();
    await again.click();
    await loading.waitFor();
    response.resolve('continue');
    await page.getByLabel('Username').waitFor();
  });

  it('keep what was chosen while it is stored', async () => {
    const { client, user, app } = await withRecoveryCodes(pages.server);
    const phone = newPhone();
    dataOf(await client.verifyPhone(phone));
    dataOf(await client.registerPhone(phone, pages.server.messageTo(phone).code));
    const { page } = await pages.open();
    await enterPassword(page, user);
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    pages.server.passSeconds(30);
    await codeField(page).fill(app.codeAt(pages.server.now()));
    await greeting(page, user);
    await openAccountPage(page, 'Security');
    const choice = page.getByLabel('Ask me first for');
    await choice.waitFor();
    const responses = Promise.withResolvers<undefined>();
    await page.route('**/graphql', async (route) => {
      await responses.promise;
      await route.continue();
    });
    await choice.selectOption('PHONE');
    await choice.and(page.locator('[aria-busy=true]')).waitFor();
    expect(await choice.inputValue()).toBe('PHONE');
    responses.resolve(undefined);
    await choice.and(page.locator('[aria-busy=false]')).waitFor();
    expect(await choice.inputValue()).toBe('PHONE');
  });

  it('show it on the button of a list and of a dialog', async () => {
    const staff = await pages.server.createUser({ isStaff: true });
    const { page } = await pages.openSignedIn(staff);
    pages.server.passSeconds(301);
    await openAccountPage(page, 'Security');
    await button(page, 'Add an app').click();
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    const next = dialog.getByRole('button', { name: 'Continue' });
    await expectProgress(page, next, () => next.click());
    await codeField(page).waitFor();
  });
});

describe('the hosted pages without a network', () => {
  const pages = useHostedPages();

  it('keep what was entered, say so, and go on when the network is back', async () => {
    const { user, phone } = await createGuarded(pages.server);
    const { page, context } = await pages.open({ width: 360 });
    const says = () => page.getByRole('alert').filter({ hasText: 'The server cannot be reached.' }).waitFor();
    await page.getByLabel('Username').waitFor();
    await context.setOffline(true);
    await enterPassword(page, user);
    await says();
    await context.setOffline(false);
    expect(await page.getByLabel('Username').inputValue()).toBe(user.username);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await codeField(page).waitFor();
    await context.setOffline(true);
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await says();
    expect(await overflow(page)).toBe(0);
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Continue' }).click();
    await greeting(page, user);
  });
});
