import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { de } from '../../../examples/web/src/texts/de.js';
import { en } from '../../../examples/web/src/texts/en.js';
import { es } from '../../../examples/web/src/texts/es.js';
import { fr } from '../../../examples/web/src/texts/fr.js';
import { pl } from '../../../examples/web/src/texts/pl.js';
import { signIn } from '../../setup/flows.js';
import { expectAccessible } from '../accessibility.js';
import {
  accountHeading,
  type AccountPage,
  createGuarded,
  codeField,
  enterPassword,
  expectFocus,
  greeting,
  openAccountPage,
  overflow,
  section,
  tabTo,
  useHostedPages,
} from '../hosted-pages.js';

const PAGES: readonly (readonly [AccountPage, string, string])[] = [
  ['Security', '/security', 'Second factor'],
  ['Devices', '/devices', 'Where you are signed in'],
  ['Activity', '/activity', 'Activity'],
  ['Profile', '/', 'Your data'],
];

describe('the pages of the account', () => {
  const pages = useHostedPages();

  const bar = (page: Page) => page.getByRole('navigation', { name: 'Your account' });
  const link = (page: Page, name: AccountPage) => bar(page).getByRole('link', { name, exact: true });
  const path = (page: Page) => new URL(page.url()).pathname;

  async function expectOn(page: Page, name: AccountPage, at: string): Promise<void> {
    await expectFocus(page, accountHeading(page, name));
    expect(path(page)).toBe(at);
    expect(await page.title()).toBe(`${name} · graphql-two-factor-auth`);
    expect(await bar(page).locator('[aria-current=page]').allInnerTexts()).toEqual([name]);
  }

  it.each([
    ['wide and light', { width: 1280 }],
    ['narrow and dark', { width: 360, dark: true }],
  ])('have an address, a title and a heading each, by keyboard alone, %s', async (_look, options) => {
    const user = await pages.server.createUser();
    const { page, consoleErrors } = await pages.openSignedIn(user, options);
    for (const [name, at, part] of PAGES) {
      await tabTo(page, link(page, name), 'Shift+Tab');
      await page.keyboard.press('Enter');
      await expectOn(page, name, at);
      await section(page, part).waitFor();
      expect(await page.evaluate('scrollY')).toBe(0);
      await expectAccessible(page);
      expect(await overflow(page)).toBe(0);
    }
    expect(consoleErrors).toEqual([]);
  });

  it('follow "Back" and "Forward" of the browser, and stay after a reload', async () => {
    const user = await pages.server.createUser();
    const { page } = await pages.openSignedIn(user);
    await openAccountPage(page, 'Security');
    await openAccountPage(page, 'Activity');
    // The page that is open already is no step back.
    await link(page, 'Activity').click();
    await page.goBack();
    await expectOn(page, 'Security', '/security');
    await page.goBack();
    await expectFocus(page, accountHeading(page, 'Profile'));
    await page.goForward();
    await expectOn(page, 'Security', '/security');
    await page.reload();
    await expectOn(page, 'Security', '/security');
  });

  it('open in a tab of their own when the user asks the browser for that', async () => {
    const { page, context } = await pages.openSignedIn(await pages.server.createUser());
    const opening = context.waitForEvent('page');
    await link(page, 'Devices').click({ modifiers: ['ControlOrMeta'] });
    const tab = await opening;
    await accountHeading(tab, 'Devices').waitFor();
    expect(path(page)).toBe('/');
  });

  it('are what somebody gets who had to sign in first, and the next user begins at the first one', async () => {
    const { user, phone } = await createGuarded(pages.server);
    const { page } = await pages.openLink('/devices');
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await expectOn(page, 'Devices', '/devices');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    expect(path(page)).toBe('/');
    const other = await pages.server.createUser();
    await enterPassword(page, other);
    await greeting(page, other);
  });

  it('come back after a session has ended', async () => {
    const user = await pages.server.createUser();
    const { page } = await pages.openSignedIn(user);
    await openAccountPage(page, 'Devices');
    const { client } = await signIn(pages.server, user);
    await client.query('mutation { revokeOtherSessions }');
    await link(page, 'Activity').click();
    await page.getByText('Your session has ended. Sign in again.').waitFor();
    await enterPassword(page, user);
    await expectOn(page, 'Activity', '/activity');
  });

  it('have an address for the users, which is for staff alone', async () => {
    const [staff, user] = [await pages.server.createUser({ isStaff: true }), await pages.server.createUser()];
    const { page } = await pages.openSignedIn(staff);
    await page.getByRole('button', { name: 'All users' }).click();
    await page.getByRole('table').waitFor();
    expect(path(page)).toBe('/users');
    await page.goBack();
    await greeting(page, staff);
    await page.goForward();
    await page.getByRole('table').waitFor();
    await page.getByRole('button', { name: 'My account' }).click();
    await greeting(page, staff);
    const { page: other } = await pages.openLink('/users');
    await enterPassword(other, user);
    await greeting(other, user);
    expect(await other.getByRole('table').count()).toBe(0);
  });

  it.each([
    ['en-GB', en],
    ['de-DE', de],
    ['es-ES', es],
    ['fr-FR', fr],
    ['pl-PL', pl],
  ])('have tabs that can all be reached on a phone, in %s', async (locale, t) => {
    const user = await pages.server.createUser();
    const { page } = await pages.open({ width: 320, locale });
    await page.getByLabel(t.username).fill(user.username);
    await page.getByLabel(t.password, { exact: true }).fill(user.password);
    await page.getByRole('button', { name: t.signIn, exact: true }).click();
    const tabs = page.getByRole('navigation', { name: t.yourAccount });
    for (const name of [t.activity, t.yourDevices, t.security, t.profile]) {
      await tabs.getByRole('link', { name, exact: true }).click();
      const current = tabs.locator('[aria-current=page]');
      expect(await current.innerText()).toBe(name);
      const { x = NaN, width = NaN } = (await current.boundingBox()) ?? {};
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(320);
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      expect(await overflow(page)).toBe(0);
      await expectAccessible(page);
    }
  });
});
