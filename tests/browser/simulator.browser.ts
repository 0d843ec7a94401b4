import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { signIn, switchOn } from '../helpers/flows.js';
import { newPhone, startServer, type TestServer } from '../helpers/server.js';
import { expectAccessible } from './accessibility.js';
import { launchBrowser, openPage } from './browser.js';

describe('the simulator page', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startServer();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('shows a message and its outcome by itself, without a reload', async () => {
    const { page, strayRequests, consoleErrors, screenshot } = await openPage(
      browser,
      `${server.url}/simulator`,
    );
    const { client } = await signIn(server, await server.createUser());
    const phone = newPhone();
    await client.verifyPhone(phone);
    const { code } = server.messageTo(phone);
    await page.getByText(code).first().waitFor();
    await page
      .getByText(/waiting|pending/i)
      .first()
      .waitFor();
    await client.registerPhone(phone, code);
    await page
      .getByText(/approved/i)
      .first()
      .waitFor();
    await expectAccessible(page);
    await screenshot('simulator');
    expect({ strayRequests, consoleErrors }).toEqual({ strayRequests: [], consoleErrors: [] });
  }, 60_000);

  it('shows a notice, which has no code to copy', async () => {
    const { page } = await openPage(browser, `${server.url}/simulator`, { dark: true });
    const { client, phone } = await switchOn(server, await server.createUser());
    await client.disableTwoFactor();
    const message = page.locator('.message', { hasText: /no longer takes a code/ });
    await message.waitFor();
    expect(await message.getByText('Delivered').isVisible()).toBe(true);
    expect(await message.getByRole('button').count()).toBe(0);
    expect(server.messageTo(phone).code).toBe('');
    await expectAccessible(page);
  }, 60_000);

  it.each([
    [360, false],
    [360, true],
    [1280, true],
  ])(
    'fits into %i px, dark: %s',
    async (width, dark) => {
      const { page, screenshot } = await openPage(browser, `${server.url}/simulator`, { width, dark });
      await page.locator('main').waitFor();
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBe(0);
      await screenshot(`simulator-${width}${dark ? '-dark' : ''}`);
    },
    60_000,
  );
});
