import { describe, expect, it } from '@jest/globals';
import { otherThan, signIn } from '../../setup/flows.js';
import { de } from '../../../examples/web/src/texts/de.js';
import { expectAccessible } from '../accessibility.js';
import {
  codeField,
  createGuarded,
  enterPassword,
  expectFocus,
  failureIn,
  greeting,
  openAccountPage,
  overflow,
  section,
  tabTo,
  useHostedPages,
} from '../hosted-pages.js';

describe('the activity on the hosted pages', () => {
  const example = useHostedPages();

  it.each([
    ['wide and light', { width: 1280 }],
    ['narrow and dark', { width: 360, dark: true }],
  ])('has one line for a sign-in, and one for each failure, %s', async (_look, options) => {
    const { user, phone } = await createGuarded(example.server);
    const { page, screenshot } = await example.open(options);
    await enterPassword(page, { ...user, password: 'wrong password' });
    await failureIn(page, 'Sign in').waitFor();
    await enterPassword(page, user);
    await codeField(page).waitFor();
    const { code } = example.server.messageTo(phone);
    await codeField(page).fill(otherThan(code));
    await failureIn(page, 'Code').waitFor();
    await codeField(page).fill(code);
    await greeting(page, user);
    await openAccountPage(page, 'Activity');
    const lines = section(page, 'Activity').locator('ul > li');
    await lines.first().waitFor();
    const [first, second, third] = await Promise.all([0, 1, 2].map((at) => lines.nth(at).innerText()));
    expect(first).toMatch(/^Signed in\s/);
    expect(second).toMatch(/^A code or passkey was wrong or too late\s/);
    expect(third).toMatch(/^A sign-in was refused: wrong password\s/);

    expect(await section(page, 'Activity').locator('.row.bad').count()).toBe(0);
    const steps = lines.first().getByRole('listitem');
    expect(await steps.first().isVisible()).toBe(false);
    await tabTo(page, lines.first().locator('summary'));
    await page.keyboard.press('Enter');
    expect(await steps.allInnerTexts()).toEqual([
      expect.stringContaining('The right password was entered'),
      expect.stringContaining('A code was sent'),
      expect.stringContaining('Signed in'),
    ]);
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await screenshot(`example-activity-${options.width}`);
    await page.keyboard.press('Enter');
    expect(await steps.first().isVisible()).toBe(false);
  });

  it('has one line for sessions that ended together', async () => {
    const user = await example.server.createUser();
    for (let opened = 0; opened < 3; opened += 1) await signIn(example.server, user);
    const { page } = await example.openSignedIn(user);
    await openAccountPage(page, 'Devices');
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' });
    await openAccountPage(page, 'Activity');
    await section(page, 'Activity').getByText('3 sessions were ended').waitFor();
  });

  it('says why, and that the user signed out', async () => {
    const user = await example.server.createUser();
    const { page } = await example.openSignedIn(user);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await enterPassword(page, { ...user, password: 'wrong password' });
    await failureIn(page, 'Sign in').waitFor();
    await enterPassword(page, user);
    await greeting(page, user);
    await openAccountPage(page, 'Activity');
    const lines = section(page, 'Activity').locator('ul > li');
    await lines.first().waitFor();
    const said = (await lines.allInnerTexts()).map((line) => line.split('\n')[0]);
    expect(said).toEqual([
      'Signed in',
      'A sign-in was refused: wrong password',
      'Signed out',
      'Signed in',
      'The account was created',
    ]);
  });

  it('says in the language of the browser what was done on the command line', async () => {
    const user = await example.server.createUser();
    const { page } = await example.open({ locale: 'de-DE' });
    await page.getByLabel(de.username).fill(user.username);
    await page.getByLabel(de.password, { exact: true }).fill(user.password);
    await page.getByRole('button', { name: de.signIn, exact: true }).click();
    await page.getByRole('link', { name: de.activity }).click();
    const created = section(page, de.activity)
      .getByRole('listitem')
      .filter({ hasText: de.events.USER_CREATED });
    await created.waitFor();
    expect(await created.innerText()).toContain('Kommandozeile');
  });

  it('is shown page by page', async () => {
    const user = await example.server.createUser();
    for (let signIns = 0; signIns < 32; signIns += 1) await signIn(example.server, user);
    const { page } = await example.openSignedIn(user);
    await openAccountPage(page, 'Activity');
    const lines = section(page, 'Activity').getByRole('listitem');
    await lines.nth(29).waitFor();
    expect(await lines.count()).toBe(30);
    const more = section(page, 'Activity').getByRole('button', { name: 'Show more' });
    await more.click();
    await lines.nth(32).waitFor();
    await more.waitFor({ state: 'detached' });
    // The focused button is gone.
    await expectFocus(page, section(page, 'Activity').locator('[tabindex="-1"]'));
  });
});
