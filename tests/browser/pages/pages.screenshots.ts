import { describe } from '@jest/globals';
import type { Page } from 'playwright-core';
import { otherThan } from '../../setup/flows.js';
import type { PageOptions } from '../browser.js';
import {
  codeField,
  createGuarded,
  enterNewPhone,
  enterPassword,
  greeting,
  openAccountPage,
  openPasswordForm,
  storeCodes,
  useHostedPages,
} from '../hosted-pages.js';
import { type States, takePictures } from '../looks.js';

/**
 * A picture of each state of the pages, in both themes and at both widths, in `.test-artifacts`: to be looked at by
 * people before a release. `npm run screenshots` makes them; no other command does.
 */
describe('the pages', () => {
  const pages = useHostedPages({
    SEND_PAUSE: '30s',
    BRAND_NAME: 'Example Bikes',
    BRAND_TERMS_URL: 'https://example.com/terms',
    BRAND_PRIVACY_URL: 'https://example.com/privacy',
    LIMIT_LOGINS_PER_USERNAME: '2/10m',
  });

  const signIn = async (page: Page, user: { username: string; password: string }) => {
    await page.getByLabel('Username').fill(user.username);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  const openAs = async (name: string, options: PageOptions) => {
    const username = `${name}${options.dark ? 2 : 1}${options.width}`;
    const user = await pages.server.createUser({ username, email: `${username}@example.com` });
    return pages.openSignedIn(user, options);
  };
  /** The second factor is on. */
  const guarded = async (options: PageOptions) => {
    const user = await pages.server.createUser();
    const watched = await pages.openSignedIn(user, options);
    const phone = await enterNewPhone(watched.page);
    await codeField(watched.page).fill(pages.server.messageTo(phone).code);
    await storeCodes(watched.page);
    await watched.page.getByText('Signing in needs one of these').waitFor();
    return watched;
  };
  /** More than one session. */
  const withSessions = async (options: PageOptions) => {
    const user = await pages.server.createUser();
    const client = pages.server.client();
    await client.obtainToken(user.username, user.password);
    return pages.openSignedIn(user, options);
  };

  const STATES: States = {
    'sign-in': async (options) => {
      const watched = await pages.open(options);
      await watched.page.getByRole('heading', { name: /Sign in/ }).waitFor();
      return watched;
    },
    'sign-in-refused': async (options) => {
      const user = await pages.server.createUser();
      const watched = await pages.open(options);
      await signIn(watched.page, { ...user, password: 'wrong password' });
      await watched.page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
      return watched;
    },
    'sign-in-limited': async (options) => {
      const user = await pages.server.createUser();
      for (let tries = 0; tries < 3; tries += 1)
        await pages.server.client().obtainToken(user.username, 'wrong password');
      const watched = await pages.open(options);
      await signIn(watched.page, { ...user, password: 'wrong password' });
      await watched.page.getByRole('button', { name: /Try again in/ }).waitFor();
      return watched;
    },
    code: async (options) => {
      const { user } = await createGuarded(pages.server);
      pages.server.passSeconds(60);
      const watched = await pages.open(options);
      await enterPassword(watched.page, user);
      await codeField(watched.page).waitFor();
      return watched;
    },
    'code-wrong': async (options) => {
      const { user } = await createGuarded(pages.server);
      pages.server.passSeconds(60);
      const watched = await pages.open(options);
      await enterPassword(watched.page, user);
      await codeField(watched.page).fill('111111');
      await watched.page.getByText(/left/).first().waitFor();
      return watched;
    },
    account: (options) => openAs('ada', options),
    security: async (options) => {
      const watched = await openAs('grace', options);
      await openAccountPage(watched.page, 'Security');
      await watched.page.getByRole('button', { name: 'Add a phone' }).waitFor();
      return watched;
    },
    'security-guarded': guarded,
    'security-forms': async (options) => {
      const watched = await guarded(options);
      await openPasswordForm(watched.page);
      await watched.page.getByRole('button', { name: 'Change phone' }).click();
      return watched;
    },
    'security-wrong-password': async (options) => {
      const { page, ...watched } = await openAs('joan', options);
      await openPasswordForm(page);
      await page.getByLabel('Current password').fill('wrong password');
      await page.getByLabel('New password').fill('a good long password');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('The current password is wrong').waitFor();
      return { page, ...watched };
    },
    'add-phone-code': async (options) => {
      const watched = await openAs('mary', options);
      await enterNewPhone(watched.page);
      return watched;
    },
    devices: async (options) => {
      const watched = await withSessions(options);
      await openAccountPage(watched.page, 'Devices');
      await watched.page.getByText('This device').waitFor();
      return watched;
    },
    question: async (options) => {
      const watched = await withSessions(options);
      await openAccountPage(watched.page, 'Devices');
      await watched.page.getByRole('button', { name: 'End all others' }).click();
      return watched;
    },
    activity: async (options) => {
      const { user, phone } = await createGuarded(pages.server);
      pages.server.passSeconds(60);
      const watched = await pages.open(options);
      const { page } = watched;
      await enterPassword(page, { ...user, password: 'wrong password' });
      await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
      await enterPassword(page, user);
      await codeField(page).waitFor();
      const { code } = pages.server.messageTo(phone);
      await codeField(page).fill(otherThan(code));
      await page.getByText(/left/).first().waitFor();
      await codeField(page).fill(code);
      await greeting(page, user);
      await openAccountPage(page, 'Activity');
      await page.locator('summary').first().click();
      return watched;
    },
  };

  takePictures(STATES);
});
