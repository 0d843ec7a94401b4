import { expect } from '@jest/globals';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { switchOn } from '../setup/flows.js';
import { newPhone, type TestServer, type TestUser } from '../setup/server.js';
import { type PageOptions, useBrowser, type WatchedPage } from './browser.js';

/** No machine is so slow that it passes before a test ends it. */
const SEND_PAUSE_SECONDS = 120;

export interface HostedPages {
  readonly server: TestServer;
  /** The front end, of this server or another, in a new browser context. */
  open(options?: PageOptions, url?: string): Promise<WatchedPage>;
  /** An address of the server, such as the link of a mail. */
  openLink(link: string, options?: PageOptions): Promise<WatchedPage>;
  /** One more tab of the same browser. */
  openTab(context: BrowserContext): Promise<Page>;
  /** A page with this user signed in. The second factor is off. */
  openSignedIn(user: TestUser, options?: PageOptions): Promise<WatchedPage>;
}

/** A server with the front end on it, and the browser, for the tests of a file. */
export function useHostedPages(settings: Record<string, string> = {}): HostedPages {
  const browser = useBrowser({ SEND_PAUSE: `${SEND_PAUSE_SECONDS}s`, ...settings });
  const open = (options?: PageOptions, url = '') => browser.open(`${url}/`, options);
  return {
    get server() {
      return browser.server;
    },
    open,
    openLink: (link, options) => browser.open(link, options),
    openTab: async (context) => {
      const page = await context.newPage();
      await page.goto(`${browser.server.url}/`);
      return page;
    },
    openSignedIn: async (user, options) => {
      const watched = await open(options);
      await enterPassword(watched.page, user);
      await greeting(watched.page, user);
      return watched;
    },
  };
}

/** Ends the pause after a message, on the server and on a page with a clock of its own. */
export async function passPause(server: TestServer, page: Page): Promise<void> {
  const button = page.getByRole('button', { name: /^Send again in \d/ });
  const said = await button.innerText();
  const parts = said.match(/\d+/g) ?? [];
  // Above two minutes it shows no seconds.
  const roundedTo = said.includes('minute') ? 60 : 1;
  const shown = parts.reduce((seconds, part) => seconds * 60 + Number(part), 0) * roundedTo;
  // To the page the server's clock is the `Date` of its responses, which tests do not move.
  const passedSeconds = Math.round((server.now().getTime() - Date.now()) / 1000);
  expect(shown - passedSeconds).toBeGreaterThan(0);
  expect(shown - passedSeconds).toBeLessThanOrEqual(SEND_PAUSE_SECONDS + roundedTo);
  server.passSeconds(SEND_PAUSE_SECONDS);
  await page.context().clock.fastForward(shown * 1000);
  await button.waitFor({ state: 'hidden' });
}

/** Waits for the response to an operation. Call it before what sends the operation. */
export async function responseTo(page: Page, field: string): Promise<void> {
  await page.waitForResponse((response) => Boolean(response.request().postData()?.includes(field)));
}

/** A user whose second factor is on. */
export async function createGuarded(server: TestServer): Promise<{ user: TestUser; phone: string }> {
  const user = await server.createUser();
  const { phone } = await switchOn(server, user);
  return { user, phone };
}

export async function enterPassword(
  page: Page,
  { username, password }: Pick<TestUser, 'username' | 'password'>,
): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Waits for the first page of this user's account. */
export const greeting = (page: Page, user: Pick<TestUser, 'username'>): Promise<void> =>
  page.locator('dd').getByText(user.username, { exact: true }).waitFor();

/** The pages of the account, as its bar calls them. */
export type AccountPage = 'Profile' | 'Security' | 'Devices' | 'Activity';

/** The heading of a page of the account. */
export const accountHeading = (page: Page, name: AccountPage): Locator =>
  page.getByRole('heading', { level: 1, name });

/** Opens a page of the account. */
export async function openAccountPage(page: Page, name: AccountPage): Promise<void> {
  const bar = page.getByRole('navigation', { name: 'Your account' });
  await bar.getByRole('link', { name, exact: true }).click();
  await accountHeading(page, name).waitFor();
}

/** Opens the form that takes the first phone. */
export async function openPhoneForm(page: Page): Promise<void> {
  await openAccountPage(page, 'Security');
  await section(page, 'Second factor').getByRole('button', { name: 'Add a phone' }).click();
}

export async function openPasswordForm(page: Page): Promise<void> {
  await openAccountPage(page, 'Security');
  await section(page, 'Password').getByRole('button', { name: 'Change password' }).click();
}

/** Requests a code for a new phone, and returns its number. */
export async function enterNewPhone(page: Page): Promise<string> {
  const phone = newPhone();
  if ((await page.getByRole('form', { name: 'Add a phone' }).count()) === 0) await openPhoneForm(page);
  await page.getByLabel('Country').selectOption('PL');
  await page.getByLabel('Phone number').fill(phone.replace('+48', ''));
  await page.getByRole('button', { name: 'Continue' }).click();
  await codeField(page).waitFor();
  return phone;
}

/** The dialog with the recovery codes, which follows the first factor. */
export const codesDialog = (page: Page): Locator =>
  page.getByRole('dialog', { name: 'Save your recovery codes' });

/** Says that the recovery codes are stored. */
export async function storeCodes(page: Page): Promise<void> {
  await codesDialog(page).getByRole('checkbox', { name: 'I have saved them' }).check();
  await codesDialog(page).getByRole('button', { name: 'Done' }).click();
}

export const codeField = (page: Page): Locator => page.getByRole('textbox', { name: 'Code' });

export const failureIn = (page: Page, form: string): Locator =>
  page.getByRole('form', { name: form }).getByRole('alert').filter({ hasText: /\w/ });

export const failureInSection = (page: Page, name: string): Locator =>
  section(page, name).getByRole('alert').filter({ hasText: /\w/ });

/** A section of the account, by its heading. */
export const section = (page: Page, name: string): Locator => page.getByRole('region', { name });

/** How many pixels the page is wider than the window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const focused = (page: Page, target: Locator): Locator => target.and(page.locator(':focus'));

/** The focused element if no outline shows the focus, otherwise empty. */
const UNSEEN_FOCUS = `getComputedStyle(document.activeElement).outlineStyle === 'solid'
  ? '' : document.activeElement.outerHTML.slice(0, 200)`;

/**
 * Moves the focus there with the keyboard, when it is there: a page may still wait for the server.
 * Each stop on the way must show its focus.
 */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await target.waitFor();
  for (let stops = 0; stops < 30; stops += 1) {
    await page.keyboard.press(key);
    expect(await page.evaluate(UNSEEN_FOCUS)).toBe('');
    if ((await focused(page, target).count()) > 0) return;
  }
  throw new Error('The key does not reach the element.');
}

/** Waits until the page has moved the focus there. */
export async function expectFocus(page: Page, target: Locator): Promise<void> {
  await focused(page, target).waitFor();
}
