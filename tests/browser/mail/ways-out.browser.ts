import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dataOf } from '../../setup/client.js';
import { newAddress, registerUser } from '../../setup/mail.js';
import { expectAccessible } from '../accessibility.js';
import { enterPassword, greeting, useHostedPages } from '../hosted-pages.js';
import { readMail } from './mail-pages.js';

/** Nobody came to them from another page: "Back" would lead nowhere that they know. */
describe('a page that a mail opens', () => {
  const example = useHostedPages({ EMAIL_SIGN_IN: 'true' });

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  it('says that it can be left for the sign-in, and leads there', async () => {
    const { server } = example;
    const { email } = await registerUser(server);
    dataOf(await server.client().requestEmailSignIn(email));
    const { page } = await example.openLink((await readMail(server, email)).link, { width: 360 });
    await button(page, 'Go to sign in').waitFor();
    expect(await button(page, 'Back').count()).toBe(0);
    await expectAccessible(page);
    await button(page, 'Go to sign in').click();
    await page.getByLabel('Username').waitFor();

    await page.goto(`${server.url}/reset-password`);
    await page.getByRole('heading', { name: 'Open the link once more' }).waitFor();
    expect(await page.getByRole('button').allInnerTexts()).toEqual(['Go to sign in']);
  });

  it('says that it can be left for the account by somebody who is signed in', async () => {
    const { server } = example;
    const user = await registerUser(server);
    const { page } = await example.open();
    await enterPassword(page, user);
    await greeting(page, user);
    const email = newAddress();
    dataOf(await server.client().as(user.pair.access).requestEmailChange(email));
    await page.goto((await readMail(server, email)).link);
    await button(page, 'Go to your account').click();
    await greeting(page, user);
  });

  it('of a registration that is done already leads to the sign-in', async () => {
    const { page } = await example.openLink('/#register');
    expect(await button(page, 'Back').count()).toBe(0);
    await page.getByRole('link', { name: 'Sign in' }).click();
    const user = await example.server.createUser();
    await enterPassword(page, user);
    await greeting(page, user);
  });
});
