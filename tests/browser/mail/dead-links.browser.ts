import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dataOf } from '../../setup/client.js';
import { signIn } from '../../setup/flows.js';
import { linkOf, newAddress, registerUser } from '../../setup/mail.js';
import { PASSWORD } from '../../setup/server.js';
import { expectAccessible } from '../accessibility.js';
import {
  codeField,
  enterPassword,
  expectFocus,
  greeting,
  overflow,
  section,
  useHostedPages,
} from '../hosted-pages.js';
import { newUser, readMail } from './mail-pages.js';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** A page must not end at a button that can only fail again. */
describe('a mail that no longer works, on the hosted pages', () => {
  const example = useHostedPages({ EMAIL_SIGN_IN: 'true' });

  async function expectDead(page: Page, primary: string): Promise<void> {
    await expectFocus(page, page.getByRole('heading', { name: 'This mail no longer works' }));
    expect(await page.locator('.primary').allInnerTexts()).toEqual([primary]);
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
  }

  it('leads to a new one, when it is of a sign-in or a new password', async () => {
    const { server } = example;
    const { email } = await registerUser(server);
    const client = server.client();
    dataOf(await client.requestEmailSignIn(email));
    const ofSignIn = await readMail(server, email);
    server.passSeconds(3600);
    const { page } = await example.openLink(ofSignIn.link, { width: 360 });
    await press(page, 'Sign in');
    await expectDead(page, 'Request a new mail');
    await page.getByRole('link', { name: 'Request a new mail' }).click();
    await page.getByRole('heading', { name: 'Get a sign-in link' }).waitFor();

    dataOf(await client.requestPasswordReset(email));
    const ofReset = await readMail(server, email);
    server.passSeconds(3600);
    await page.goto(ofReset.link);
    await page.getByLabel('New password', { exact: true }).fill('a second password');
    await press(page, 'Set the password');
    await expectDead(page, 'Request a new mail');
    await press(page, 'Go to sign in');
    await page.getByRole('heading', { name: /^Sign in to/ }).waitFor();
  });

  it('leads to the account or the sign-in, when nobody can request another', async () => {
    const { server } = example;
    const user = await registerUser(server);
    const client = server.client().as(user.pair.access);
    const email = newAddress();
    dataOf(await client.requestEmailChange(email));
    const ofChange = await readMail(server, email);
    const { challenge, token } = linkOf(ofChange);
    dataOf(await client.confirmEmailChange(challenge, token));
    const { page } = await example.openLink(ofChange.link, { width: 360, dark: true });
    await enterPassword(page, user);
    await press(page, 'Confirm');
    await expectDead(page, 'Go to your account');
    await press(page, 'Go to your account');
    await greeting(page, user);
    await section(page, 'E-mail').getByText(email).waitFor();

    const { client: staff } = await signIn(server, await server.createUser({ isStaff: true }));
    const invited = newUser();
    dataOf(await staff.inviteUser(invited.username, invited.email));
    const invitation = await readMail(server, invited.email);
    const accepted = linkOf(invitation);
    dataOf(await server.client().acceptInvitation(accepted.challenge, accepted.token, PASSWORD));
    await page.goto(invitation.link);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await press(page, 'Set the password');
    await page.getByText('ask for a new invitation').waitFor();
    await expectDead(page, 'Go to your account');

    const leaving = await registerUser(server);
    dataOf(await server.client().as(leaving.pair.access).deleteAccount());
    const kept = await readMail(server, leaving.email);
    dataOf(await server.client().keepAccount(linkOf(kept).challenge, linkOf(kept).token));
    await page.goto(kept.link);
    await press(page, 'Keep my account');
    await page.getByText('Sign in to see whether your account stays.').waitFor();
    await expectDead(page, 'Go to your account');
  });

  it('has a code that can be typed again', async () => {
    const { server } = example;
    const { email } = await registerUser(server);
    const { page } = await example.openLink('/#forgot-password');
    await page.getByLabel('E-mail address').fill(email);
    await press(page, 'Send mail');
    await codeField(page).waitFor();
    const { code } = await readMail(server, email);
    const choose = async (typed: string) => {
      await codeField(page).fill(typed);
      await page.getByLabel('New password', { exact: true }).fill('a second password');
      await press(page, 'Set the password');
    };
    await choose(code === '11111111' ? '22222222' : '11111111');
    await page.getByRole('alert').filter({ hasText: 'The code or link is wrong. You have' }).waitFor();
    await expectFocus(page, codeField(page));
    await expectAccessible(page);
    await choose(code);
    await page.getByRole('heading', { name: 'Your password is set' }).waitFor();
  });
});
