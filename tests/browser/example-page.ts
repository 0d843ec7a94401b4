import { afterAll, afterEach, beforeAll, expect, jest } from '@jest/globals';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { newPhone, startServer, type TestServer, type TestUser } from '../helpers/server.js';
import { launchBrowser, openPage, type PageOptions, type WatchedPage } from './browser.js';

export interface Example {
  readonly server: TestServer;
  /** The front end, of this server or another, in a browser of its own. */
  open(options?: PageOptions, url?: string): Promise<WatchedPage>;
  /** One more tab of the same browser. */
  openTab(context: BrowserContext): Promise<Page>;
  /** A page on which this user is signed in; the second factor is off. */
  openSignedIn(user: TestUser, options?: PageOptions): Promise<WatchedPage>;
}

/** A server with the front end on it, and the browser, for the tests of a file. */
export function useExample(): Example {
  let server: TestServer;
  let browser: Browser;
  const opened: BrowserContext[] = [];
  // A test waits for the page many times, and one wait may take 15 seconds.
  jest.setTimeout(90_000);

  beforeAll(async () => {
    // Long enough to be seen on a machine that is busy, short enough to be waited for.
    server = await startServer({ SEND_PAUSE: '8s' });
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  afterEach(async () => {
    for (const context of opened.splice(0)) await context.close();
  });

  const open = async (options?: PageOptions, url = server.url) => {
    const watched = await openPage(browser, `${url}/`, options);
    opened.push(watched.context);
    return watched;
  };
  return {
    get server() {
      return server;
    },
    open,
    openTab: async (context) => {
      const page = await context.newPage();
      await page.goto(`${server.url}/`);
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

export async function enterPassword(page: Page, { username, password }: TestUser): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Waits for the account of this user. */
export const greeting = (page: Page, user: TestUser): Promise<void> =>
  page.getByRole('heading', { name: `Hello, ${user.username}` }).waitFor();

/** Asks for a code to a new phone, and answers its number. */
export async function enterNewPhone(page: Page): Promise<string> {
  const phone = newPhone();
  await page.getByLabel('Country').selectOption('PL');
  await page.getByLabel('Phone number').fill(phone.replace('+48', ''));
  await page.getByRole('button', { name: 'Switch on' }).click();
  await codeField(page).waitFor();
  return phone;
}

export const codeField = (page: Page): Locator => page.getByRole('textbox', { name: 'Code' });

export const failureIn = (page: Page, form: string): Locator =>
  page.getByRole('form', { name: form }).getByRole('alert').filter({ hasText: /\w/ });

/** A section of the account, by its heading. */
export const section = (page: Page, name: string): Locator => page.getByRole('region', { name });

/** How many pixels the page is too wide. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const focused = (page: Page, target: Locator): Locator => target.and(page.locator(':focus'));

/** Empty, or the element that has the focus without an outline that shows it. */
const UNSEEN_FOCUS = `getComputedStyle(document.activeElement).outlineStyle === 'solid'
  ? '' : document.activeElement.outerHTML.slice(0, 200)`;

/** Goes there by keyboard alone. Each stop on the way must show that it has the focus. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stops = 0; stops < 30; stops += 1) {
    await page.keyboard.press(key);
    expect(await page.evaluate(UNSEEN_FOCUS)).toBe('');
    if ((await focused(page, target).count()) > 0) return;
  }
  throw new Error('The key does not lead there.');
}

/** Waits until the page has put the focus there by itself. */
export async function expectFocus(page: Page, target: Locator): Promise<void> {
  await focused(page, target).waitFor();
}
