import { describe, expect, it } from '@jest/globals';
import { signIn, switchOn } from '../setup/flows.js';
import { mailTo, newAddress } from '../setup/mail.js';
import { newPhone, PASSWORD } from '../setup/server.js';
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

  it.each([360, 1280])('shows a mail with its code and a link that opens, at %i px', async (width) => {
    const { server } = browser;
    const email = newAddress();
    const username = 'ada-of-the-mail';
    const watched = await browser.open('/simulator', { width });
    const { page, consoleErrors } = watched;
    await server.client().register(`${username}-${width}`, email, PASSWORD);
    const { code, subject } = await mailTo(server, email);
    const mail = page.locator('.conversation', { hasText: email }).locator('.mail');
    await mail
      .getByText(code ?? '')
      .first()
      .waitFor();
    await page.getByText(`Mail to ${email}`).waitFor();
    await mail.getByText(subject).waitFor();
    await mail.getByText('Text', { exact: true }).click();
    await mail.getByText(`${username}-${width}`).waitFor();
    await mail.getByRole('button', { name: /^Copy the code/ }).waitFor();
    expect(await mail.getByRole('link').getAttribute('href')).toMatch(/\/verify-email\?challenge=/);
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await watched.screenshot(`simulator-mail-${width}`);
    expect(consoleErrors).toEqual([]);
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
