import { describe, expect, it } from '@jest/globals';
import { dataOf } from '../../setup/client.js';
import { linkOf, mailTo, newAddress, registerUser } from '../../setup/mail.js';
import { expectAccessible } from '../accessibility.js';
import { enterPassword, greeting, overflow, useHostedPages } from '../hosted-pages.js';
import { readMail } from './mail-pages.js';

const NEW_PASSWORD = 'another good long password';

describe('undoing a change on the hosted pages', () => {
  const example = useHostedPages();

  it('puts the address back, sets a new password by the code of the next mail, and works once', async () => {
    const { server } = example;
    const user = await registerUser(server);
    const thief = server.client().as(user.pair.access);
    const address = newAddress();
    dataOf(await thief.requestEmailChange(address));
    const { challenge, token } = linkOf(await mailTo(server, address));
    dataOf(await thief.confirmEmailChange(challenge, token));

    const { link } = await readMail(server, user.email);
    const watched = await example.open({ width: 360 });
    const { page } = watched;
    await page.goto(link);
    await page.getByRole('heading', { name: 'Undo the change?' }).waitFor();
    expect(page.url()).not.toContain('token');
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await watched.screenshot('undo-360');
    await page.getByRole('button', { name: 'Undo the change' }).click();
    await page.getByRole('heading', { name: 'The change is undone' }).waitFor();
    await expectAccessible(page);
    await watched.screenshot('undone-360');
    const { code } = await readMail(server, user.email);
    await page.reload();
    await page.getByRole('textbox', { name: 'Code' }).fill(code);
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('button', { name: 'Go to sign in' }).click();
    await enterPassword(page, { ...user, password: NEW_PASSWORD });
    await greeting(page, user);
    expect(watched.consoleErrors).toEqual([]);

    const again = await example.open({});
    await again.page.goto(link);
    await again.page.getByRole('button', { name: 'Undo the change' }).click();
    await again.page.getByText('This link was used').waitFor();
    expect(await again.page.locator('.primary').allInnerTexts()).toEqual(['Go to sign in']);
  });
});
