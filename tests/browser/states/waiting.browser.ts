import { describe, expect, it } from '@jest/globals';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { expectAccessible } from '../accessibility.js';
import {
  codeField,
  createGuarded,
  enterNewPhone,
  enterPassword,
  greeting,
  openAccountPage,
  openPasswordForm,
  openPhoneForm,
  passPause,
  section,
  useHostedPages,
} from '../hosted-pages.js';

const WAIT_SECONDS = 90;

describe('a form of the hosted pages that the server refuses for a time', () => {
  const pages = useHostedPages();

  /** The next responses to this operation name a time to wait. */
  async function refuse(context: BrowserContext, operation: string): Promise<void> {
    const extensions = { code: 'RATE_LIMITED', retryAfter: WAIT_SECONDS };
    await context.route('**/graphql', (route) =>
      route
        .request()
        .postData()
        ?.match(new RegExp(`mutation ${operation}\\b`))
        ? route.fulfill({ json: { data: null, errors: [{ message: 'Try again later.', extensions }] } })
        : route.continue(),
    );
  }

  async function expectWait(
    page: Page,
    form: Locator,
    name: string,
    said = 'Try again later.',
  ): Promise<void> {
    const waiting = form.getByRole('button', { name: /^Try again in 1:\d\d$/ });
    await waiting.waitFor();
    expect(await waiting.getAttribute('aria-disabled')).toBe('true');
    await form.getByRole('alert').filter({ hasText: said }).waitFor();
    await expectAccessible(page);
    await page.context().unroute('**/graphql');
    await page.context().clock.fastForward(WAIT_SECONDS * 1000);
    await form.getByRole('button', { name, exact: true }).waitFor();
  }

  const form = (page: Page, name: string) => page.getByRole('form', { name, exact: true });

  it('counts down: sign-in and code', async () => {
    const { user, phone } = await createGuarded(pages.server);
    const { page, context } = await pages.open({ clockAheadMs: 0 });
    await refuse(context, 'ObtainToken');
    await enterPassword(page, user);
    await expectWait(page, form(page, 'Sign in'), 'Sign in', 'Too many attempts.');
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await refuse(context, 'VerifyTwoFactorToken');
    const { code } = pages.server.messageTo(phone);
    await codeField(page).fill(code);
    await expectWait(page, form(page, 'Code'), 'Continue');
    await page.getByRole('button', { name: 'Continue' }).click();
    await greeting(page, user);
  });

  it('counts down on the button that was refused, and still takes the code', async () => {
    const { user, phone } = await createGuarded(pages.server);
    const { page, context } = await pages.open({ clockAheadMs: 0 });
    await enterPassword(page, user);
    await passPause(pages.server, page);
    await refuse(context, 'ResendTwoFactorToken');
    await page.getByRole('button', { name: 'Send again' }).click();
    await form(page, 'Code').getByRole('alert').filter({ hasText: 'Try again later.' }).waitFor();
    await page.getByRole('button', { name: /^Send again in 1:\d\d$/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Call me instead' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Continue' }).getAttribute('aria-disabled')).toBe('false');
    await context.unroute('**/graphql');
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await greeting(page, user);
  });

  it('counts down: phone, code of the phone, and password', async () => {
    const user = await pages.server.createUser();
    const { page, context } = await pages.openSignedIn(user, { clockAheadMs: 0 });
    await openPasswordForm(page);
    await page.getByLabel('Current password').fill(user.password);
    await page.getByLabel('New password').fill('a good long password');
    await refuse(context, 'ChangePassword');
    await form(page, 'Change password').getByRole('button', { name: 'Change password' }).click();
    await expectWait(page, form(page, 'Change password'), 'Change password');
    await openPhoneForm(page);
    await page.getByLabel('Phone number').fill('5005550006');
    await refuse(context, 'VerifyPhone');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expectWait(page, form(page, 'Add a phone'), 'Continue');
    const phone = await enterNewPhone(page);
    await refuse(context, 'RegisterPhone');
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await expectWait(page, form(page, 'Code'), 'Continue');
  });

  it('counts down: the code of a step-up', async () => {
    const { user, phone } = await createGuarded(pages.server);
    const { page, context } = await pages.open({ clockAheadMs: 0 });
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await greeting(page, user);
    await openAccountPage(page, 'Security');
    pages.server.passSeconds(301);
    await section(page, 'Second factor').getByRole('button', { name: 'Switch off' }).click();
    await refuse(context, 'RequestStepUp');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Switch off' }).click();
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await expectWait(page, dialog, 'Try again');
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await codeField(page).waitFor();
    await refuse(context, 'VerifyTwoFactorToken');
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await expectWait(page, dialog, 'Continue');
  });
});
