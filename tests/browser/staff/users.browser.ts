import { describe, expect, it } from '@jest/globals';
import { de } from '../../../examples/web/src/texts/de.js';
import { en } from '../../../examples/web/src/texts/en.js';
import { es } from '../../../examples/web/src/texts/es.js';
import { fr } from '../../../examples/web/src/texts/fr.js';
import { pl } from '../../../examples/web/src/texts/pl.js';
import { switchOnWithApp } from '../../setup/factors/authenticator-app.js';
import { codeOf, dataOf, pairOf } from '../../setup/client.js';
import { registerUser } from '../../setup/mail.js';
import { withRecoveryCodes } from '../../setup/factors/recovery-codes.js';
import { newPhone, PASSWORD } from '../../setup/server.js';
import { expectAccessible } from '../accessibility.js';
import {
  codeField,
  enterPassword,
  expectFocus,
  greeting,
  overflow,
  responseTo,
  section,
  tabTo,
  useHostedPages,
} from '../hosted-pages.js';
import { readMail } from '../mail/mail-pages.js';
import { confirm, openDrawer, openUsers, pressIn } from './staff-pages.js';

describe('what staff does to the account of a user', () => {
  const pages = useHostedPages();

  it('has a mail sent that sets a new password', async () => {
    const { username, email } = await registerUser(pages.server);
    const { page, consoleErrors } = await openUsers(pages);
    const drawer = await openDrawer(page, username);
    await drawer.getByText('confirmed', { exact: true }).waitFor();
    await expectAccessible(page);
    await pressIn(drawer, 'Send mail');
    await drawer.getByRole('status').getByText(`is on its way to ${email}.`).waitFor();
    await expectAccessible(page);
    const { link } = await readMail(pages.server, email);
    expect(new URL(link).pathname).toBe('/reset-password');
    expect(consoleErrors).toEqual([]);
  });

  it('ends all sessions, after a question that can be denied', async () => {
    const { username, pair } = await registerUser(pages.server);
    const { page } = await openUsers(pages);
    const drawer = await openDrawer(page, username);
    const button = drawer.getByRole('button', { name: 'Sign out everywhere' });
    await tabTo(page, button);
    await page.keyboard.press('Enter');
    const question = page.getByRole('alertdialog', { name: `Sign ${username} out everywhere?` });
    await expectFocus(page, question.getByRole('button', { name: 'Cancel' }));
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expectFocus(page, button);
    const signedIn = pages.server.client().as(pair.access);
    expect(codeOf(await signedIn.me())).toBeUndefined();
    await page.keyboard.press('Enter');
    await tabTo(page, question.getByRole('button', { name: 'Sign out everywhere' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await drawer.getByText('All sessions of this user have ended.').waitFor();
    await expectFocus(page, button);
    expect(codeOf(await signedIn.me())).toBe('UNAUTHENTICATED');
    await drawer.getByText('A session was ended').waitFor();
  });

  it('deactivates and activates it, in the list too', async () => {
    const { username } = await registerUser(pages.server);
    const signIn = () => pages.server.client().obtainToken(username, PASSWORD);
    const { page } = await openUsers(pages, { width: 360 });
    const drawer = await openDrawer(page, username);
    await pressIn(drawer, 'Deactivate');
    await confirm(page, 'Deactivate');
    await drawer.getByText('This user can no longer sign in.').waitFor();
    await expectFocus(page, drawer.getByRole('button', { name: 'Activate' }));
    await drawer.getByText('A deactivated user gets no mail.').waitFor();
    expect(await drawer.getByRole('button', { name: 'Send mail' }).count()).toBe(0);
    await drawer.getByText('The account was deactivated').waitFor();
    expect(codeOf(await signIn())).toBe('INVALID_CREDENTIALS');
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await pressIn(drawer, 'Close');
    await section(page, 'Users').getByRole('cell', { name: 'Deactivated' }).waitFor();

    await page.getByRole('button', { name: username }).click();
    await pressIn(drawer, 'Activate');
    await drawer.getByText('This user can sign in again.').waitFor();
    pairOf(dataOf(await signIn()).obtainToken);
  });

  it('removes factors that are lost, and says when it is the last one', async () => {
    const { user, client } = await withRecoveryCodes(pages.server);
    const phone = newPhone();
    dataOf(await client.verifyPhone(phone));
    dataOf(await client.registerPhone(phone, pages.server.messageTo(phone).code));
    const { page } = await openUsers(pages);
    const drawer = await openDrawer(page, user.username);
    await drawer.getByText(`+48 ••• ••• •${phone.slice(-2)}`).waitFor();
    await drawer.getByText('Recovery codes: 10 of 10 codes left.').waitFor();
    await expectAccessible(page);
    await pressIn(drawer, 'Remove Phone');
    await page.getByText('The user can no longer sign in with it').waitFor();
    await confirm(page, 'Remove');
    await drawer.getByText('It is removed').waitFor();
    await expectFocus(page, drawer.getByRole('heading', { name: 'Second factor' }));
    expect(await drawer.getByRole('button', { name: /^Remove/ }).count()).toBe(1);

    await pressIn(drawer, 'Remove Authenticator app');
    await page.getByText('It is the last one').waitFor();
    await confirm(page, 'Remove');
    await drawer.getByRole('heading', { name: 'Second factor Off' }).waitFor();
    pairOf(dataOf(await pages.server.client().obtainToken(user.username, PASSWORD)).obtainToken);
  });

  it('needs a recent sign-in, and goes on after it', async () => {
    const { username } = await registerUser(pages.server);
    const { page } = await openUsers(pages);
    const drawer = await openDrawer(page, username);
    pages.server.passSeconds(301);
    await pressIn(drawer, 'Deactivate');
    await confirm(page, 'Deactivate');
    const again = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await again.getByText('Deactivate: This step needs a recent sign-in.').waitFor();
    await expectAccessible(page);
    await again.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD);
    await pressIn(again, 'Continue');
    await drawer.getByText('This user can no longer sign in.').waitFor();
  });

  it('sends no mail to an address that is not confirmed', async () => {
    const { username } = await pages.server.createUser({ email: 'nobody@example.com' });
    const { page } = await openUsers(pages);
    const drawer = await openDrawer(page, username);
    await drawer.getByText('not confirmed').waitFor();
    await drawer.getByText('Only a confirmed address gets this mail.').waitFor();
    expect(await drawer.getByRole('button', { name: 'Send mail' }).count()).toBe(0);
  });

  it('is not for its own account', async () => {
    const staff = await pages.server.createUser({ isStaff: true });
    const { page } = await pages.openSignedIn(staff);
    await page.getByRole('button', { name: 'All users' }).click();
    const drawer = await openDrawer(page, staff.username);
    await drawer.getByText('This is your own account.').waitFor();
    await drawer.getByRole('button', { name: 'Close' }).waitFor();
    expect(await drawer.getByRole('button').count()).toBe(1);
  });

  it('says on the drawer of a user who leaves when that is', async () => {
    const { username, pair } = await registerUser(pages.server);
    dataOf(await pages.server.client().as(pair.access).deleteAccount());
    const { page } = await openUsers(pages);
    const drawer = await openDrawer(page, username);
    await drawer.getByText('This account will be removed on').waitFor();
  });

  it.each([
    ['en-GB', en],
    ['de-DE', de],
    ['es-ES', es],
    ['fr-FR', fr],
    ['pl-PL', pl],
  ])('fits a phone, in %s', async (locale, t) => {
    const { server } = pages;
    const user = await registerUser(server);
    const [client, phone] = [server.client().as(user.pair.access), newPhone()];
    dataOf(await client.verifyPhone(phone));
    dataOf(await client.registerPhone(phone, server.messageTo(phone).code));
    const staff = await server.createUser({ isStaff: true });
    const { page } = await pages.open({ width: 360, locale });
    await page.getByLabel(t.username).fill(staff.username);
    await page.getByLabel(t.password, { exact: true }).fill(staff.password);
    await page.getByRole('button', { name: t.signIn }).click();
    await pressIn(page, t.allUsers);
    await page.getByRole('searchbox').fill(user.username);
    await page.getByRole('button', { name: user.username }).click();
    const drawer = page.getByRole('dialog', { name: user.username });
    for (const name of [t.sendMail, t.signOutEverywhere, t.deactivate])
      await drawer.getByRole('button', { name, exact: true }).waitFor();
    await drawer.getByText(t.events.PHONE_REGISTERED).first().waitFor();
    const [needed, given] = await page.evaluate<[number, number]>(
      "[...document.querySelectorAll('dialog')].flatMap((it) => [it.scrollWidth, it.clientWidth])",
    );
    expect(needed).toBe(given);
    await expectAccessible(page);
    await pressIn(drawer, t.deactivate);
    await page.getByRole('alertdialog').getByText(t.deactivateMeans).waitFor();
    expect(await overflow(page)).toBe(0);
    await expectAccessible(page);
  });
});

describe('a list that needs the second factor of staff', () => {
  const pages = useHostedPages({ TWO_FACTOR_POLICY: 'staff', REMEMBER_DEVICE_STAFF: '30d' });

  it('is shown after it, where a remembered device took its place', async () => {
    const staff = await pages.server.createUser({ isStaff: true });
    const { app } = await switchOnWithApp(pages.server, staff);
    const { page } = await pages.open();
    await enterPassword(page, staff);
    await page.getByRole('checkbox', { name: 'Remember this device' }).check();
    const trusted = responseTo(page, 'trustDevice');
    await codeField(page).fill(app.codeAt(pages.server.now()));
    await greeting(page, staff);
    await trusted;
    await pressIn(page, 'Sign out');
    await enterPassword(page, staff);
    await greeting(page, staff);
    await pressIn(page, 'All users');
    await page.getByRole('alert').filter({ hasText: 'Confirm that it is you first.' }).waitFor();
    await expectAccessible(page);
    pages.server.passSeconds(30);
    await pressIn(page, 'Confirm that it is you');
    await codeField(page).fill(app.codeAt(pages.server.now()));
    await section(page, 'Users').getByRole('button', { name: staff.username }).waitFor();
    expect(await page.getByRole('button', { name: 'Confirm that it is you' }).count()).toBe(0);
  });
});
