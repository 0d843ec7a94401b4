import { describe, expect, it } from '@jest/globals';
import { createDemoUser } from '../../../src/accounts/demo-user.js';
import { otherThan, switchOn } from '../../setup/flows.js';
import { newPhone, startServer } from '../../setup/server.js';
import { expectAccessible } from '../accessibility.js';
import type { WatchedPage } from '../browser.js';
import {
  accountHeading,
  codeField,
  createGuarded,
  enterNewPhone,
  enterPassword,
  expectFocus,
  failureIn,
  greeting,
  openAccountPage,
  openPhoneForm,
  overflow,
  passPause,
  section,
  storeCodes,
  tabTo,
  useHostedPages,
} from '../hosted-pages.js';

describe('signing in on the hosted pages', () => {
  const example = useHostedPages();

  it('signs in, switches the second factor on, signs out, and signs in with a code', async () => {
    await createDemoUser(example.server.app.users, example.server.app.orm.em.fork());
    const user = await example.server.createUser();
    const watched = await example.open();
    const { page } = watched;
    await page.getByRole('link', { name: 'GraphiQL' }).waitFor();
    await page.getByText('twiliopass').waitFor();
    await expectAccessible(page);
    await watched.screenshot('example-sign-in');
    expect(await page.title()).toMatch(/^Sign in · /);
    await enterPassword(page, user);
    await greeting(page, user);
    expect(await page.title()).toMatch(/^Profile · /);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');

    const phone = await enterNewPhone(page);
    const first = example.server.messageTo(phone).code;
    for (const left of [4, 3]) {
      await codeField(page).fill(otherThan(first));
      await page.getByText(`You have ${left} tries left`).waitFor();
      await failureIn(page, 'Code').waitFor();
      expect(await codeField(page).inputValue()).toBe('');
    }
    await codeField(page).fill(first);
    await storeCodes(page);
    await page.getByText('Signing in needs one of these').waitFor();
    await expectAccessible(page);
    await watched.screenshot('example-account');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await expectAccessible(page);
    expect(await page.title()).toMatch(/^Enter the code · /);
    await watched.screenshot('example-code');
    const { code } = example.server.messageTo(phone);
    await codeField(page).fill(otherThan(code));
    await page.getByText('You have 4 tries left').waitFor();
    await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await paste(watched, `${code.slice(0, 3)} ${code.slice(3)}`);
    await greeting(page, user);
    expect(watched.strayRequests).toEqual([]);
    expect(watched.consoleErrors).toEqual([]);
  });

  /** Pastes a text into the focused field. */
  const paste = async ({ page, context }: WatchedPage, text: string) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await page.keyboard.press('Control+V');
  };

  it.each([
    ['Arabic', 0x660],
    ['full-width', 0xff10],
  ])('accepts a code in %s digits, and drops no other character', async (_name, zero) => {
    const { user, phone } = await createGuarded(example.server);
    const watched = await example.open();
    const { page } = watched;
    await enterPassword(page, user);
    await expectFocus(page, codeField(page));
    await paste(watched, '12345x7');
    expect(await codeField(page).inputValue()).toBe('12345x7');
    await page.keyboard.press('Control+A');
    const { code } = example.server.messageTo(phone);
    await paste(
      watched,
      code.replace(/\d/g, (digit) => String.fromCharCode(zero + Number(digit))),
    );
    await greeting(page, user);
  });

  it.each([
    ['brackets', (national: string) => `(+48) ${national}`],
    ['full-width digits', (national: string) => `＋４８ ${national}`],
    ['invisible marks', (national: string) => `\u202a+48\u00a0${national}\u202c\n`],
  ])('accepts a phone number with %s', async (_name, write) => {
    const user = await example.server.createUser();
    const { page } = await example.openSignedIn(user);
    const phone = newPhone();
    await openPhoneForm(page);
    await page.getByLabel('Phone number').fill(write(phone.replace('+48', '')));
    await page.getByRole('button', { name: 'Continue' }).click();
    await codeField(page).waitFor();
    expect(example.server.messagesTo(phone)).toHaveLength(1);
  });

  it.each([
    ['is right', 0],
    ['is an hour fast', 3_600_000],
    ['is an hour slow', -3_600_000],
  ])('sends a new code after the pause when the clock of the device %s', async (_what, aheadMs) => {
    const { user, phone } = await createGuarded(example.server);
    const { page, consoleErrors } = await example.open({ clockAheadMs: aheadMs });
    await enterPassword(page, user);
    const again = page.getByRole('button', { name: 'Send again', exact: true });
    await passPause(example.server, page);
    await codeField(page).fill(otherThan(example.server.messageTo(phone).code));
    await failureIn(page, 'Code').waitFor();
    const before = example.server.messagesTo(phone).length;
    await again.click();
    await page.getByRole('button', { name: /^Send again in \d/ }).waitFor();
    expect(example.server.messagesTo(phone)).toHaveLength(before + 1);
    // The failure of the old code is gone.
    expect(await failureIn(page, 'Code').count()).toBe(0);
    expect(consoleErrors).toEqual([]);
  });

  it('sends the code by a call instead', async () => {
    const { user, phone } = await createGuarded(example.server);
    const { page, context } = await example.open({ clockAheadMs: 0 });
    await enterPassword(page, user);
    await passPause(example.server, page);
    await page.getByRole('button', { name: 'Call me instead' }).click();
    await page.getByRole('button', { name: /^Send again in \d/ }).waitFor();
    await expectFocus(page, codeField(page));
    const simulator = await context.newPage();
    await simulator.goto(`${example.server.url}/simulator`);
    const call = simulator
      .locator('.conversation', { hasText: phone })
      .locator('.message', { has: simulator.getByText('Call', { exact: true }) });
    const code = await call.locator('.code').innerText();
    expect(example.server.messageTo(phone)).toMatchObject({ channel: 'call', code });
    await codeField(page).fill(code);
    await greeting(page, user);
  });

  it('works with the keyboard alone and always shows the focus', async () => {
    const user = await example.server.createUser();
    const { page } = await example.open();
    const signIn = async () => {
      await expectFocus(page, page.getByLabel('Username'));
      await page.keyboard.type(user.username);
      await tabTo(page, page.getByLabel('Password', { exact: true }));
      await page.keyboard.type(user.password);
      await page.keyboard.press('Enter');
    };
    const enterCode = async () => {
      await expectFocus(page, codeField(page));
      await page.keyboard.type(example.server.messageTo(phone).code);
    };
    const phone = newPhone();
    await signIn();
    await expectFocus(page, accountHeading(page, 'Profile'));
    await tabTo(page, page.getByRole('link', { name: 'Security' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expectFocus(page, accountHeading(page, 'Security'));
    await page.getByRole('button', { name: 'Add a phone' }).waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Add a phone' }));
    await page.keyboard.press('Enter');
    await expectFocus(page, page.getByLabel('Country'));
    await page.keyboard.type('Poland');
    await tabTo(page, page.getByLabel('Phone number'));
    await page.keyboard.type(phone.replace('+48', ''));
    await page.keyboard.press('Enter');
    await enterCode();
    await expectFocus(page, page.getByRole('heading', { name: 'Save your recovery codes' }));
    await tabTo(page, page.getByRole('checkbox', { name: 'I have saved them' }));
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await expectFocus(page, page.getByRole('heading', { name: 'Second factor' }));
    await tabTo(page, page.getByRole('button', { name: 'Sign out' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await signIn();
    await enterCode();
    await expectFocus(page, accountHeading(page, 'Profile'));
  });

  it('sends no password to the address of a redirect', async () => {
    const { page, context, strayRequests } = await example.open();
    await page.getByLabel('Username').waitFor();
    await context.route('**/graphql', (route) =>
      route.fulfill({ status: 307, headers: { location: 'http://127.0.0.1:9/graphql' } }),
    );
    await enterPassword(page, await example.server.createUser());
    await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
    expect(strayRequests).toEqual([]);
  });

  it('names no page and no demo user that is not there', async () => {
    const other = await startServer({
      GRAPHIQL: 'false',
      TWO_FACTOR_PROVIDER: 'authy',
      AUTHY_API_KEY: 'key',
      MAIL_URL: 'smtp://127.0.0.1:2525',
      MAIL_FROM: 'login@example.com',
    });
    const { page } = await example.open({}, other.url);
    await page.getByText('npm run cli -- user create ada').waitFor();
    expect(await page.locator('.developer').getByRole('link').count()).toBe(0);
    expect(await page.getByText('twiliopass').count()).toBe(0);
    await other.close();
  });

  it.each([
    ['narrow', { width: 360 }],
    ['dark', { dark: true }],
  ])('is accessible and fits when it is %s', async (name, options) => {
    const user = await example.server.createUser();
    const watched = await example.open(options);
    const { page } = watched;
    await enterPassword(page, user);
    await greeting(page, user);
    for (const [path, part] of [
      ['Profile', 'Your data'],
      ['Security', 'Second factor'],
      ['Devices', 'Where you are signed in'],
      ['Activity', 'Activity'],
    ] as const) {
      await openAccountPage(page, path);
      await section(page, part).waitFor();
      await expectAccessible(page);
      expect(await overflow(page)).toBe(0);
      await watched.screenshot(`example-${path}-${name}`);
    }

    const { phone } = await switchOn(example.server, user);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await enterPassword(page, { ...user, password: 'wrong password' });
    await failureIn(page, 'Sign in').waitFor();
    await expectAccessible(page);
    await enterPassword(page, user);
    await codeField(page).fill(otherThan(example.server.messageTo(phone).code));
    await failureIn(page, 'Code').waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await watched.screenshot(`example-code-${name}`);
    expect(watched.consoleErrors).toEqual([]);
  });
});
