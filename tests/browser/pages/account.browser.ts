import { describe, expect, it } from '@jest/globals';
import { otherThan } from '../../setup/flows.js';
import { expectAccessible } from '../accessibility.js';
import { pl } from '../../../examples/web/src/texts/pl.js';
import type { PageOptions } from '../browser.js';
import {
  accountHeading,
  codeField,
  createGuarded,
  enterNewPhone,
  enterPassword,
  expectFocus,
  failureIn,
  failureInSection,
  greeting,
  openAccountPage,
  openPasswordForm,
  overflow,
  section,
  storeCodes,
  tabTo,
  useHostedPages,
} from '../hosted-pages.js';

describe('the account on the hosted pages', () => {
  const example = useHostedPages();

  it('changes the password and explains a refused one, in the browser’s language', async () => {
    const user = await example.server.createUser();
    const { page, consoleErrors } = await example.open({ locale: 'pl-PL' });
    const enter = async (password: string) => {
      await page.getByLabel(pl.username).fill(user.username);
      await page.getByLabel(pl.password, { exact: true }).fill(password);
      await page.getByRole('button', { name: pl.signIn }).click();
    };
    await enter('wrong password');
    await page.getByRole('alert').filter({ hasText: 'Nazwa użytkownika lub hasło' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('pl');
    await enter(user.password);
    await page.getByRole('heading', { name: pl.profile }).waitFor();
    await greeting(page, user);
    await page.getByRole('link', { name: pl.security }).click();
    await page.getByRole('button', { name: pl.changePassword }).click();
    await page.getByLabel(pl.currentPassword).fill(user.password);
    await page.getByLabel(pl.newPassword).fill('password1');
    await page.getByRole('button', { name: pl.changePassword }).click();
    const form = page.getByRole('form', { name: pl.changePassword });
    await form.getByRole('alert').filter({ hasText: 'To hasło' }).waitFor();
    await page.getByLabel(pl.newPassword).fill('a good long password');
    await page.getByRole('button', { name: pl.changePassword }).click();
    await page.getByText(pl.passwordChanged).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: pl.security }).waitFor();
    expect(consoleErrors).toEqual([]);
  });

  /** A user whose last sign-in is too old for switching the second factor off. */
  async function openTooLate(options?: PageOptions) {
    const { user, phone } = await createGuarded(example.server);
    const watched = await example.open(options);
    const { page } = watched;
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await codeField(page).fill(example.server.messageTo(phone).code);
    await greeting(page, user);
    await openAccountPage(page, 'Security');
    example.server.passSeconds(301);
    const switchOff = section(page, 'Second factor').getByRole('button', { name: 'Switch off' });
    const confirm = page.getByRole('alertdialog').getByRole('button', { name: 'Switch off' });
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    return { ...watched, user, phone, switchOff, confirm, dialog };
  }

  it('asks for the second factor in a dialog and then repeats the step', async () => {
    const { page, phone, switchOff, confirm, dialog } = await openTooLate();
    await openPasswordForm(page);
    await page.getByLabel('New password').fill('half of a pass');
    await tabTo(page, switchOff);
    await page.keyboard.press('Enter');
    await tabTo(page, confirm, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expectFocus(page, codeField(page));
    await dialog.getByText('Switch off the second factor: This step needs a recent sign-in.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expectFocus(page, switchOff);
    await failureInSection(page, 'Second factor').waitFor();

    await page.keyboard.press('Enter');
    await tabTo(page, confirm, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expectFocus(page, codeField(page));
    const { code } = example.server.messageTo(phone);
    await page.keyboard.type(otherThan(code));
    await page.getByText('You have 4 tries left').waitFor();
    await page.keyboard.type(code);
    await page.getByText('Signing in needs only the password.').waitFor();
    expect(await dialog.count()).toBe(0);
    await expectFocus(page, page.getByRole('heading', { name: 'Second factor' }));
    expect(await page.getByLabel('New password').inputValue()).toBe('half of a pass');
  });

  it.each([
    ['narrow', { width: 360 }],
    ['dark', { dark: true }],
  ])('has an accessible step-up dialog that fits when it is %s', async (name, options) => {
    const { page, switchOff, confirm, dialog, screenshot } = await openTooLate(options);
    await switchOff.click();
    await confirm.click();
    await dialog.waitFor();
    await codeField(page).waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await screenshot(`example-step-up-code-${name}`);
  });

  it('asks for the password of a user without a second factor', async () => {
    const user = await example.server.createUser();
    const { page } = await example.openSignedIn(user);
    await openAccountPage(page, 'Security');
    example.server.passSeconds(301);
    await section(page, 'Second factor').getByRole('button', { name: 'Add an app' }).click();
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await expectFocus(page, dialog.getByRole('textbox', { name: 'Password' }));
    await page.keyboard.type('wrong password');
    await page.keyboard.press('Enter');
    await failureIn(page, 'Password').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(user.password);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    await expectFocus(page, codeField(page));
  });

  it('begins again in the dialog after the code expired', async () => {
    const { page, phone, switchOff, confirm, dialog } = await openTooLate();
    await switchOff.click();
    await confirm.click();
    await codeField(page).waitFor();
    example.server.passSeconds(700);
    await codeField(page).fill('123456');
    await dialog.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await expectFocus(page, dialog.getByRole('button', { name: 'Try again' }));
    await page.keyboard.press('Enter');
    await expectFocus(page, codeField(page));
    await page.keyboard.type(example.server.messageTo(phone).code);
    await page.getByText('Signing in needs only the password.').waitFor();
    await accountHeading(page, 'Security').waitFor();
  });

  it('goes back to the phone field after the code expired', async () => {
    const user = await example.server.createUser();
    const { page } = await example.openSignedIn(user);
    const phone = await enterNewPhone(page);
    example.server.passSeconds(700);
    await codeField(page).fill(example.server.messageTo(phone).code);
    await failureIn(page, 'Add a phone').waitFor();
    expect(await codeField(page).count()).toBe(0);
    await expectFocus(page, page.getByLabel('Country'));
  });

  it('accepts a code even if the page cannot be read again', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user);
    const phone = await enterNewPhone(page);
    await context.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Authenticators {') ? route.abort() : route.continue(),
    );
    await codeField(page).fill(example.server.messageTo(phone).code);
    await storeCodes(page);
    await codeField(page).waitFor({ state: 'detached' });
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
    await context.unroute('**/graphql');
    await page.reload();
    await page.getByText('Signing in needs one of these').waitFor();
  });

  it('shows staff all users by search and page by page', async () => {
    const staff = await example.server.createUser({ isStaff: true });
    const other = await example.server.createUser();
    const { page, consoleErrors } = await example.open();
    await enterPassword(page, staff);
    await page.getByRole('button', { name: 'All users' }).click();
    await page.getByLabel('Search').fill(other.username);
    await page.getByText('1 user', { exact: true }).waitFor();
    await expectAccessible(page);
    await page.getByLabel('Show', { exact: true }).selectOption('Second factor on');
    await page.getByText('No user matches.').waitFor();
    await page.getByLabel('Show', { exact: true }).selectOption('Everybody');
    await page.getByRole('button', { name: other.username }).click();
    await page.getByRole('dialog', { name: other.username }).getByRole('button', { name: 'Close' }).click();
    for (let users = 0; users < 21; users += 1)
      await example.server.createUser({ email: `reader-${users}@library.test` });
    await page.getByLabel('Search').fill('reader-');
    await page.getByText('21 users', { exact: true }).waitFor();
    expect(await page.getByText('@library.test').count()).toBe(20);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('@library.test').nth(20).waitFor();
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
    expect(consoleErrors).toEqual([]);
  });
});
