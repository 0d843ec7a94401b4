import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { signIn, switchOn } from '../helpers/flows.js';
import {
  codeField,
  enterNewPhone,
  enterPassword,
  expectFocus,
  failureIn,
  greeting,
  section,
  tabTo,
  useExample,
} from './example-page.js';

/** Whoever uses the keyboard begins anew at the top of the page when what has the focus goes away. */
describe('the focus on the example front end', () => {
  const example = useExample();

  const heading = (page: Page, name: string) => page.getByRole('heading', { name });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  const press = async (page: Page, name: string) => {
    await tabTo(page, button(page, name));
    await page.keyboard.press('Enter');
  };

  it('goes to the heading when the code for a phone is given up', async () => {
    const { page } = await example.openSignedIn(await example.server.createUser());
    await enterNewPhone(page);
    await expectFocus(page, codeField(page));
    await press(page, 'Cancel');
    await expectFocus(page, heading(page, 'Second factor'));
  });

  // The next two come first: a page counts down to a new code by a clock that no test moves.
  it('stays while another code is asked for, and goes to the field when none came', async () => {
    const { page, context } = await example.openSignedIn(await example.server.createUser());
    await enterNewPhone(page);
    await button(page, 'Send again').waitFor();
    const answer = Promise.withResolvers<null>();
    await context.route('**/graphql', (route) => answer.promise.then(() => route.abort()));
    const asked = page.waitForRequest('**/graphql');
    await press(page, 'Send again');
    await asked;
    await page.locator('button:is(:disabled, [aria-disabled=true])', { hasText: 'Send again' }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Send again');
    answer.resolve(null);
    await failureIn(page, 'Code').waitFor();
    await expectFocus(page, codeField(page));
  });

  it('goes to the heading when no other code can be sent to a phone', async () => {
    const { page } = await example.openSignedIn(await example.server.createUser());
    await enterNewPhone(page);
    await button(page, 'Send again').waitFor();
    example.server.passSeconds(700);
    await press(page, 'Send again');
    await failureIn(page, 'Switch on').waitFor();
    await expectFocus(page, heading(page, 'Second factor'));
  });

  it('goes to the first field of the sign-in when its code is given up, or no longer good', async () => {
    const user = await example.server.createUser();
    const { phone } = await switchOn(example.server, user);
    const { page } = await example.open();
    await enterPassword(page, user);
    await expectFocus(page, codeField(page));
    await press(page, 'Cancel');
    await expectFocus(page, page.getByLabel('Username'));
    await enterPassword(page, user);
    await expectFocus(page, codeField(page));
    example.server.passSeconds(700);
    await page.keyboard.type(example.server.messageTo(phone).code);
    await page.getByText('That code is no longer good.').waitFor();
    await expectFocus(page, page.getByLabel('Username'));
  });

  it('stays in the form when a sign-in or a new password is refused, and when one is taken', async () => {
    const user = await example.server.createUser();
    const { page } = await example.open();
    await page.getByLabel('Username').fill(user.username);
    await page.getByLabel('Password').fill('wrong password');
    await press(page, 'Sign in');
    await failureIn(page, 'Sign in').waitFor();
    await expectFocus(page, button(page, 'Sign in'));
    await enterPassword(page, user);
    await greeting(page, user);
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

  it('goes to the heading when one session has ended, and stays when it could not be', async () => {
    const user = await example.server.createUser();
    await signIn(example.server, user);
    const { page, context } = await example.openSignedIn(user);
    const end = page.getByRole('button', { name: /^End the session at/ });
    await end.waitFor();
    await context.route('**/graphql', (route) => route.abort());
    await tabTo(page, end);
    await page.keyboard.press('Enter');
    await section(page, 'Where you are signed in').getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await expectFocus(page, end);
    await context.unroute('**/graphql');
    await page.keyboard.press('Enter');
    await end.waitFor({ state: 'detached' });
    await expectFocus(page, heading(page, 'Where you are signed in'));
  });

  it('goes to the heading when the second factor is on, or off, also where the page cannot be read again', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user);
    const phone = await enterNewPhone(page);
    await page.keyboard.type(example.server.messageTo(phone).code);
    await page.getByText(/^On: signing in takes a code/).waitFor();
    await expectFocus(page, heading(page, 'Second factor'));
    await context.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Me {') ? route.abort() : route.continue(),
    );
    await press(page, 'Switch off');
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
    await expectFocus(page, heading(page, 'Second factor'));
  });

  it('goes to the heading of the list of users and back, and from the last page to the list', async () => {
    const staff = await example.server.createUser({ isStaff: true });
    for (let users = 0; users < 21; users += 1)
      await example.server.createUser({ email: `writer-${users}@library.test` });
    const { page, context } = await example.openSignedIn(staff);
    await press(page, 'All users');
    await expectFocus(page, heading(page, 'Hello'));
    await tabTo(page, page.getByLabel('Search'));
    await page.keyboard.type('writer-');
    await page.getByText('21 users', { exact: true }).waitFor();
    await expectFocus(page, page.getByLabel('Search'));
    await context.route('**/graphql', (route) => route.abort());
    await press(page, 'Show more');
    await failureIn(page, 'Find users').waitFor();
    await expectFocus(page, button(page, 'Show more'));
    await context.unroute('**/graphql');
    await page.keyboard.press('Enter');
    await page.getByText('@library.test').nth(20).waitFor();
    await expectFocus(page, section(page, 'Users').getByRole('list'));
    await tabTo(page, button(page, 'My account'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expectFocus(page, heading(page, 'Hello'));
    expect(await page.getByLabel('Search').count()).toBe(0);
  });
});
