import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { registerUser } from '../../setup/mail.js';
import { expectAccessible } from '../accessibility.js';
import { enterPassword, greeting, overflow, section, useHostedPages } from '../hosted-pages.js';
import { readMail } from './mail-pages.js';

describe('leaving on the hosted pages', () => {
  const example = useHostedPages();

  it('gives the data as a file, deletes the account, and keeps it by the account or the mail', async () => {
    const { server } = example;
    const user = await registerUser(server);
    const watched = await example.open({ width: 360, acceptDownloads: true });
    const { page } = watched;
    await enterPassword(page, user);
    await greeting(page, user);
    const data = section(page, 'Your data');
    const downloading = page.waitForEvent('download');
    await data.getByRole('button', { name: 'Download' }).click();
    expect(readFileSync(await (await downloading).path(), 'utf8')).toContain(user.email);

    const remove = async () => {
      await data.getByRole('button', { name: 'Delete account' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete account' }).click();
      await page.getByText('You are signed out.').waitFor();
    };
    await remove();
    await enterPassword(page, user);
    await page.getByText(/^This account will be removed on [A-Z][a-z]+ \d+, \d{4}\.$/).waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await watched.screenshot('leaving-360');
    await page.getByRole('button', { name: 'Keep my account' }).click();
    await page.getByText('This account will be removed on').waitFor({ state: 'hidden' });
    await data.scrollIntoViewIfNeeded();
    await watched.screenshot('leaving-data-360');

    await remove();
    await page.goto((await readMail(server, user.email)).link);
    await page.getByRole('heading', { name: 'Keep your account?' }).waitFor();
    await page.getByText('about to be removed').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Keep my account' }).click();
    await page.getByRole('heading', { name: 'Your account stays' }).waitFor();
    await page.getByRole('button', { name: 'Go to sign in' }).click();
    await enterPassword(page, user);
    await greeting(page, user);
    expect(await page.getByText('This account will be removed on').count()).toBe(0);
    expect(watched.consoleErrors).toEqual([]);
  });
});
