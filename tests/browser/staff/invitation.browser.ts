import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { de } from '../../../examples/web/src/texts/de.js';
import { en } from '../../../examples/web/src/texts/en.js';
import { es } from '../../../examples/web/src/texts/es.js';
import { fr } from '../../../examples/web/src/texts/fr.js';
import { pl } from '../../../examples/web/src/texts/pl.js';
import { registerUser } from '../../setup/mail.js';
import { PASSWORD } from '../../setup/server.js';
import { expectAccessible } from '../accessibility.js';
import { expectFocus, greeting, overflow, section, tabTo, useHostedPages } from '../hosted-pages.js';
import { newUser, readMail } from '../mail/mail-pages.js';
import { confirm, openUsers, pressIn } from './staff-pages.js';

async function invite(page: Page, username: string, email: string): Promise<void> {
  await pressIn(page, 'Invite a user');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Username').fill(username);
  await dialog.getByLabel('E-mail address').fill(email);
  await pressIn(dialog, 'Send invitation');
  await pressIn(dialog, 'Done');
}

describe('an invitation on the hosted pages', () => {
  const pages = useHostedPages();

  it('is refused at the field that is wrong, sent, and lets its user in as staff', async () => {
    const { server } = pages;
    const { username: taken, email: takenEmail } = await registerUser(server);
    const { username, email, password } = newUser();
    const { page, consoleErrors } = await openUsers(pages, { width: 360 });
    await pressIn(page, 'Invite a user');
    const dialog = page.getByRole('dialog', { name: 'Invite a user' });
    const [name, address] = [dialog.getByLabel('Username'), dialog.getByLabel('E-mail address')];
    await expectFocus(page, name);
    await name.fill(taken);
    await address.fill(email);
    await dialog.getByRole('checkbox', { name: 'Staff' }).check();
    await pressIn(dialog, 'Send invitation');
    await dialog
      .getByRole('textbox', {
        name: 'Username',
        description: 'Another user has this username. Choose another one.',
      })
      .waitFor();
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    expect(await address.getAttribute('aria-invalid')).toBeNull();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);

    await name.fill(username);
    await address.fill(takenEmail);
    await pressIn(dialog, 'Send invitation');
    await dialog
      .getByRole('textbox', {
        name: 'E-mail address',
        description: 'Another user has confirmed this address.',
      })
      .waitFor();
    expect(await name.getAttribute('aria-invalid')).toBeNull();

    await address.fill(email);
    await pressIn(dialog, 'Send invitation');
    const sent = page.getByRole('dialog', { name: 'Invitation sent' });
    await sent.getByText(email).waitFor();
    await sent.getByText('The mail is on its way.').waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await pressIn(sent, 'Done');
    await section(page, 'Users').getByText(username, { exact: true }).waitFor();
    await expectFocus(page, page.getByRole('button', { name: 'Invite a user' }));
    expect(consoleErrors).toEqual([]);

    const invited = await pages.openLink((await readMail(server, email)).link);
    await invited.page.getByLabel('Password', { exact: true }).fill(password);
    await pressIn(invited.page, 'Set the password');
    await greeting(invited.page, { username });
    await invited.page.getByRole('button', { name: 'All users' }).waitFor();
  });

  it('goes by the keyboard alone, one after the other', async () => {
    const { page } = await openUsers(pages);
    const button = page.getByRole('button', { name: 'Invite a user' });
    await tabTo(page, button);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    for (const { username, email } of [newUser(), newUser()]) {
      await expectFocus(page, dialog.getByLabel('Username'));
      await page.keyboard.type(username);
      await tabTo(page, dialog.getByLabel('E-mail address'));
      await page.keyboard.type(email);
      await page.keyboard.press('Enter');
      await dialog.getByText(email).waitFor();
      await expectFocus(page, dialog.getByRole('button', { name: 'Done' }));
      await tabTo(page, dialog.getByRole('button', { name: 'Invite another user' }));
      await page.keyboard.press('Enter');
    }
    await expectFocus(page, dialog.getByLabel('Username'));
    await page.keyboard.press('Escape');
    await expectFocus(page, button);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('is confirmed again where the sign-in is not recent, and then goes on', async () => {
    const { page } = await openUsers(pages);
    pages.server.passSeconds(301);
    await pressIn(page, 'Invite a user');
    const dialog = page.getByRole('dialog', { name: 'Invite a user' });
    const { username, email } = newUser();
    await dialog.getByLabel('Username').fill(username);
    await dialog.getByLabel('E-mail address').fill(email);
    await pressIn(dialog, 'Send invitation');
    const again = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await again.getByText('Invite a user: This step needs a recent sign-in.').waitFor();
    await again.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD);
    await pressIn(again, 'Continue');
    await page.getByRole('dialog', { name: 'Invitation sent' }).getByText(email).waitFor();
    expect((await readMail(pages.server, email)).link).toContain('/invitation');
  });

  it('is seen until it is accepted, withdrawn after a question, and its name is free then', async () => {
    const { page, consoleErrors } = await openUsers(pages, { width: 360 });
    const { username, email } = newUser();
    await invite(page, username, email);
    const { link } = await readMail(pages.server, email);
    await page.getByLabel('Show').selectOption('Invited');
    await page.getByRole('cell', { name: 'Invited', exact: true }).first().waitFor();
    await page.getByLabel('Search').fill(username);
    await page.getByText('1 user', { exact: true }).waitFor();
    await page.getByRole('button', { name: username }).click();
    const drawer = page.getByRole('dialog', { name: username });
    await drawer.getByText('The invitation ends on').waitFor();
    await drawer.getByText('Staff sent an invitation').waitFor();
    // Nothing is offered that makes no sense for an account that nobody has used.
    for (const name of ['Sign out everywhere', 'Deactivate', 'Send mail'])
      expect(await drawer.getByRole('button', { name }).count()).toBe(0);
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await pressIn(drawer, 'Withdraw');
    await confirm(page, 'Withdraw');
    const withdrawn = `The invitation of ${username} is withdrawn.`;
    await expectFocus(page, page.getByRole('status').filter({ hasText: withdrawn }));
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByRole('button', { name: username }).count()).toBe(0);
    await expectAccessible(page);

    await invite(page, username, newUser().email);
    await page.getByRole('button', { name: username }).waitFor();
    const old = await pages.openLink(link);
    await old.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await pressIn(old.page, 'Set the password');
    await old.page.getByRole('heading', { name: en.linkDead }).waitFor();
    expect(consoleErrors).toEqual([]);
  });

  it.each([
    ['en-GB', en],
    ['de-DE', de],
    ['es-ES', es],
    ['fr-FR', fr],
    ['pl-PL', pl],
  ])('fits a phone, in %s', async (locale, t) => {
    const staff = await pages.server.createUser({ isStaff: true });
    const { page } = await pages.open({ width: 360, locale });
    await page.getByLabel(t.username).fill(staff.username);
    await page.getByLabel(t.password, { exact: true }).fill(staff.password);
    await page.getByRole('button', { name: t.signIn }).click();
    await pressIn(page, t.allUsers);
    await pressIn(page, t.inviteUser);
    const { username, email } = newUser();
    await page.getByRole('dialog').getByLabel(t.username).fill(username);
    await page.getByRole('dialog').getByLabel(t.emailAddress).fill(email);
    expect(await overflow(page)).toBe(0);
    await pressIn(page, t.sendInvitation);
    await page.getByRole('dialog', { name: t.invitationSent }).getByText(t.invitationSentMeans).waitFor();
    expect(await overflow(page)).toBe(0);
    await expectAccessible(page);
  });
});

describe('where registration is closed', () => {
  const pages = useHostedPages({ REGISTRATION: 'closed' });

  it('nobody is offered to invite, as the server would refuse it', async () => {
    const { page } = await openUsers(pages);
    await page.getByLabel('Search').waitFor();
    expect(await page.getByRole('button', { name: 'Invite a user' }).count()).toBe(0);
  });
});
