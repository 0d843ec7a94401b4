import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signIn } from '../../setup/flows.js';
import {
  codeField,
  createGuarded,
  enterNewPhone,
  enterPassword,
  expectFocus,
  failureIn,
  greeting,
  openAccountPage,
  openPasswordForm,
  passPause,
  section,
  storeCodes,
  tabTo,
  useHostedPages,
} from '../hosted-pages.js';

/** When the focused element disappears, a keyboard user would start again at the top of the page. */
describe('the focus on the hosted pages', () => {
  const example = useHostedPages();

  const heading = (page: Page, name: string) => page.getByRole('heading', { name });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  const press = async (page: Page, name: string) => {
    await tabTo(page, button(page, name));
    await page.keyboard.press('Enter');
  };

  /** The question begins at "Cancel". */
  const confirm = async (page: Page, action: string) => {
    const question = page.getByRole('alertdialog');
    await expectFocus(page, question.getByRole('button', { name: 'Cancel' }));
    await tabTo(page, question.getByRole('button', { name: action }), 'Shift+Tab');
    await page.keyboard.press('Enter');
  };

  it('goes back to its button when the code for a phone is canceled', async () => {
    const { page } = await example.openSignedIn(await example.server.createUser());
    await enterNewPhone(page);
    await expectFocus(page, codeField(page));
    await press(page, 'Cancel');
    await expectFocus(page, button(page, 'Add a phone'));
  });

  it('stays on the button during a resend and goes to the field after it fails', async () => {
    const { page, context } = await example.openSignedIn(await example.server.createUser(), {
      clockAheadMs: 0,
    });
    await enterNewPhone(page);
    await passPause(example.server, page);
    const response = Promise.withResolvers<null>();
    await context.route('**/graphql', (route) => response.promise.then(() => route.abort()));
    const asked = page.waitForRequest('**/graphql');
    await press(page, 'Send again');
    await asked;
    await page.locator('button:is(:disabled, [aria-disabled=true])', { hasText: 'Send again' }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Send again');
    response.resolve(null);
    await failureIn(page, 'Code').waitFor();
    await expectFocus(page, codeField(page));
  });

  it('goes to the number when the challenge of a phone has expired', async () => {
    const { page } = await example.openSignedIn(await example.server.createUser(), { clockAheadMs: 0 });
    await enterNewPhone(page);
    await passPause(example.server, page);
    example.server.passSeconds(700);
    await press(page, 'Send again');
    await failureIn(page, 'Add a phone').waitFor();
    await expectFocus(page, page.getByLabel('Country'));
  });

  it('goes to the first field of the sign-in when its code is canceled or has expired', async () => {
    const { user, phone } = await createGuarded(example.server);
    const { page } = await example.open();
    await enterPassword(page, user);
    await expectFocus(page, codeField(page));
    await tabTo(page, button(page, 'Back'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expectFocus(page, page.getByLabel('Username'));
    await enterPassword(page, user);
    await expectFocus(page, codeField(page));
    example.server.passSeconds(700);
    await page.keyboard.type(example.server.messageTo(phone).code);
    await page.getByText('The code has expired.').waitFor();
    await expectFocus(page, page.getByLabel('Username'));
  });

  it('stays in the form after a refused sign-in and after a password change', async () => {
    const user = await example.server.createUser();
    const { page } = await example.open();
    await page.getByLabel('Username').fill(user.username);
    await page.getByLabel('Password', { exact: true }).fill('wrong password');
    await press(page, 'Sign in');
    await failureIn(page, 'Sign in').waitFor();
    await expectFocus(page, button(page, 'Sign in'));
    await enterPassword(page, user);
    await greeting(page, user);
    await openPasswordForm(page);
    await expectFocus(page, page.getByLabel('Current password'));
    for (const [password, said] of [
      ['wrong password', 'The current password is wrong'],
      [user.password, 'The password is changed'],
    ] as const) {
      await page.getByLabel('Current password').fill(password);
      await page.getByLabel('New password').fill('a good long password');
      await press(page, 'Change password');
      await page.getByText(said).waitFor();
      await expectFocus(page, button(page, 'Change password'));
    }
  });

  it.each([
    ['phone', 'Add a phone', 'Country'],
    ['password', 'Change password', 'Current password'],
  ])('goes into the form of the %s, and back to its button', async (_what, name, field) => {
    const { page } = await example.openSignedIn(await example.server.createUser());
    await openAccountPage(page, 'Security');
    expect(await page.getByRole('form').count()).toBe(0);
    await press(page, name);
    await expectFocus(page, page.getByLabel(field));
    await press(page, 'Cancel');
    await expectFocus(page, button(page, name));
    expect(await page.getByRole('form').count()).toBe(0);
  });

  it('goes to the heading after a session has ended and stays if it could not be ended', async () => {
    const user = await example.server.createUser();
    await signIn(example.server, user);
    const { page, context } = await example.openSignedIn(user);
    await openAccountPage(page, 'Devices');
    const end = page.getByRole('button', { name: /^End the session of/ });
    await end.waitFor();
    await context.route('**/graphql', (route) => route.abort());
    await tabTo(page, end);
    await page.keyboard.press('Enter');
    await confirm(page, 'End');
    await section(page, 'Where you are signed in').getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await expectFocus(page, end);
    await context.unroute('**/graphql');
    await page.keyboard.press('Enter');
    await confirm(page, 'End');
    await end.waitFor({ state: 'detached' });
    await expectFocus(page, heading(page, 'Where you are signed in'));
  });

  it('goes to the heading when the second factor is switched on or off', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user);
    const phone = await enterNewPhone(page);
    await page.keyboard.type(example.server.messageTo(phone).code);
    await storeCodes(page);
    await page.getByText('Signing in needs one of these').waitFor();
    await expectFocus(page, heading(page, 'Second factor'));
    await context.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Authenticators {') ? route.abort() : route.continue(),
    );
    await press(page, 'Switch off the second factor');
    await confirm(page, 'Switch off');
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
    await expectFocus(page, heading(page, 'Second factor'));
  });

  it('goes to the name of a user in the drawer, and back to the table when it closes', async () => {
    const staff = await example.server.createUser({ isStaff: true });
    const { page } = await example.openSignedIn(staff);
    await button(page, 'All users').click();
    await page.getByLabel('Search').fill(staff.username);
    await page.getByText('1 user', { exact: true }).waitFor();
    const drawer = page.getByRole('dialog', { name: staff.username });
    for (const close of ['Close', 'Escape']) {
      await tabTo(page, button(page, staff.username));
      await page.keyboard.press('Enter');
      await expectFocus(page, drawer.getByRole('heading', { name: staff.username }));
      if (close === 'Close') await press(page, close);
      else await page.keyboard.press(close);
      await drawer.waitFor({ state: 'detached' });
      await expectFocus(page, button(page, staff.username));
      await page.getByLabel('Search').focus();
    }
  });

  it('goes to the heading of each view and after the last page to the list', async () => {
    const staff = await example.server.createUser({ isStaff: true });
    for (let users = 0; users < 21; users += 1)
      await example.server.createUser({ email: `writer-${users}@library.test` });
    const { page, context } = await example.openSignedIn(staff);
    await tabTo(page, button(page, 'All users'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expectFocus(page, heading(page, 'Users · '));
    await tabTo(page, page.getByLabel('Search'));
    await page.keyboard.type('writer-');
    await page.getByText('21 users', { exact: true }).waitFor();
    await expectFocus(page, page.getByLabel('Search'));
    await context.route('**/graphql', (route) => route.abort());
    await press(page, 'Show more');
    await failureIn(page, 'Find users').waitFor();
    await expectFocus(page, button(page, 'Show more'));
    // It does nothing while it is still at the first try.
    await page.locator('button[aria-disabled=false]', { hasText: 'Show more' }).waitFor();
    await context.unroute('**/graphql');
    await page.keyboard.press('Enter');
    await page.getByText('@library.test').nth(20).waitFor();
    await expectFocus(page, section(page, 'Users').getByRole('table'));
    await tabTo(page, button(page, 'My account'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expectFocus(page, heading(page, 'Profile'));
    expect(await page.getByLabel('Search').count()).toBe(0);
  });
});
