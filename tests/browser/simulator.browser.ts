import { describe, expect, it } from '@jest/globals';
import { signIn, switchOn } from '../setup/flows.js';
import { newPhone } from '../setup/server.js';
import { expectAccessible } from './accessibility.js';
import { useBrowser } from './browser.js';
import { overflow } from './hosted-pages.js';

describe('the simulator page', () => {
  const browser = useBrowser();

  it('shows a message and its outcome without a reload', async () => {
    const { server } = browser;
    const { page, strayRequests, consoleErrors, screenshot } = await browser.open('/simulator');
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
  });

  it('shows a notice without a code to copy', async () => {
    const { server } = browser;
    const { page } = await browser.open('/simulator', { dark: true });
    const { client, phone } = await switchOn(server, await server.createUser());
    await client.disableTwoFactor();
    const message = page.locator('.message', { hasText: /no longer takes a code/ });
    await message.waitFor();
    expect(await message.getByText('Delivered').isVisible()).toBe(true);
    expect(await message.getByRole('button').count()).toBe(0);
    expect(server.messageTo(phone).code).toBe('');
    await expectAccessible(page);
  });

  it.each([
    [360, false],
    [360, true],
    [1280, true],
  ])('fits into %i px, dark: %s', async (width, dark) => {
    const { page, screenshot } = await browser.open('/simulator', { width, dark });
    await page.locator('main').waitFor();
    expect(await overflow(page)).toBe(0);
    await screenshot(`simulator-${width}${dark ? '-dark' : ''}`);
  });
});
