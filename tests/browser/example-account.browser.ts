import { describe, expect, it } from '@jest/globals';
import { otherThan, signIn, switchOn } from '../helpers/flows.js';
import { expectAccessible } from './accessibility.js';
import type { PageOptions } from './browser.js';
import {
  codeField,
  enterNewPhone,
  enterPassword,
  expectFocus,
  failureIn,
  greeting,
  overflow,
  section,
  tabTo,
  useExample,
} from './example-page.js';

describe('the account on the example front end', () => {
  const example = useExample();

  it('changes the password and says what is wrong with one, in its own language', async () => {
    const user = await example.server.createUser();
    const { page, consoleErrors } = await example.open({ locale: 'pl-PL' });
    await enterPassword(page, { ...user, password: 'wrong password' });
    await page.getByRole('alert').filter({ hasText: 'No active user has this' }).waitFor();
    await enterPassword(page, user);
    await greeting(page, user);
    await page.getByLabel('Current password').fill(user.password);
    await page.getByLabel('New password').fill('password1');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page
      .getByRole('form', { name: 'Change password' })
      .getByRole('alert')
      .filter({ hasText: 'This password is among the commonest' })
      .waitFor();
    await page.getByLabel('New password').fill('a good long password');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The password is changed').waitFor();
    await page.reload();
    await greeting(page, user);
    expect(consoleErrors).toEqual([]);
  });

  /** Somebody whose sign-in with a code is too long ago to switch the second factor off. */
  async function openTooLate(options?: PageOptions) {
    const user = await example.server.createUser();
    const { phone } = await switchOn(example.server, user);
    const watched = await example.open(options);
    const { page } = watched;
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await codeField(page).fill(example.server.messageTo(phone).code);
    await greeting(page, user);
    example.server.passSeconds(301);
    const switchOff = page.getByRole('button', { name: 'Switch off' });
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    return { ...watched, user, phone, switchOff, dialog };
  }

  it('asks for the password and a code in place when the sign-in is too old, then does the step', async () => {
    const { page, user, phone, switchOff, dialog } = await openTooLate();
    const password = dialog.getByRole('textbox', { name: 'Password' });
    await page.getByLabel('New password').fill('half of a pass');
    await tabTo(page, switchOff, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expectFocus(page, password);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expectFocus(page, switchOff);
    await failureIn(page, 'Another phone').waitFor();

    await page.keyboard.press('Enter');
    await expectFocus(page, password);
    await page.keyboard.type('wrong password');
    await page.keyboard.press('Enter');
    await failureIn(page, 'Password').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(user.password);
    await page.keyboard.press('Enter');
    await expectFocus(page, codeField(page));
    const { code } = example.server.messageTo(phone);
    await page.keyboard.type(otherThan(code));
    await page.getByText('Tries left: 4.').waitFor();
    await page.keyboard.type(code);
    await page.getByText('Off: the password alone signs in.').waitFor();
    expect(await dialog.count()).toBe(0);
    await expectFocus(page, page.getByRole('heading', { name: 'Second factor' }));
    expect(await page.getByLabel('New password').inputValue()).toBe('half of a pass');
  });

  it.each([
    ['narrow', { width: 360 }],
    ['dark', { dark: true }],
  ])('asks in a dialog that is accessible and fits when it is %s', async (name, options) => {
    const { page, user, switchOff, dialog, screenshot } = await openTooLate(options);
    await switchOff.click();
    await dialog.getByRole('textbox', { name: 'Password' }).fill(user.password);
    await expectAccessible(page);
    await screenshot(`example-step-up-password-${name}`);
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await codeField(page).waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await screenshot(`example-step-up-code-${name}`);
  });

  it('asks for the password again, in place, when the code came too late', async () => {
    const { page, user, switchOff, dialog } = await openTooLate();
    await switchOff.click();
    await dialog.getByRole('textbox', { name: 'Password' }).fill(user.password);
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await codeField(page).waitFor();
    example.server.passSeconds(700);
    await codeField(page).fill('123456');
    await failureIn(page, 'Password').waitFor();
    await expectFocus(page, dialog.getByRole('textbox', { name: 'Password' }));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expectFocus(page, switchOff);
    await failureIn(page, 'Another phone').waitFor();
    await greeting(page, user);
  });

  it('shows the security log, page by page', async () => {
    const user = await example.server.createUser();
    for (let signIns = 0; signIns < 12; signIns += 1) await signIn(example.server, user);
    const { page } = await example.openSignedIn(user);
    const log = section(page, 'Security log');
    await log.getByText('signed in').nth(9).waitFor();
    expect(await log.getByRole('listitem').count()).toBe(10);
    await log.getByRole('button', { name: 'Show more' }).click();
    await log.getByText('signed in').nth(12).waitFor();
    await log.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' });
    // The button that had it is gone.
    expect(await page.evaluate('document.activeElement.tagName')).toBe('UL');
  });

  it('goes back to the phone when the code for it is no longer good', async () => {
    const user = await example.server.createUser();
    const { page } = await example.openSignedIn(user);
    const phone = await enterNewPhone(page);
    example.server.passSeconds(700);
    await codeField(page).fill(example.server.messageTo(phone).code);
    await failureIn(page, 'Switch on').waitFor();
    expect(await codeField(page).count()).toBe(0);
    await expectFocus(page, page.getByRole('heading', { name: 'Second factor' }));
  });

  it('does not take a code for wrong when only the page could not be read again', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user);
    const phone = await enterNewPhone(page);
    await context.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Me {') ? route.abort() : route.continue(),
    );
    await codeField(page).fill(example.server.messageTo(phone).code);
    await codeField(page).waitFor({ state: 'detached' });
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
    await context.unroute('**/graphql');
    await page.reload();
    await page.getByText(/^On: signing in takes a code/).waitFor();
  });

  it('shows staff all users, by search and page by page', async () => {
    const staff = await example.server.createUser({ isStaff: true });
    const other = await example.server.createUser();
    const { page, consoleErrors } = await example.open();
    await enterPassword(page, staff);
    await page.getByRole('button', { name: 'All users' }).click();
    await page.getByLabel('Search').fill(other.username);
    await page.getByText('1 user', { exact: true }).waitFor();
    await expectAccessible(page);
    for (let users = 0; users < 21; users += 1)
      await example.server.createUser({ email: `reader-${users}@library.test` });
    await page.getByLabel('Search').fill('library.test');
    await page.getByText('21 users', { exact: true }).waitFor();
    expect(await page.getByText('@library.test').count()).toBe(20);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('@library.test').nth(20).waitFor();
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
    expect(consoleErrors).toEqual([]);
  });
});
