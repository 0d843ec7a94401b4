import { describe, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { PageOptions, WatchedPage } from './browser.js';
import {
  codeField,
  createGuarded,
  enterNewPhone,
  enterPassword,
  storeCodes,
  useHostedPages,
} from './hosted-pages.js';
import { LOOKS, nameOfLook } from './looks.js';

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

  /** What leads to each state. */
  const STATES: Record<string, (options: PageOptions) => Promise<WatchedPage>> = {
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
    account: async (options) => pages.openSignedIn(await pages.server.createUser(), options),
    'account-guarded': async (options) => {
      const username = options.dark ? `grace${options.width}` : `ada${options.width}`;
      const user = await pages.server.createUser({ username, email: `${username}@example.com` });
      const watched = await pages.openSignedIn(user, options);
      await enterNewPhone(watched.page);
      await codeField(watched.page).fill(pages.server.app.simulator?.messages()[0]?.code ?? '');
      await storeCodes(watched.page);
      await watched.page.getByText('Signing in needs one of these').waitFor();
      return watched;
    },
    enrollment: async (options) => {
      const watched = await pages.openSignedIn(await pages.server.createUser(), options);
      await enterNewPhone(watched.page);
      return watched;
    },
    question: async (options) => {
      const user = await pages.server.createUser();
      await pages.server.client().obtainToken(user.username, user.password);
      const watched = await pages.openSignedIn(user, options);
      await watched.page.getByRole('button', { name: 'End all others' }).click();
      return watched;
    },
    staff: async (options) => {
      const watched = await pages.openSignedIn(await pages.server.createUser({ isStaff: true }), options);
      await watched.page.getByRole('button', { name: 'All users' }).click();
      await watched.page.getByRole('table').waitFor();
      return watched;
    },
    'staff-user': async (options) => {
      const watched = await pages.openSignedIn(await pages.server.createUser({ isStaff: true }), options);
      await watched.page.getByRole('button', { name: 'All users' }).click();
      await watched.page.getByRole('table').getByRole('button').first().click();
      await watched.page.getByRole('dialog').waitFor();
      return watched;
    },
  };

  it.each(Object.keys(STATES))('%s', async (state) => {
    for (const look of LOOKS) {
      const { page } = (await STATES[state]?.(look)) ?? {};
      if (!page) throw new Error('There is no such state.');
      await page.screenshot({ path: `.test-artifacts/pages/${nameOfLook(state, look)}.png`, fullPage: true });
    }
  });
});
