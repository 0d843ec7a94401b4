import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { codeOf, dataOf } from '../../setup/client.js';
import { pl } from '../../../examples/web/src/texts/pl.js';
import { signIn } from '../../setup/flows.js';
import { linkOf, registerUser } from '../../setup/mail.js';
import { PASSWORD } from '../../setup/server.js';
import { expectAccessible } from '../accessibility.js';
import type { PageOptions } from '../browser.js';
import {
  codeField,
  enterPassword,
  expectFocus,
  greeting,
  overflow,
  section,
  tabTo,
  useHostedPages,
} from '../hosted-pages.js';
import { newUser, readMail } from './mail-pages.js';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

describe('accounts by mail on the hosted pages', () => {
  const example = useHostedPages({ EMAIL_SIGN_IN: 'true' });

  /** Asks for an account, up to the page that asks for the code. */
  async function register(options: PageOptions = {}) {
    const watched = await example.open(options);
    const { page } = watched;
    const user = newUser();
    await page.getByRole('link', { name: 'Create account' }).click();
    await page.getByLabel('Username').fill(user.username);
    await page.getByLabel('E-mail address').fill(user.email);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    // Password managers know the fields by this.
    for (const [label, autocomplete] of [
      ['Username', 'username'],
      ['E-mail address', 'email'],
      ['Password', 'new-password'],
    ] as const)
      expect(await page.getByLabel(label, { exact: true }).getAttribute('autocomplete')).toBe(autocomplete);
    await press(page, 'Create account');
    await codeField(page).waitFor();
    expect(await codeField(page).getAttribute('autocomplete')).toBe('one-time-code');
    return { ...watched, user };
  }

  it.each([
    [360, true],
    [1280, false],
  ])('makes an account by the link of a mail, at %i px', async (width, dark) => {
    const { server } = example;
    const watched = await register({ width, dark });
    const { page, user } = watched;
    await page.getByRole('button', { name: /^Send again in \d/ }).waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await watched.screenshot(`mail-check-${width}`);
    await page.getByText(`If you can use ${user.email} here, a mail is on its way.`).waitFor();
    const { link } = await readMail(server, user.email);

    const opened = await example.openLink(link, { width, dark });
    await opened.page.getByRole('heading', { name: 'Confirm the e-mail address' }).waitFor();
    // The token is in no history, and a scanner that opened the page has used nothing up.
    expect(opened.page.url()).toBe(`${server.url}/verify-email`);
    await expectAccessible(opened.page);
    expect(await overflow(opened.page)).toBe(0);
    await opened.screenshot(`mail-link-${width}`);
    await opened.page.getByText(`The account ${user.username} at `).waitFor();
    await opened.page.getByLabel('Password', { exact: true }).fill(user.password);
    await press(opened.page, 'Confirm and sign in');
    await greeting(opened.page, user);
    expect(new URL(opened.page.url()).pathname).toBe('/');
    expect(await section(opened.page, 'E-mail').innerText()).toMatch(/confirmed/);
    await expectAccessible(opened.page);
    expect(await overflow(opened.page)).toBe(0);
    await opened.screenshot(`mail-account-${width}`);

    const again = await example.openLink(link, { width, dark });
    await again.page.getByLabel('Password', { exact: true }).fill(user.password);
    await press(again.page, 'Confirm and sign in');
    await expectFocus(again.page, again.page.getByRole('heading', { name: 'This mail no longer works' }));
    await again.page.getByRole('alert').filter({ hasText: 'used already' }).waitFor();
    expect(await again.page.getByRole('button', { name: 'Confirm and sign in' }).count()).toBe(0);
    await expectAccessible(again.page);
    expect(await overflow(again.page)).toBe(0);
    await again.screenshot(`mail-link-used-${width}`);
    await again.page.getByRole('link', { name: 'Create account' }).click();
    await again.page.getByRole('heading', { name: 'Create account' }).waitFor();
    expect(opened.consoleErrors).toEqual([]);
    expect(opened.strayRequests).toEqual([]);
  });

  it('asks for no password where the link is opened in the browser that registered', async () => {
    const { server } = example;
    const { page, user } = await register();
    const { link } = await readMail(server, user.email);
    const tab = await example.openTab(page.context());
    await tab.goto(link);
    await tab.getByText(`confirm the address of your account ${user.username}.`).waitFor();
    expect(await tab.getByLabel('Password', { exact: true }).count()).toBe(0);
    await press(tab, 'Confirm and sign in');
    await greeting(tab, user);
  });

  it('confirms no account that a stranger made with the address right after its owner', async () => {
    const { server } = example;
    const { page, user } = await register({ width: 360 });
    const stranger = 'the password of a stranger';
    dataOf(await server.client().register(user.username, user.email, stranger));
    const { link } = await readMail(server, user.email);
    await page.goto(link);
    const field = page.getByRole('textbox', { name: 'Password', exact: true });
    await expectFocus(page, field);
    await field.fill(user.password);
    await press(page, 'Confirm and sign in');
    await page
      .getByRole('textbox', {
        name: 'Password',
        description: /somebody else registered with your address: create your account again\.$/,
      })
      .waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    expect(codeOf(await server.client().obtainToken(user.username, stranger))).toBe('EMAIL_NOT_VERIFIED');
  });

  it('gives a password manager the username of a link, unless the mail cuts it', async () => {
    const { server } = example;
    for (const end of ['', '.lovelace']) {
      const { username, email, password } = newUser();
      dataOf(await server.client().register(`${username}${end}`, email, password));
      const { page } = await example.openLink((await readMail(server, email)).link);
      await page.getByText(`The account ${username}${end && '…'} at `).waitFor();
      const known = page.locator(`input[autocomplete=username][value="${username}"]`);
      const any = page.locator('input[autocomplete=username]');
      expect([await known.count(), await any.count()]).toEqual(end ? [0, 0] : [1, 1]);
    }
  });

  it('makes an account with the keyboard and the code of the mail, after a refused sign-in', async () => {
    const { server } = example;
    const { page, user } = await register();
    const { page: other, ...watched } = await example.open();
    await enterPassword(other, user);
    await other.getByRole('alert').filter({ hasText: 'not confirmed' }).waitFor();
    await watched.screenshot('mail-not-verified');
    const { code } = await readMail(server, user.email);
    await expectFocus(page, codeField(page));
    await page.keyboard.type(code === '00000000' ? '11111111' : '00000000');
    await page.getByRole('alert').filter({ hasText: 'left' }).waitFor();
    await expectFocus(page, codeField(page));
    await page.keyboard.type(code);
    await greeting(page, user);
  });

  it('sets a forgotten password by code or link, and signs in with it', async () => {
    const { server } = example;
    const user = await registerUser(server);
    const { page, ...watched } = await example.open();
    await expectFocus(page, page.getByLabel('Username'));
    await tabTo(page, page.getByRole('link', { name: 'Forgot password?' }));
    await page.keyboard.press('Enter');
    await expectFocus(page, page.getByLabel('E-mail address'));
    await expectAccessible(page);
    await watched.screenshot('mail-forgotten');
    await page.keyboard.type(user.email);
    await page.keyboard.press('Enter');
    await codeField(page).fill((await waitForMail(page, user.email)).code);
    const field = page.getByLabel('New password', { exact: true });
    expect(await field.getAttribute('autocomplete')).toBe('new-password');
    await field.fill('a second password');
    await watched.screenshot('mail-new-password');
    await expectAccessible(page);
    await press(page, 'Set the password');
    await page.getByRole('heading', { name: 'Your password is set' }).waitFor();
    await watched.screenshot('mail-password-set');
    await press(page, 'Go to sign in');
    await enterPassword(page, { ...user, password: 'a second password' });
    await greeting(page, user);

    const { requestPasswordReset } = (await server.client().requestPasswordReset(user.email)).data ?? {};
    const mail = await readMail(server, user.email);
    expect(linkOf(mail).challenge).toBe(requestPasswordReset?.challenge);
    const opened = await example.openLink(mail.link);
    await opened.page.getByLabel('New password', { exact: true }).fill('password1');
    await press(opened.page, 'Set the password');
    await opened.page.getByRole('alert').filter({ hasText: 'password' }).waitFor();
    await opened.page.getByLabel('New password', { exact: true }).fill('a third password');
    await press(opened.page, 'Set the password');
    await opened.page.getByRole('heading', { name: 'Your password is set' }).waitFor();
    await opened.page.goto(mail.link);
    await opened.page.getByLabel('New password', { exact: true }).fill('a fourth password');
    await press(opened.page, 'Set the password');
    await opened.page.getByRole('link', { name: 'Request a new mail' }).click();
    await opened.page.getByRole('heading', { name: 'Forgot password?' }).waitFor();
    await opened.page.reload();
    await opened.page.goto(`${server.url}/reset-password`);
    await opened.page.getByRole('heading', { name: 'Open the link once more' }).waitFor();

    async function waitForMail(on: Page, address: string) {
      await codeField(on).waitFor();
      return readMail(server, address);
    }
  });

  it('signs in by a mailed link, without the password', async () => {
    const { server } = example;
    const user = await registerUser(server);
    const { page, ...watched } = await example.open({ width: 360 });
    await page.getByRole('link', { name: 'E-mail me a sign-in link' }).waitFor();
    await expectAccessible(page);
    await watched.screenshot('mail-sign-in-360');
    expect(await overflow(page)).toBe(0);
    await page.getByRole('link', { name: 'E-mail me a sign-in link' }).click();
    await page.getByLabel('E-mail address').fill(user.email);
    await press(page, 'Send mail');
    await codeField(page).waitFor();
    const { link } = await readMail(server, user.email);
    await page.goto(link);
    await press(page, 'Sign in');
    await greeting(page, user);
  });

  it('changes the address, after the sign-in is confirmed again', async () => {
    const { server } = example;
    const user = await registerUser(server);
    const { page, ...watched } = await example.open();
    await enterPassword(page, user);
    await greeting(page, user);
    server.passSeconds(301);
    const { email } = newUser();
    await section(page, 'E-mail').getByRole('button', { name: 'Change address' }).click();
    await page.getByLabel('New e-mail address').fill(email);
    await press(page, 'Continue');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Continue', exact: true }).click();
    await codeField(page).waitFor();
    await expectAccessible(page);
    await watched.screenshot('mail-change-code');
    await codeField(page).fill((await readMail(server, email)).code);
    await page.getByText('The e-mail address is confirmed').waitFor();
    await section(page, 'E-mail').getByText(email).waitFor();
    await watched.screenshot('mail-changed');

    const third = newUser().email;
    await section(page, 'E-mail').getByRole('button', { name: 'Change address' }).click();
    await page.getByLabel('New e-mail address').fill(third);
    await press(page, 'Continue');
    await codeField(page).waitFor();
    const { link } = await readMail(server, third);
    const elsewhere = await example.openLink(link, { locale: 'pl-PL' });
    await elsewhere.page.getByText(pl.signInToConfirm).waitFor();
    await elsewhere.screenshot('mail-change-sign-in');
    await elsewhere.page.getByLabel(pl.username).fill(email);
    await elsewhere.page.getByLabel(pl.password, { exact: true }).fill(user.password);
    await elsewhere.page.getByRole('button', { name: pl.signIn, exact: true }).click();
    await elsewhere.page.getByRole('button', { name: pl.confirm, exact: true }).click();
    await elsewhere.page.getByText(third).waitFor();
  });

  it('lets somebody in whom staff invited, once a password is chosen', async () => {
    const { server } = example;
    const { client } = await signIn(server, await server.createUser({ isStaff: true }));
    const { username, email, password } = newUser();
    await client.inviteUser(username, email);
    const { page } = await example.openLink((await readMail(server, email)).link, { width: 360 });
    await page.getByText('You are invited to').waitFor();
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
    await expectAccessible(page);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await press(page, 'Set the password');
    await greeting(page, { username });
    await page.reload();
    await greeting(page, { username });
  });

  it('leads a password manager to the form for a new password', async () => {
    const { server } = example;
    const user = await registerUser(server);
    const { page } = await example.openLink('/.well-known/change-password');
    await enterPassword(page, user);
    await expectFocus(page, page.getByLabel('Current password'));
  });
});
