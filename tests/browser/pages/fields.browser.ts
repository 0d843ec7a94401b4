import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible } from '../accessibility.js';
import {
  enterNewPhone,
  failureIn,
  openPasswordForm,
  openPhoneForm,
  overflow,
  useHostedPages,
} from '../hosted-pages.js';

describe('the fields of the hosted pages', () => {
  const example = useHostedPages();

  /** The labels of the fields that are marked as invalid. */
  const marked = (page: Page) =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll('[aria-invalid=true]')].map(({ labels }) => labels[0].textContent)`,
    );

  it.each([
    ['light', false],
    ['dark', true],
  ])('are marked and described when the server refuses them (%s)', async (name, dark) => {
    const user = await example.server.createUser();
    const { page, screenshot } = await example.openSignedIn(user, { width: 360, dark });
    const change = async (currentPassword: string, newPassword: string) => {
      await page.getByLabel('Current password').fill(currentPassword);
      await page.getByLabel('New password').fill(newPassword);
      await page.getByRole('button', { name: 'Change password' }).click();
    };
    const described = async (label: string, description: string) => {
      const field = page.getByRole('textbox', { name: label, description });
      await page.locator('.field').filter({ has: field }).getByText(description).waitFor();
      expect(await page.getByText(description).count()).toBe(1);
    };
    await openPasswordForm(page);
    expect(await marked(page)).toEqual([]);
    await change(user.password, 'password1');
    await described('New password', 'This password is too common');
    await described('New password', 'At least 8 characters');
    expect(await marked(page)).toEqual(['New password']);
    await change('not the password', 'a good long password');
    await described('Current password', 'The current password is wrong');
    expect(await marked(page)).toEqual(['Current password']);

    await openPhoneForm(page);
    await page.getByLabel('Phone number').fill('123');
    await page.getByRole('button', { name: 'Continue' }).click();
    await described('Phone number', 'Enter an existing phone number');
    expect(await marked(page)).toEqual(['Current password', 'Phone number']);
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await screenshot(`example-wrong-fields-${name}`);

    await change(user.password, 'a good long password');
    await page.getByText('The password is changed').waitFor();
    await enterNewPhone(page);
    expect(await marked(page)).toEqual([]);
  });

  it('are marked in a form that searches while the user types', async () => {
    const { page, screenshot } = await example.openSignedIn(
      await example.server.createUser({ isStaff: true }),
      { width: 360 },
    );
    await page.getByRole('button', { name: 'All users' }).click();
    await page.getByText(/^\d+ users?$/).waitFor();
    await screenshot('example-users-narrow');
    await page.getByLabel('Search').fill('a'.repeat(500));
    await page
      .getByRole('searchbox', { name: 'Search', description: 'A search text can have at most' })
      .waitFor();
    expect(await marked(page)).toEqual(['Search']);
    await page.getByLabel('Search').fill('');
    await page
      .getByRole('searchbox', { description: /^By the beginning of a username or e-mail address$/ })
      .waitFor();
    expect(await marked(page)).toEqual([]);
  });

  it('are not marked by a failure that names no field', async () => {
    const user = await example.server.createUser();
    const { page } = await example.open();
    await page.getByLabel('Username').fill(user.username);
    await page.getByLabel('Password', { exact: true }).fill('wrong password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await failureIn(page, 'Sign in').waitFor();
    expect(await marked(page)).toEqual([]);
  });
});
