import { describe } from '@jest/globals';
import { de } from '../../../examples/web/src/texts/de.js';
import { otherThan } from '../../setup/flows.js';
import { registerUser } from '../../setup/mail.js';
import { withRecoveryCodes } from '../../setup/factors/recovery-codes.js';
import type { PageOptions } from '../browser.js';
import { codeField, createGuarded, useHostedPages } from '../hosted-pages.js';
import { type States, takePictures } from '../looks.js';

const NARROW = [{ width: 360, dark: false }];

/** The longest words are German. As `pages.screenshots.ts`, on a phone. */
describe('the pages in German', () => {
  const pages = useHostedPages({
    PUBLIC_URL: 'http://localhost:4000',
    EMAIL_SIGN_IN: 'true',
    BRAND_NAME: 'Example Bikes',
  });

  const start = async (user: { username: string; password: string }, options: PageOptions, path = '/') => {
    const address = new URL(path, pages.server.url.replace('127.0.0.1', 'localhost'));
    const watched = await pages.openLink(address.href, { ...options, locale: 'de-DE' });
    await watched.page.getByLabel(de.usernameOrEmail).fill(user.username);
    await watched.page.getByLabel(de.password, { exact: true }).fill(user.password);
    await watched.page.getByRole('button', { name: de.signIn, exact: true }).click();
    return watched;
  };
  const withApp = async (options: PageOptions, path?: string) => {
    const { user, app } = await withRecoveryCodes(pages.server);
    const watched = await start(user, options, path);
    await codeField(watched.page).waitFor();
    return { app, ...watched };
  };
  const signedIn = async (options: PageOptions, path: string) => {
    const { app, ...watched } = await withApp(options, path);
    await codeField(watched.page).fill(app.codeAt(pages.server.now()));
    await watched.page.locator('section').first().waitFor();
    await watched.page.locator('.skeleton').first().waitFor({ state: 'detached' });
    return watched;
  };

  const STATES: States = {
    'german-profile': async (options) => {
      const watched = await start(await registerUser(pages.server), options);
      await watched.page.getByRole('heading', { name: de.yourData }).waitFor();
      return watched;
    },
    'german-security': (options) => signedIn(options, '/security'),
    'german-security-off': async (options) => {
      const watched = await start(await pages.server.createUser(), options, '/security');
      await watched.page.getByRole('button', { name: de.addApp }).waitFor();
      return watched;
    },
    'german-devices': (options) => signedIn(options, '/devices'),
    'german-activity': (options) => signedIn(options, '/activity'),
    'german-code-wrong': async (options) => {
      const { user, phone } = await createGuarded(pages.server);
      pages.server.passSeconds(200);
      const watched = await start(user, options);
      await codeField(watched.page).waitFor();
      await codeField(watched.page).fill(otherThan(pages.server.messageTo(phone).code));
      await watched.page.getByText('Versuche').waitFor();
      return watched;
    },
    'german-ways': async (options) => {
      const watched = await withApp(options);
      await watched.page.getByRole('button', { name: de.tryAnotherWay }).click();
      return watched;
    },
    'german-recovery-codes': async (options) => {
      const watched = await signedIn(options, '/security');
      await watched.page.getByRole('button', { name: de.makeNewCodes }).click();
      await watched.page.getByRole('alertdialog').getByRole('button', { name: de.makeNewCodes }).click();
      await watched.page.getByRole('button', { name: de.done }).waitFor();
      return watched;
    },
    'german-refused': (options) =>
      start({ username: 'niemand', password: 'wrong password' }, options).then(async (watched) => {
        await watched.page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
        return watched;
      }),
  };

  takePictures(STATES, NARROW);
});
