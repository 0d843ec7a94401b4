import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { newPhone, startServer, type TestServer, type TestUser } from '../helpers/server.js';
import { otherThan, switchOn } from '../helpers/flows.js';
import { expectAccessible } from './accessibility.js';
import { launchBrowser, openPage, type WatchedPage } from './browser.js';

describe('the example front end', () => {
  let server: TestServer;
  let browser: Browser;
  const opened: WatchedPage[] = [];

  beforeAll(async () => {
    server = await startServer({ SEND_PAUSE: '2s' });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  afterEach(async () => {
    for (const { context } of opened.splice(0)) await context.close();
  });

  async function open(options?: Parameters<typeof openPage>[2]): Promise<WatchedPage> {
    const watched = await openPage(browser, `${server.url}/`, options);
    opened.push(watched);
    return watched;
  }

  async function enterPassword(page: Page, { username, password }: TestUser): Promise<void> {
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  const overflow = (page: Page) =>
    page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  const codeField = (page: Page) => page.getByRole('textbox', { name: 'Code' });
  const failureIn = (page: Page, form: string) =>
    page.getByRole('form', { name: form }).getByRole('alert').filter({ hasText: /\w/ });
  const greeting = (page: Page, user: TestUser) =>
    page.getByRole('heading', { name: `Hello, ${user.username}` }).waitFor();

  /** Signs in and asks for a code to a new phone. */
  async function enterNewPhone(user: TestUser) {
    const watched = await open();
    const { page } = watched;
    await enterPassword(page, user);
    const phone = newPhone();
    await page.getByLabel('Country').selectOption('PL');
    await page.getByLabel('Phone number').fill(phone.replace('+48', ''));
    await page.getByRole('button', { name: 'Switch on' }).click();
    await codeField(page).waitFor();
    return { ...watched, phone };
  }

  it('signs in, switches the second factor on, signs out, and signs in with a code', async () => {
    const user = await server.createUser();
    const watched = await open();
    const { page } = watched;
    await page.getByRole('link', { name: 'GraphiQL' }).waitFor();
    await page.getByText('twiliopass').waitFor();
    await expectAccessible(page);
    await watched.screenshot('example-sign-in');
    expect(await page.title()).toMatch(/^Sign in · /);
    await enterPassword(page, user);
    await greeting(page, user);
    expect(await page.title()).toMatch(/^Your account · /);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');

    const phone = newPhone();
    await page.getByLabel('Country').selectOption('PL');
    await page.getByLabel('Phone number').fill(phone.replace('+48', ''));
    await page.getByRole('button', { name: 'Switch on' }).click();
    await codeField(page).waitFor();
    const first = server.messageTo(phone).code;
    for (const left of [4, 3]) {
      await codeField(page).fill(otherThan(first));
      await page.getByText(`Tries left: ${left}.`).waitFor();
      await failureIn(page, 'Code').waitFor();
      expect(await codeField(page).inputValue()).toBe('');
    }
    await codeField(page).fill(first);
    await page.getByText(/^On: signing in takes a code/).waitFor();
    await expectAccessible(page);
    await watched.screenshot('example-account');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await expectAccessible(page);
    expect(await page.title()).toMatch(/^Enter the code · /);
    await watched.screenshot('example-code');
    const { code } = server.messageTo(phone);
    await codeField(page).fill(otherThan(code));
    await page.getByText(/Tries left: 4\./).waitFor();
    await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    // As people paste it.
    await codeField(page).fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await greeting(page, user);
    expect(watched.strayRequests).toEqual([]);
    expect(watched.consoleErrors).toEqual([]);
  });

  it.each([
    ['is right', 0],
    ['is an hour fast', 3_600_000],
    ['is an hour slow', -3_600_000],
  ])('sends the code again after the pause when the clock of the device %s', async (_what, aheadMs) => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    const { page, consoleErrors } = await open({ clockAheadMs: aheadMs });
    await enterPassword(page, user);
    const again = page.getByRole('button', { name: 'Send again', exact: true });
    await page.getByRole('button', { name: /^Send again in [1-3] s$/ }).waitFor();
    await codeField(page).fill(otherThan(server.messageTo(phone).code));
    await failureIn(page, 'Code').waitFor();
    const before = server.messagesTo(phone).length;
    await again.click({ timeout: 10_000 });
    await page.getByRole('button', { name: /^Send again in \d+ s$/ }).waitFor();
    expect(server.messagesTo(phone)).toHaveLength(before + 1);
    // The wrong code was another one's.
    expect(await failureIn(page, 'Code').count()).toBe(0);
    expect(consoleErrors).toEqual([]);
  });

  it('ends another session, and that one sees it', async () => {
    const user = await server.createUser();
    const [here, there] = [await open(), await open()];
    await enterPassword(there.page, user);
    await greeting(there.page, user);
    await enterPassword(here.page, user);
    await greeting(here.page, user);
    await here.page.getByRole('button', { name: /^End the session at/ }).click();
    await here.page.getByRole('button', { name: /^End the session at/ }).waitFor({ state: 'detached' });
    await there.page.reload();
    await there.page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('is signed in and out in two tabs alike, over reloads while tokens are renewed', async () => {
    const user = await server.createUser();
    const { page, context } = await open();
    await enterPassword(page, user);
    await greeting(page, user);
    const second = await context.newPage();
    await second.goto(`${server.url}/`);
    await greeting(second, user);
    server.passSeconds(400);
    await Promise.all([page.reload(), second.reload()]);
    await Promise.all([greeting(page, user), greeting(second, user)]);
    await second.getByRole('button', { name: 'Sign out' }).click();
    for (const tab of [second, page]) await tab.getByText('You are signed out.').waitFor();
    await enterPassword(page, user);
    await Promise.all([greeting(page, user), greeting(second, user)]);
  });

  it('shows nothing of one user to the next, when another tab changes who is signed in', async () => {
    const [first, second] = [await server.createUser(), await server.createUser()];
    const [here, there] = [await open(), await open()];
    await enterPassword(there.page, second);
    await greeting(there.page, second);
    const kept = await there.page.evaluate<string>('JSON.stringify({ ...localStorage })');
    await enterPassword(here.page, first);
    await greeting(here.page, first);
    await here.page.getByLabel('Current password').fill(first.password);
    const tab = await here.context.newPage();
    await tab.goto(`${server.url}/simulator`);
    await tab.evaluate(`Object.assign(localStorage, ${kept})`);
    await greeting(here.page, second);
    expect(await here.page.getByLabel('Current password').inputValue()).toBe('');
    expect(await here.page.getByText(first.username).count()).toBe(0);
  });

  it('says that the server redirects, and sends no password on', async () => {
    const { page, context, strayRequests } = await open();
    await context.route('**/graphql', (route) =>
      route.fulfill({ status: 307, headers: { location: 'http://127.0.0.1:9/graphql' } }),
    );
    await enterPassword(page, await server.createUser());
    await page.getByRole('alert').filter({ hasText: 'a redirect, which is not followed' }).waitFor();
    expect(strayRequests).toEqual([]);
  });

  it('changes the password and says what is wrong with one, in its own language', async () => {
    const user = await server.createUser();
    const { page, consoleErrors } = await open({ locale: 'pl-PL' });
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
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    const { page } = await open();
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await codeField(page).fill(server.messageTo(phone).code);
    await greeting(page, user);
    server.passSeconds(301);
    await page.getByRole('button', { name: 'Switch off' }).click();
    await failureIn(page, 'Another phone').waitFor();
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByText('You are signed out.').waitFor();
    await page.getByLabel('Username').waitFor();
  });

  it('goes back to the phone when the code for it is no longer good', async () => {
    const user = await server.createUser();
    const { page, phone } = await enterNewPhone(user);
    server.passSeconds(700);
    await codeField(page).fill(server.messageTo(phone).code);
    await failureIn(page, 'Switch on').waitFor();
    expect(await codeField(page).count()).toBe(0);
  });

  it('does not take a code for wrong when only the page could not be read again', async () => {
    const user = await server.createUser();
    const { page, phone, context } = await enterNewPhone(user);
    await context.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Me {') ? route.abort() : route.continue(),
    );
    await codeField(page).fill(server.messageTo(phone).code);
    await codeField(page).waitFor({ state: 'detached' });
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
    await context.unroute('**/graphql');
    await page.reload();
    await page.getByText(/^On: signing in takes a code/).waitFor();
  });

  it('says that the sessions could not be read', async () => {
    const user = await server.createUser();
    const { page, context } = await open();
    await context.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Sessions {') ? route.abort() : route.continue(),
    );
    await enterPassword(page, user);
    await page
      .getByRole('region', { name: 'Where you are signed in' })
      .getByRole('alert')
      .filter({ hasText: 'The server cannot be reached' })
      .waitFor();
  });

  it('names no page that is not there, and no user of a fresh server', async () => {
    const other = await startServer({
      GRAPHIQL: 'false',
      TWO_FACTOR_PROVIDER: 'authy',
      AUTHY_API_KEY: 'key',
    });
    const { page, context } = await openPage(browser, `${other.url}/`);
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('link').count()).toBe(0);
    expect(await page.getByText('twiliopass').count()).toBe(0);
    await context.close();
    await other.close();
  });

  it('shows staff all users, by search', async () => {
    const staff = await server.createUser({ isStaff: true });
    const other = await server.createUser();
    const { page, consoleErrors } = await open();
    await enterPassword(page, staff);
    await page.getByRole('button', { name: 'All users' }).click();
    await page.getByLabel('Search').fill(other.username);
    await page.getByText('1 user', { exact: true }).waitFor();
    await expectAccessible(page);
    expect(consoleErrors).toEqual([]);
  });

  it.each([
    ['narrow', { width: 360 }],
    ['dark', { dark: true }],
  ])('is accessible and fits when it is %s', async (name, options) => {
    const user = await server.createUser();
    const watched = await open(options);
    const { page } = watched;
    await enterPassword(page, user);
    await greeting(page, user);
    await page.getByRole('heading', { name: 'Security log' }).waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await watched.screenshot(`example-${name}`);

    const { phone } = await switchOn(server, user);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await enterPassword(page, { ...user, password: 'wrong password' });
    await failureIn(page, 'Sign in').waitFor();
    await expectAccessible(page);
    await enterPassword(page, user);
    await codeField(page).fill(otherThan(server.messageTo(phone).code));
    await failureIn(page, 'Code').waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await watched.screenshot(`example-code-${name}`);
    expect(watched.consoleErrors).toEqual([]);
  });
});
