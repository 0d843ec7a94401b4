import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { App, switchOnWithApp } from '../../setup/factors/authenticator-app.js';
import { otherThan } from '../../setup/flows.js';
import { dataOf } from '../../setup/client.js';
import { newPhone } from '../../setup/server.js';
import { begin, withRecoveryCodes } from '../../setup/factors/recovery-codes.js';
import { expectAccessible } from '../accessibility.js';
import {
  codeField,
  codesDialog,
  enterPassword,
  expectFocus,
  failureIn,
  greeting,
  openAccountPage,
  overflow,
  responseTo,
  section,
  storeCodes,
  tabTo,
  useHostedPages,
} from '../hosted-pages.js';

const CODE = /^(?:[0-9A-HJKMNP-TV-Z]{6}-){3}[0-9A-HJKMNP-TV-Z]{6}$/;

describe('authenticator apps and recovery codes on the hosted pages', () => {
  const pages = useHostedPages();

  const factors = (page: Page) => section(page, 'Second factor');
  const codesLeft = (page: Page) => section(page, 'Recovery codes').getByText('10 of 10 codes left.');
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  /** Opens the form of a new app, and reads its key as a person would type it. */
  async function startApp(page: Page): Promise<App> {
    await factors(page).getByRole('button', { name: 'Add an app' }).click();
    await page.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor();
    return new App((await page.locator('code.secret').innerText()).replaceAll(' ', ''));
  }

  it.each([
    ['wide and light', { width: 1280 }],
    ['narrow and dark', { width: 360, dark: true }],
  ])('are added, stored, renamed and removed when it is %s', async (_look, options) => {
    const user = await pages.server.createUser();
    const watched = await pages.openSignedIn(user, { ...options, acceptDownloads: true });
    const { page, context } = watched;
    await openAccountPage(page, 'Security');
    const expectFits = async () => {
      await expectAccessible(page);
      expect(await overflow(page)).toBe(0);
    };
    const app = await startApp(page);
    await expectFocus(page, codeField(page));
    await expectFits();
    await page.keyboard.type(otherThan(app.codeAt(pages.server.now())));
    await failureIn(page, 'Code').waitFor();
    await page.keyboard.type(app.codeAt(pages.server.now()));

    const dialog = codesDialog(page);
    await expectFocus(page, dialog.getByRole('heading'));
    await expectFits();
    const codes = await dialog.getByRole('listitem').allInnerTexts();
    expect(codes).toHaveLength(10);
    for (const code of codes) expect(code).toMatch(CODE);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await button(page, 'Done').isDisabled()).toBe(true);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await button(page, 'Copy').click();
    await dialog.getByRole('button', { name: 'Copied' }).waitFor();
    const downloading = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Download', exact: true }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('graphql-two-factor-auth-recovery-codes.txt');
    const file = readFileSync(await download.path(), 'utf8');
    expect(file).toBe(await page.evaluate('navigator.clipboard.readText()'));
    expect(file).toContain(`Recovery codes of ${user.username}`);
    expect(codes.every((code) => file.includes(code))).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByText(codes[0] ?? '').isVisible()).toBe(true);
    expect(await page.getByText(/^Recovery codes of/).isVisible()).toBe(true);
    expect(await page.getByText('Done', { exact: true }).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    await storeCodes(page);
    await expectFocus(page, page.getByRole('heading', { name: 'Second factor' }));
    await codesLeft(page).waitFor();

    pages.server.passSeconds(30);
    await button(page, 'Rename Authenticator app').click();
    await expectFocus(page, page.getByLabel('Name', { exact: true }));
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Work phone');
    await page.keyboard.press('Enter');
    await expectFocus(page, button(page, 'Rename Work phone'));
    expect(
      await factors(page)
        .getByRole('button', { name: /^Remove/ })
        .count(),
    ).toBe(0);
    const second = await startApp(page);
    await codeField(page).fill(second.codeAt(pages.server.now()));
    await button(page, 'Remove Authenticator app').waitFor();
    expect(await codesDialog(page).count()).toBe(0);
    await expectFits();
    await button(page, 'Remove Work phone').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await button(page, 'Remove Work phone').waitFor({ state: 'detached' });
    await expectFocus(page, page.getByRole('heading', { name: 'Second factor' }));
    await factors(page).getByText('Authenticator app').waitFor();
    expect(watched.consoleErrors).toEqual([]);
    expect(watched.strayRequests).toEqual([]);
  });

  it('sign in by keyboard alone: with an app, and with a code that is replaced', async () => {
    const { user, app, codes } = await withRecoveryCodes(pages.server);
    const { page } = await pages.open();
    await enterPassword(page, user);
    await expectFocus(page, codeField(page));
    await page.getByText('The code is in your authenticator app.').waitFor();
    await page.keyboard.type(app.codeAt(pages.server.now()));
    await greeting(page, user);
    await button(page, 'Sign out').click();

    await enterPassword(page, user);
    await expectFocus(page, codeField(page));
    await tabTo(page, button(page, 'Try another way'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Choose another way' }).waitFor();
    await expectFocus(page, button(page, 'Use the authenticator app'));
    await page.getByText('Ask the people who run graphql-two-factor-auth').waitFor();
    await expectAccessible(page);
    await tabTo(page, button(page, 'Use a recovery code'));
    await page.keyboard.press('Enter');
    const field = page.getByRole('textbox', { name: 'Recovery code' });
    await expectFocus(page, field);
    await page.keyboard.type('not a code');
    await page.keyboard.press('Enter');
    await failureIn(page, 'Recovery code').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Control+A');
    await page.keyboard.type((codes[0] ?? '').replaceAll('-', '').toLowerCase());
    expect(await field.inputValue()).toBe(codes[0]);
    await expectAccessible(page);
    await page.keyboard.press('Enter');

    const dialog = page.getByRole('dialog', { name: 'Save your new recovery code' });
    await expectFocus(page, dialog.getByRole('heading'));
    const [code] = await dialog.getByRole('listitem').allInnerTexts();
    expect(code).toMatch(CODE);
    expect(codes).not.toContain(code);
    await tabTo(page, dialog.getByRole('checkbox'));
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await openAccountPage(page, 'Security');
    await codesLeft(page).waitFor();
  });

  it('leave the choice between an app and a phone, whose code is sent when it is chosen', async () => {
    const user = await pages.server.createUser();
    const { client, app } = await switchOnWithApp(pages.server, user);
    const phone = newPhone();
    dataOf(await client.verifyPhone(phone));
    dataOf(await client.registerPhone(phone, pages.server.messageTo(phone).code));
    pages.server.passSeconds(121);
    const { page } = await pages.open({ width: 360 });
    await enterPassword(page, user);
    await page.getByText('The code is in your authenticator app.').waitFor();
    const before = pages.server.messagesTo(phone).length;
    await button(page, 'Try another way').click();
    await page.getByRole('button', { name: /^Get a code by phone.*89$/ }).click();
    await expectFocus(page, codeField(page));
    expect(pages.server.messagesTo(phone)).toHaveLength(before + 1);
    await button(page, 'Try another way').click();
    await button(page, 'Use the authenticator app').click();
    await codeField(page).fill(app.codeAt(pages.server.now()));
    await greeting(page, user);

    await openAccountPage(page, 'Security');
    const preferred = responseTo(page, 'preferTwoFactorMethod');
    await page.getByLabel('Ask me first for').selectOption('Phone');
    await preferred;
    await expectAccessible(page);
    await page.reload();
    expect(await page.getByLabel('Ask me first for').inputValue()).toBe('PHONE');
    pages.server.passSeconds(121);
    await button(page, 'Sign out').click();
    await enterPassword(page, user);
    await page.getByText('Code sent by text message to').waitFor();
  });

  it('warn of few codes, and make new ones', async () => {
    const { user, app, codes } = await withRecoveryCodes(pages.server);
    const { orm } = pages.server.app;
    await orm.em.fork().execute(
      `update recovery_codes set used_at = now() where code_hash in
        (select code_hash from recovery_codes where user_id = ? limit 7)`,
      [user.user.id],
    );
    const { page } = await pages.open({ width: 360 });
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await codeField(page).fill(app.codeAt(pages.server.now()));
    await openAccountPage(page, 'Security');
    await section(page, 'Recovery codes').getByText('Only 3 codes are left. Make new ones.').waitFor();
    expect(await page.getByText('a code signs you in').count()).toBe(0);
    await expectAccessible(page);
    await button(page, 'Make new codes').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Make new codes' }).click();
    const made = await codesDialog(page).getByRole('listitem').allInnerTexts();
    expect(made.filter((code) => codes.includes(code))).toEqual([]);
    await storeCodes(page);
    await codesLeft(page).waitFor();
    await expectFocus(page, page.getByRole('heading', { name: 'Recovery codes' }));
  });

  it('are the only way while the second factor is locked', async () => {
    const { user, codes } = await withRecoveryCodes(pages.server);
    await pages.server.app.orm.em
      .fork()
      .execute('update users set wrong_codes_in_row = 100 where id = ?', [user.user.id]);
    const { methods } = await begin(pages.server.client(), user);
    expect(methods).toHaveLength(1);
    const { page } = await pages.open({ width: 360, dark: true });
    await enterPassword(page, user);
    await page.getByText('The other ways are locked after too many wrong codes.').waitFor();
    await expectFocus(page, page.getByRole('textbox', { name: 'Recovery code' }));
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await page.keyboard.type(codes[0] ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Save your new recovery code' }).waitFor();
    expect(dataOf(await pages.server.client().obtainToken(user.username, user.password))).toMatchObject({
      obtainToken: { methods: [{ kind: 'AUTHENTICATOR_APP' }, { kind: 'RECOVERY_CODE' }] },
    });
  });
});
