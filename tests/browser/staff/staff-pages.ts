import { type Locator, type Page } from 'playwright-core';
import { type HostedPages, section } from '../hosted-pages.js';
import type { PageOptions, WatchedPage } from '../browser.js';

/** The list of users, as staff sees it. */
export async function openUsers(pages: HostedPages, options?: PageOptions): Promise<WatchedPage> {
  const watched = await pages.openSignedIn(await pages.server.createUser({ isStaff: true }), options);
  await watched.page.getByRole('button', { name: 'All users' }).click();
  await section(watched.page, 'Users').getByRole('table').waitFor();
  return watched;
}

/** Opens one user of the list, once all of it is read. */
export async function openDrawer(page: Page, username: string): Promise<Locator> {
  await page.getByLabel('Search').fill(username);
  await page.getByText('1 user', { exact: true }).waitFor();
  await page.getByRole('button', { name: username }).click();
  const drawer = page.getByRole('dialog', { name: username });
  await drawer.getByRole('heading', { name: 'Activity' }).waitFor();
  await drawer.getByText('The account was').first().waitFor();
  return drawer;
}

export const pressIn = (where: Page | Locator, name: string): Promise<void> =>
  where.getByRole('button', { name, exact: true }).click();

/** Says yes to the question of a button. */
export const confirm = (page: Page, name: string): Promise<void> =>
  pressIn(page.getByRole('alertdialog'), name);
