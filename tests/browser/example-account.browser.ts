import { describe, expect, it } from '@jest/globals';
import { switchOn } from '../helpers/flows.js';
import { expectAccessible } from './accessibility.js';
import { codeField, enterNewPhone, enterPassword, failureIn, greeting, useExample } from './example-page.js';

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

  it('asks for a new sign-in when the one there is is too old for the step', async () => {
    const user = await example.server.createUser();
    const { phone } = await switchOn(example.server, user);
    const { page } = await example.open();
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await codeField(page).fill(example.server.messageTo(phone).code);
    await greeting(page, user);
    example.server.passSeconds(301);
    await page.getByRole('button', { name: 'Switch off' }).click();
    await failureIn(page, 'Another phone').waitFor();
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByText('You are signed out.').waitFor();
    await page.getByLabel('Username').waitFor();
  });

  it('goes back to the phone when the code for it is no longer good', async () => {
    const user = await example.server.createUser();
    const { page } = await example.openSignedIn(user);
    const phone = await enterNewPhone(page);
    example.server.passSeconds(700);
    await codeField(page).fill(example.server.messageTo(phone).code);
    await failureIn(page, 'Switch on').waitFor();
    expect(await codeField(page).count()).toBe(0);
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

  it('shows staff all users, by search', async () => {
    const staff = await example.server.createUser({ isStaff: true });
    const other = await example.server.createUser();
    const { page, consoleErrors } = await example.open();
    await enterPassword(page, staff);
    await page.getByRole('button', { name: 'All users' }).click();
    await page.getByLabel('Search').fill(other.username);
    await page.getByText('1 user', { exact: true }).waitFor();
    await expectAccessible(page);
    expect(consoleErrors).toEqual([]);
  });
});
