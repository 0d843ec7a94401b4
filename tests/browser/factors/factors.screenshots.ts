import { afterAll, beforeAll, describe } from '@jest/globals';
import type { PageOptions } from '../browser.js';
import {
  codeField,
  codesDialog,
  createGuarded,
  enterPassword,
  greeting,
  openAccountPage,
  section,
  storeCodes,
  useHostedPages,
} from '../hosted-pages.js';
import { dataOf, pairOf } from '../../setup/client.js';
import { newPhone, startServer, type TestServer } from '../../setup/server.js';
import { VirtualAuthenticator } from './virtual-authenticator.js';
import { App } from '../../setup/factors/authenticator-app.js';
import { withRecoveryCodes } from '../../setup/factors/recovery-codes.js';
import { type States, takePictures } from '../looks.js';

const NO_AUTOFILL = 'PublicKeyCredential.isConditionalMediationAvailable = async () => false;';

/** As `pages.screenshots.ts`, for the states of second factors. */
describe('the pages of second factors', () => {
  const pages = useHostedPages({
    PUBLIC_URL: 'http://localhost:4000',
    SEND_PAUSE: '30s',
    BRAND_NAME: 'Example Bikes',
  });

  let strict: TestServer;
  beforeAll(async () => {
    strict = await startServer({
      ...{ PUBLIC_URL: 'http://localhost:4000', TWO_FACTOR_POLICY: 'required' },
      ...{ BRAND_NAME: 'Example Bikes' },
    });
  });
  afterAll(() => strict.close());

  /** There browsers have passkeys. */
  const openOnLocalhost = async (options: PageOptions, url = pages.server.url) => {
    const watched = await pages.open(options, url.replace('127.0.0.1', 'localhost'));
    await watched.page.getByLabel('Username').waitFor();
    return watched;
  };
  /** The form with the QR code. */
  const settingUpApp = async (options: PageOptions) => {
    const user = await pages.server.createUser();
    const watched = await pages.openSignedIn(user, options);
    await openAccountPage(watched.page, 'Security');
    await section(watched.page, 'Second factor').getByRole('button', { name: 'Add an app' }).click();
    await codeField(watched.page).waitFor();
    return watched;
  };
  /** The dialog with the codes, after the app is confirmed. */
  const withApp = async (options: PageOptions) => {
    const watched = await settingUpApp(options);
    const { page } = watched;
    const secret = (await page.locator('code.secret').innerText()).replaceAll(' ', '');
    await codeField(page).fill(new App(secret).codeAt(pages.server.now()));
    await codesDialog(page).waitFor();
    return watched;
  };
  const secondStep = async (options: PageOptions) => {
    const { user } = await withRecoveryCodes(pages.server);
    const watched = await pages.open(options);
    await enterPassword(watched.page, user);
    await codeField(watched.page).waitFor();
    return watched;
  };

  const STATES: States = {
    'add-app': settingUpApp,
    'recovery-codes': withApp,
    'factors-on': async (options) => {
      const watched = await withApp(options);
      await storeCodes(watched.page);
      await watched.page.getByText('Signing in needs one of these').waitFor();
      return watched;
    },
    'second-step-app': secondStep,
    'second-step-list': async (options) => {
      const watched = await secondStep(options);
      await watched.page.getByRole('button', { name: 'Try another way' }).click();
      return watched;
    },
    'second-step-recovery': async (options) => {
      const watched = await secondStep(options);
      await watched.page.getByRole('button', { name: 'Try another way' }).click();
      await watched.page.getByRole('button', { name: 'Use a recovery code' }).click();
      return watched;
    },
    'factors-off': async (options) => {
      const watched = await openOnLocalhost(options);
      await enterPassword(watched.page, await pages.server.createUser());
      await openAccountPage(watched.page, 'Security');
      await watched.page.getByRole('button', { name: 'Add a passkey' }).waitFor();
      return watched;
    },
    'sign-in-passkey': openOnLocalhost,
    'second-step-remember': async (options) => {
      const { user, client } = await withRecoveryCodes(pages.server);
      const phone = newPhone();
      dataOf(await client.verifyPhone(phone));
      dataOf(await client.registerPhone(phone, pages.server.messageTo(phone).code));
      pages.server.passSeconds(31);
      const watched = await pages.open(options);
      await enterPassword(watched.page, user);
      await watched.page.getByRole('button', { name: 'Try another way' }).click();
      await watched.page.getByRole('button', { name: 'Get a code by phone' }).click();
      await codeField(watched.page).waitFor();
      return watched;
    },
    'many-factors': async (options) => {
      const { user, client, app } = await withRecoveryCodes(pages.server);
      const phone = newPhone();
      dataOf(await client.verifyPhone(phone));
      const registered = await client.registerPhone(phone, pages.server.messageTo(phone).code);
      const guarded = client.as(pairOf(dataOf(registered).registerPhone).access);
      dataOf(await guarded.trustDevice('Firefox on Windows'));
      dataOf(await guarded.trustDevice('Safari on iOS'));
      await pages.server.app.orm.em.fork().execute(
        `update recovery_codes set used_at = now() where code_hash in
          (select code_hash from recovery_codes where user_id = ? limit 8)`,
        [user.user.id],
      );
      const watched = await openOnLocalhost(options);
      await enterPassword(watched.page, user);
      await codeField(watched.page).waitFor();
      await codeField(watched.page).fill(app.codeAt(pages.server.now()));
      await greeting(watched.page, user);
      await openAccountPage(watched.page, 'Security');
      await watched.page.getByText('Only 2 codes are left').waitFor();
      return watched;
    },
    'remembered-devices': async (options) => {
      const { user, client, app } = await withRecoveryCodes(pages.server);
      dataOf(await client.trustDevice('Firefox on Windows'));
      dataOf(await client.trustDevice('Safari on iOS'));
      const watched = await pages.open(options);
      const { page } = watched;
      await enterPassword(page, user);
      await codeField(page).waitFor();
      await page.getByRole('checkbox', { name: 'Remember this device' }).check();
      await codeField(page).fill(app.codeAt(pages.server.now()));
      await greeting(page, user);
      await openAccountPage(page, 'Devices');
      await page.getByText('Safari on iOS').waitFor();
      return watched;
    },
    'sign-in-passkey-step': async (options) => {
      const user = await pages.server.createUser();
      const watched = await openOnLocalhost({ ...options, initScript: NO_AUTOFILL });
      const { page } = watched;
      const authenticator = await VirtualAuthenticator.plugInto(page);
      await enterPassword(page, user);
      await greeting(page, user);
      await openAccountPage(page, 'Security');
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await codesDialog(page).waitFor();
      await storeCodes(page);
      await page.getByText('Signing in needs one of these').waitFor();
      await authenticator.setPresence(false);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await enterPassword(page, user);
      await page.getByRole('heading', { name: 'Confirm with your passkey' }).waitFor();
      return watched;
    },
    locked: async (options) => {
      const { user } = await withRecoveryCodes(pages.server);
      await pages.server.app.orm.em
        .fork()
        .execute('update users set wrong_codes_in_row = 100 where id = ?', [user.user.id]);
      const watched = await pages.open(options);
      await enterPassword(watched.page, user);
      await watched.page.getByText('The other ways are locked').waitFor();
      return watched;
    },
    enrollment: async (options) => {
      const watched = await openOnLocalhost(options, strict.url);
      await enterPassword(watched.page, await strict.createUser());
      await watched.page.getByRole('heading', { name: 'Protect your account' }).waitFor();
      return watched;
    },
    'step-up': async (options) => {
      const { user, phone } = await createGuarded(pages.server);
      const watched = await pages.open(options);
      const { page } = watched;
      await enterPassword(page, user);
      await codeField(page).waitFor();
      await codeField(page).fill(pages.server.messageTo(phone).code);
      await greeting(page, user);
      await openAccountPage(page, 'Security');
      await section(page, 'Second factor').getByText('Signing in needs').waitFor();
      pages.server.passSeconds(301);
      await page.getByRole('button', { name: 'Add an app' }).click();
      await page.getByRole('dialog').waitFor();
      await codeField(page).waitFor();
      return watched;
    },
  };

  takePictures(STATES);
});
