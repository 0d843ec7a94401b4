import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible } from './accessibility.js';
import { enterNewPhone, failureIn, overflow, useExample } from './example-page.js';

describe('the fields of the example front end', () => {
  const example = useExample();

  /** The fields that a screen reader calls invalid, by their labels. */
  const marked = (page: Page) =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll('[aria-invalid=true]')].map(({ labels }) => labels[0].textContent)`,
    );

  it.each([
    ['light', false],
    ['dark', true],
  ])('are marked when the server names them, and say what is wrong (%s)', async (name, dark) => {
    const user = await example.server.createUser();
    const { page, screenshot } = await example.openSignedIn(user, { width: 360, dark });
    const change = async (currentPassword: string, newPassword: string) => {
      await page.getByLabel('Current password').fill(currentPassword);
      await page.getByLabel('New password').fill(newPassword);
      await page.getByRole('button', { name: 'Change password' }).click();
    };
    const described = (label: string, description: string) =>
      page.getByRole('textbox', { name: label, description }).waitFor();
    expect(await marked(page)).toEqual([]);
    await change(user.password, 'password1');
    await described('New password', 'This password is among the commonest');
    await described('New password', 'At least 8 characters');
    expect(await marked(page)).toEqual(['New password']);
    await change('not the password', 'a good long password');
    await described('Current password', 'The current password is wrong');
    expect(await marked(page)).toEqual(['Current password']);

    await page.getByLabel('Phone number').fill('123');
    await page.getByRole('button', { name: 'Switch on' }).click();
    await described('Phone number', 'Enter a phone number that exists');
    expect(await marked(page)).toEqual(['Phone number', 'Current password']);
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await screenshot(`example-wrong-fields-${name}`);

    await change(user.password, 'a good long password');
    await page.getByText('The password is changed').waitFor();
    await enterNewPhone(page);
    expect(await marked(page)).toEqual([]);
  });

  it('are marked where the server is asked while one types', async () => {
    const { page, screenshot } = await example.openSignedIn(
      await example.server.createUser({ isStaff: true }),
      { width: 360 },
    );
    await page.getByRole('button', { name: 'All users' }).click();
    await page.getByText(/^\d+ users?$/).waitFor();
    await screenshot('example-users-narrow');
    await page.getByLabel('Search').fill('a'.repeat(500));
    await page.getByRole('searchbox', { name: 'Search', description: 'A search has at most' }).waitFor();
    expect(await marked(page)).toEqual(['Search']);
    await page.getByLabel('Search').fill('');
    await page.getByRole('searchbox', { description: /^In usernames and e-mail addresses$/ }).waitFor();
    expect(await marked(page)).toEqual([]);
  });

  it('are not marked by what is not about one of them', async () => {
    const user = await example.server.createUser();
    const { page } = await example.open();
    await page.getByLabel('Username').fill(user.username);
    await page.getByLabel('Password').fill('wrong password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await failureIn(page, 'Sign in').waitFor();
    expect(await marked(page)).toEqual([]);
  });
});
