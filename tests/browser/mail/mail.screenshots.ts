import { describe } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dataOf } from '../../setup/client.js';
import { signIn } from '../../setup/flows.js';
import { linkOf, newAddress, type Registered, registerUser } from '../../setup/mail.js';
import type { PageOptions } from '../browser.js';
import { codeField, enterPassword, greeting, section, useHostedPages } from '../hosted-pages.js';
import { type States, takePictures } from '../looks.js';
import { newUser, readMail } from './mail-pages.js';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** As `pages.screenshots.ts`, for the pages of accounts and mails. */
describe('the pages of mails', () => {
  const pages = useHostedPages({
    EMAIL_SIGN_IN: 'true',
    BRAND_NAME: 'Example Bikes',
    BRAND_TERMS_URL: 'https://example.com/terms',
    BRAND_PRIVACY_URL: 'https://example.com/privacy',
    LIMIT_LOGINS_PER_ADDRESS: '1000/10m',
  });

  const openPlace = async (place: string, options: PageOptions) => {
    const watched = await pages.openLink(`/#${place}`, options);
    await watched.page.getByLabel('E-mail address').waitFor();
    return watched;
  };
  const openAccount = async (user: Registered, options: PageOptions) => {
    const watched = await pages.open(options);
    await enterPassword(watched.page, user);
    await greeting(watched.page, user);
    return watched;
  };
  /** The page of a mail that was sent just now. */
  const openMail = async (address: string, options: PageOptions) => {
    const watched = await pages.openLink((await readMail(pages.server, address)).link, options);
    await watched.page.locator('.primary').waitFor();
    return watched;
  };
  const registering = async (options: PageOptions) => {
    const { username, email, password } = newUser();
    dataOf(await pages.server.client().register(username, email, password));
    return openMail(email, options);
  };
  const resetting = async (options: PageOptions) => {
    const { email } = await registerUser(pages.server);
    dataOf(await pages.server.client().requestPasswordReset(email));
    return openMail(email, options);
  };
  const leaving = async (options: PageOptions) => {
    const user = await registerUser(pages.server);
    dataOf(await pages.server.client().as(user.pair.access).deleteAccount());
    return { user, ...(await openMail(user.email, options)) };
  };
  /** The mail to the old address, after a change of the address. */
  const undoing = async (options: PageOptions) => {
    const user = await registerUser(pages.server);
    const client = pages.server.client().as(user.pair.access);
    const email = newAddress();
    dataOf(await client.requestEmailChange(email));
    const { challenge, token } = linkOf(await readMail(pages.server, email));
    dataOf(await client.confirmEmailChange(challenge, token));
    return openMail(user.email, options);
  };
  const changing = async (options: PageOptions) => {
    const watched = await openAccount(await registerUser(pages.server), options);
    const email = newAddress();
    await section(watched.page, 'E-mail').getByRole('button', { name: 'Change address' }).click();
    await watched.page.getByLabel('New e-mail address').fill(email);
    return { ...watched, email };
  };

  const STATES: States = {
    'mail-sign-in': async (options) => {
      const watched = await pages.open(options);
      await watched.page.getByRole('link', { name: 'E-mail me a sign-in link' }).waitFor();
      return watched;
    },
    'mail-register': (options) => openPlace('register', options),
    'mail-check': async (options) => {
      const watched = await openPlace('register', options);
      const { page } = watched;
      const { username, email, password } = newUser();
      await page.getByLabel('Username').fill(username);
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await press(page, 'Create account');
      await codeField(page).waitFor();
      return watched;
    },
    'mail-forgotten': (options) => openPlace('forgot-password', options),
    'mail-ask-link': (options) => openPlace('email-sign-in', options),
    'mail-link': registering,
    'mail-link-used': async (options) => {
      const { username, email, password } = newUser();
      const client = pages.server.client();
      dataOf(await client.register(username, email, password));
      const watched = await openMail(email, options);
      const { challenge, token } = linkOf(await readMail(pages.server, email));
      dataOf(await client.verifyEmail(challenge, token));
      await watched.page.getByLabel('Password', { exact: true }).fill(password);
      await press(watched.page, 'Confirm and sign in');
      await watched.page.getByRole('heading', { name: 'This mail no longer works' }).waitFor();
      return watched;
    },
    'mail-link-incomplete': async (options) => {
      const watched = await pages.openLink('/reset-password', options);
      await watched.page.getByRole('heading', { name: 'Open the link once more' }).waitFor();
      return watched;
    },
    'mail-link-sign-in': async (options) => {
      const { email } = await registerUser(pages.server);
      dataOf(await pages.server.client().requestEmailSignIn(email));
      return openMail(email, options);
    },
    'mail-reset': resetting,
    'mail-reset-refused': async (options) => {
      const watched = await resetting(options);
      await watched.page.getByLabel('New password', { exact: true }).fill('password1');
      await press(watched.page, 'Set the password');
      await watched.page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
      return watched;
    },
    'mail-reset-done': async (options) => {
      const watched = await resetting(options);
      await watched.page.getByLabel('New password', { exact: true }).fill('a second password');
      await press(watched.page, 'Set the password');
      await watched.page.getByRole('heading', { name: 'Your password is set' }).waitFor();
      return watched;
    },
    'mail-invitation': async (options) => {
      const { client } = await signIn(pages.server, await pages.server.createUser({ isStaff: true }));
      const { username, email } = newUser();
      dataOf(await client.inviteUser(username, email));
      return openMail(email, options);
    },
    'mail-change': changing,
    'mail-change-code': async (options) => {
      const watched = await changing(options);
      await press(watched.page, 'Continue');
      await codeField(watched.page).waitFor();
      return watched;
    },
    'mail-change-done': async (options) => {
      const { email, ...watched } = await changing(options);
      await press(watched.page, 'Continue');
      await codeField(watched.page).waitFor();
      await codeField(watched.page).fill((await readMail(pages.server, email)).code);
      await watched.page.getByText('The e-mail address is confirmed').waitFor();
      return watched;
    },
    'mail-change-link': async (options) => {
      const user = await registerUser(pages.server);
      const email = newAddress();
      dataOf(await pages.server.client().as(user.pair.access).requestEmailChange(email));
      const watched = await pages.openLink((await readMail(pages.server, email)).link, options);
      await enterPassword(watched.page, user);
      await watched.page.getByRole('heading', { name: 'Confirm the e-mail address' }).waitFor();
      return watched;
    },
    'mail-delete': async (options) => {
      const watched = await openAccount(await registerUser(pages.server), options);
      await press(watched.page, 'Delete account');
      await watched.page.getByRole('alertdialog').waitFor();
      return watched;
    },
    'mail-leaving': async (options) => {
      const { user } = await leaving(options);
      const watched = await openAccount(user, options);
      await watched.page.getByText('This account will be removed on').waitFor();
      return watched;
    },
    'mail-undo': undoing,
    'mail-undone': async (options) => {
      const watched = await undoing(options);
      await press(watched.page, 'Undo the change');
      await codeField(watched.page).waitFor();
      return watched;
    },
    'mail-keep': leaving,
    'mail-kept': async (options) => {
      const watched = await leaving(options);
      await press(watched.page, 'Keep my account');
      await watched.page.getByRole('heading', { name: 'Your account stays' }).waitFor();
      return watched;
    },
  };

  takePictures(STATES);
});
