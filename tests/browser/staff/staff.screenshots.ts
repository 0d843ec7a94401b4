import { describe } from '@jest/globals';
import { dataOf } from '../../setup/client.js';
import { registerUser } from '../../setup/mail.js';
import { newPhone, PASSWORD } from '../../setup/server.js';
import type { PageOptions } from '../browser.js';
import { useHostedPages } from '../hosted-pages.js';
import { type States, takePictures } from '../looks.js';
import { newUser } from '../mail/mail-pages.js';
import { confirm, openDrawer, openUsers, pressIn } from './staff-pages.js';

/** As `pages.screenshots.ts`, for what staff does. */
describe('the pages of staff', () => {
  const pages = useHostedPages({ BRAND_NAME: 'Example Bikes', SEND_PAUSE: '30s' });

  const inviting = async (options: PageOptions, user = newUser()) => {
    const watched = await openUsers(pages, options);
    await pressIn(watched.page, 'Invite a user');
    await watched.page.getByRole('dialog').getByLabel('Username').fill(user.username);
    await watched.page.getByRole('dialog').getByLabel('E-mail address').fill(user.email);
    return watched;
  };
  /** A user with a confirmed address and a phone, opened. */
  const opened = async (options: PageOptions) => {
    const { username, pair } = await registerUser(pages.server);
    const [client, phone] = [pages.server.client().as(pair.access), newPhone()];
    dataOf(await client.verifyPhone(phone));
    dataOf(await client.registerPhone(phone, pages.server.messageTo(phone).code));
    const watched = await openUsers(pages, options);
    return { watched, drawer: await openDrawer(watched.page, username) };
  };

  const STATES: States = {
    'staff-list': (options) => openUsers(pages, options),
    'staff-invite': inviting,
    'staff-invite-refused': async (options) => {
      const { email } = await registerUser(pages.server);
      const watched = await inviting(options, { ...newUser(), email });
      await pressIn(watched.page, 'Send invitation');
      await watched.page.getByText('Another user has confirmed this address.').waitFor();
      return watched;
    },
    'staff-invited': async (options) => {
      const watched = await inviting(options);
      await pressIn(watched.page, 'Send invitation');
      await watched.page.getByText('The mail is on its way.').waitFor();
      return watched;
    },
    'staff-opened': async (options) => (await opened(options)).watched,
    'staff-mail-sent': async (options) => {
      const { watched, drawer } = await opened(options);
      await pressIn(drawer, 'Send mail');
      await drawer.getByText('is on its way to').waitFor();
      return watched;
    },
    'staff-question': async (options) => {
      const { watched, drawer } = await opened(options);
      await pressIn(drawer, 'Deactivate');
      return watched;
    },
    'staff-deactivated': async (options) => {
      const { watched, drawer } = await opened(options);
      await pressIn(drawer, 'Deactivate');
      await confirm(watched.page, 'Deactivate');
      await drawer.getByText('This user can no longer sign in.').waitFor();
      return watched;
    },
    'staff-step-up': async (options) => {
      const { watched, drawer } = await opened(options);
      pages.server.passSeconds(301);
      await pressIn(drawer, 'Sign out everywhere');
      await confirm(watched.page, 'Sign out everywhere');
      await watched.page.getByRole('dialog').getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
      return watched;
    },
    'staff-unconfirmed': async (options) => {
      const { username } = await pages.server.createUser({ email: 'grace@example.com' });
      const watched = await openUsers(pages, options);
      await openDrawer(watched.page, username);
      return watched;
    },
  };

  takePictures(STATES);
});
