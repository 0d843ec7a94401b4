import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible } from '../accessibility.js';
import { enterPassword, greeting, useHostedPages } from '../hosted-pages.js';

/** Breaks what shows dates, until the page is loaded again. */
const NO_DATES = `if (performance.getEntriesByType('navigation')[0].type !== 'reload')
  Date.prototype.toLocaleDateString = () => { throw new Error('no dates'); };`;

describe('hosted pages that break', () => {
  const pages = useHostedPages();

  async function loadAgain(page: Page): Promise<void> {
    await page.getByRole('alert').filter({ hasText: 'Something went wrong' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Reload' }).click();
  }

  it('say so instead of turning white, and load again', async () => {
    const user = await pages.server.createUser();
    const { page, consoleErrors } = await pages.open({ initScript: NO_DATES });
    await enterPassword(page, user);
    await loadAgain(page);
    await greeting(page, user);
    expect(consoleErrors.join()).toContain('no dates');
  });

  it('say so when a file of theirs is gone', async () => {
    const { page } = await pages.open();
    await page.getByLabel('Username').waitFor();
    await page.route(/\/assets\/app-.*\.js$/, (route) => route.fulfill({ status: 404 }));
    await page.reload();
    await page.getByRole('alert').waitFor();
    await page.unrouteAll();
    await loadAgain(page);
    await page.getByLabel('Username').waitFor();
  });
});
