import { describe, expect, it } from '@jest/globals';
import { otherThan, switchOn } from '../helpers/flows.js';
import { newPhone, startServer } from '../helpers/server.js';
import { expectAccessible } from './accessibility.js';
import {
  codeField,
  enterNewPhone,
  enterPassword,
  expectFocus,
  failureIn,
  greeting,
  overflow,
  tabTo,
  useExample,
} from './example-page.js';

describe('signing in on the example front end', () => {
  const example = useExample();

  it('signs in, switches the second factor on, signs out, and signs in with a code', async () => {
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
    expect(await page.title()).toMatch(/^Your account · /);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');

    const phone = await enterNewPhone(page);
    const first = example.server.messageTo(phone).code;
    for (const left of [4, 3]) {
      await codeField(page).fill(otherThan(first));
      await page.getByText(`Tries left: ${left}.`).waitFor();
      await failureIn(page, 'Code').waitFor();
      expect(await codeField(page).inputValue()).toBe('');
    }
    await codeField(page).fill(first);
    await page.getByText(/^On: signing in takes a code/).waitFor();
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
    await page.getByText(/Tries left: 4\./).waitFor();
    await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    // As people paste it.
    await watched.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(`navigator.clipboard.writeText('${code.slice(0, 3)} ${code.slice(3)}')`);
    await codeField(page).press('Control+V');
    await greeting(page, user);
    expect(watched.strayRequests).toEqual([]);
    expect(watched.consoleErrors).toEqual([]);
  });

  it.each([
    ['is right', 0],
    ['is an hour fast', 3_600_000],
    ['is an hour slow', -3_600_000],
  ])('sends the code again after the pause when the clock of the device %s', async (_what, aheadMs) => {
    const user = await example.server.createUser();
    const { phone } = await switchOn(example.server, user);
    const { page, consoleErrors } = await example.open({ clockAheadMs: aheadMs });
    await enterPassword(page, user);
    const again = page.getByRole('button', { name: 'Send again', exact: true });
    await page.getByRole('button', { name: /^Send again in [1-9] s$/ }).waitFor();
    await codeField(page).fill(otherThan(example.server.messageTo(phone).code));
    await failureIn(page, 'Code').waitFor();
    const before = example.server.messagesTo(phone).length;
    await again.click();
    await page.getByRole('button', { name: /^Send again in \d+ s$/ }).waitFor();
    expect(example.server.messagesTo(phone)).toHaveLength(before + 1);
    // The wrong code was another one's.
    expect(await failureIn(page, 'Code').count()).toBe(0);
    expect(consoleErrors).toEqual([]);
  });

  it('has the code read by a call instead, which the page of the simulator shows', async () => {
    const user = await example.server.createUser();
    const { phone } = await switchOn(example.server, user);
    const { page, context } = await example.open();
    await enterPassword(page, user);
    await page.getByLabel('Send it by').selectOption({ label: 'call' });
    await page.getByRole('button', { name: 'Send again', exact: true }).click();
    await page.getByRole('button', { name: /^Send again in \d+ s$/ }).waitFor();
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

  it('takes no mouse, from the password over a new phone to the account, and shows where one is', async () => {
    const user = await example.server.createUser();
    const { page } = await example.open();
    const signIn = async () => {
      await expectFocus(page, page.getByLabel('Username'));
      await page.keyboard.type(user.username);
      await tabTo(page, page.getByLabel('Password'));
      await page.keyboard.type(user.password);
      await page.keyboard.press('Enter');
    };
    const enterCode = async () => {
      await expectFocus(page, codeField(page));
      await page.keyboard.type(example.server.messageTo(phone).code);
    };
    const phone = newPhone();
    await signIn();
    await expectFocus(page, page.getByRole('heading', { name: `Hello, ${user.username}` }));
    await tabTo(page, page.getByLabel('Country'));
    await page.keyboard.type('Poland');
    await tabTo(page, page.getByLabel('Phone number'));
    await page.keyboard.type(phone.replace('+48', ''));
    await page.keyboard.press('Enter');
    await enterCode();
    await expectFocus(page, page.getByRole('heading', { name: 'Second factor' }));
    await tabTo(page, page.getByRole('button', { name: 'Sign out' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await signIn();
    await enterCode();
    await expectFocus(page, page.getByRole('heading', { name: `Hello, ${user.username}` }));
  });

  it('says that the server redirects, and sends no password on', async () => {
    const { page, context, strayRequests } = await example.open();
    await context.route('**/graphql', (route) =>
      route.fulfill({ status: 307, headers: { location: 'http://127.0.0.1:9/graphql' } }),
    );
    await enterPassword(page, await example.server.createUser());
    await page.getByRole('alert').filter({ hasText: 'a redirect, which is not followed' }).waitFor();
    expect(strayRequests).toEqual([]);
  });

  it('names no page that is not there, and no user of a fresh server', async () => {
    const other = await startServer({
      GRAPHIQL: 'false',
      TWO_FACTOR_PROVIDER: 'authy',
      AUTHY_API_KEY: 'key',
    });
    const { page } = await example.open({}, other.url);
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('link').count()).toBe(0);
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
    await page.getByRole('heading', { name: 'Security log' }).waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await watched.screenshot(`example-${name}`);

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
