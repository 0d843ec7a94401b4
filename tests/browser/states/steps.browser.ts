import { describe, expect, it } from '@jest/globals';
import { otherThan } from '../../setup/flows.js';
import { registerUser } from '../../setup/mail.js';
import {
  codeField,
  createGuarded,
  enterPassword,
  expectFocus,
  greeting,
  openAccountPage,
  useHostedPages,
} from '../hosted-pages.js';
import { newUser, readMail } from '../mail/mail-pages.js';

describe('a step of the hosted pages that has no address', () => {
  const pages = useHostedPages({ EMAIL_SIGN_IN: 'true' });

  it('of a sign-in is left by "Back" of the browser, and leaves no trace when it is done', async () => {
    const { user, phone } = await createGuarded(pages.server);
    const { page } = await pages.openLink('/graphql');
    await page.goto(`${pages.server.url}/devices`);
    await page.getByLabel('Username').waitFor();
    for (let times = 0; times < 2; times += 1) {
      await enterPassword(page, user);
      await codeField(page).waitFor();
      await page.goBack();
      await expectFocus(page, page.getByLabel('Username'));
    }
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
    await page.waitForFunction('history.state === null');
    await openAccountPage(page, 'Security');
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
    await page.goBack();
    await page.waitForURL('**/graphql');
  });

  it('of a sign-in is there after a reload, until it is canceled', async () => {
    const { user, phone } = await createGuarded(pages.server);
    const { page } = await pages.open();
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await page.reload();
    await expectFocus(page, codeField(page));
    await codeField(page).fill(otherThan(pages.server.messageTo(phone).code));
    await page.getByRole('alert').filter({ hasText: /left/ }).waitFor();
    await page.reload();
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await greeting(page, user);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByLabel('Username').waitFor();
    await page.reload();
    await page.getByLabel('Username').waitFor();
    expect(await codeField(page).count()).toBe(0);
  });

  it('of a registration keeps its mail over a reload, and its address over "Back"', async () => {
    const user = newUser();
    const { page } = await pages.open();
    await page.getByRole('link', { name: 'Create account' }).click();
    await page.getByLabel('Username').fill(user.username);
    await page.getByLabel('E-mail address').fill(user.email);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await codeField(page).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Create account' }).waitFor();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(user.email);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await codeField(page).waitFor();
    await page.reload();
    await page.getByText(user.email).waitFor();
    await codeField(page).fill((await readMail(pages.server, user.email)).code);
    await greeting(page, user);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Create account' }).waitFor();
  });

  it('of a forgotten password leads back one step at a time', async () => {
    const { email } = await registerUser(pages.server);
    const { page } = await pages.open();
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Send mail' }).click();
    await codeField(page).waitFor();
    await codeField(page).fill((await readMail(pages.server, email)).code);
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    await page.goBack();
    await expectFocus(page, page.getByLabel('E-mail address'));
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(email);
    await page.goBack();
    await page.getByRole('heading', { name: /^Sign in to/ }).waitFor();
  });

  it('of a forgotten password is over once there is a new one', async () => {
    const { email } = await registerUser(pages.server);
    const { page } = await pages.openLink('/#forgot-password');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Send mail' }).click();
    await codeField(page).waitFor();
    await page.reload();
    await codeField(page).waitFor();
    await codeField(page).fill((await readMail(pages.server, email)).code);
    await page.getByLabel('New password', { exact: true }).fill('a second password');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('button', { name: 'Go to sign in' }).click();
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await page.getByLabel('E-mail address').waitFor();
  });

  it('is not in the way back from the app that the sign-in leads to', async () => {
    const { user, phone } = await createGuarded(pages.server);
    const { page } = await pages.openLink('/graphql');
    const app = `${pages.server.url.replace('127.0.0.1', 'localhost')}/simulator`;
    await page.goto(`${pages.server.url}/?return_to=${encodeURIComponent(app)}`);
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await page.waitForURL(app, { waitUntil: 'commit' });
    await page.goBack();
    await page.waitForURL('**/graphql');
  });

  it('of one tab is not the one of another, which signs both in', async () => {
    const { user, phone } = await createGuarded(pages.server);
    const { page, context } = await pages.open();
    await enterPassword(page, user);
    await codeField(page).waitFor();
    const tab = await pages.openTab(context);
    await tab.getByLabel('Username').waitFor();
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await greeting(page, user);
    await greeting(tab, user);
  });
});
