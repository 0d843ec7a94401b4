import { describe, expect, it } from '@jest/globals';
import { signIn } from '../../setup/flows.js';
import { expectAccessible } from '../accessibility.js';
import {
  enterPassword,
  greeting,
  openAccountPage,
  overflow,
  section,
  useHostedPages,
} from '../hosted-pages.js';

/** As many as the server lets a user have. */
const SESSIONS = 100;

describe('the hosted pages with much to show', () => {
  const pages = useHostedPages();

  it('list a hundred sessions, and end all but one', async () => {
    const user = await pages.server.createUser();
    for (let opened = 0; opened < SESSIONS; opened += 1) await signIn(pages.server, user);
    const { page } = await pages.openSignedIn(user, { width: 360 });
    await openAccountPage(page, 'Devices');
    const sessions = section(page, 'Where you are signed in').getByRole('listitem');
    await sessions.nth(SESSIONS - 1).waitFor();
    expect(await sessions.count()).toBe(SESSIONS);
    expect(await overflow(page)).toBe(0);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'End all others' }).click();
    await sessions.nth(1).waitFor({ state: 'detached' });
    expect(await sessions.count()).toBe(1);
  });

  it('group the digits of a number of users', async () => {
    const initScript = `
      const { text } = Response.prototype;
      Response.prototype.text = async function () {
        return (await text.call(this)).replace(/"totalCount":\\d+/, '"totalCount":1000000');
      };`;
    const staff = await pages.server.createUser({ isStaff: true });
    const { page } = await pages.openSignedIn(staff, { initScript });
    await page.getByRole('button', { name: 'All users' }).click();
    await page.getByText('1,000,000 users', { exact: true }).waitFor();
  });

  it.each([1280, 360])('fit the longest name in a window of %d pixels', async (width) => {
    const longest = `${width}${'w'.repeat(146)}`.slice(0, 150);
    const user = await pages.server.createUser({
      username: longest,
      email: `${'w'.repeat(60)}@${'w'.repeat(60)}.example`,
      isStaff: true,
    });
    const { page } = await pages.openSignedIn(user, { width });
    await section(page, 'Profile').getByText(longest).waitFor();
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'All users' }).click();
    await page.getByRole('button', { name: longest }).click();
    await page.getByRole('dialog', { name: longest }).waitFor();
    expect(await overflow(page)).toBe(0);
    const [needed, given] = await page.evaluate<[number, number]>(
      "[...document.querySelectorAll('dialog')].flatMap((it) => [it.scrollWidth, it.clientWidth])",
    );
    expect(needed).toBe(given);
    await expectAccessible(page);
  });

  it.each([
    ['was ended elsewhere', 'Your session has ended. Sign in again.', false],
    ['ended in another tab', 'You are signed out.', true],
  ])('close the drawer of a user when the session %s', async (_how, said, inAnotherTab) => {
    const staff = await pages.server.createUser({ isStaff: true });
    const { page, context } = await pages.openSignedIn(staff);
    await page.getByRole('button', { name: 'All users' }).click();
    await page.getByLabel('Search').fill(staff.username);
    await page.getByText('1 user', { exact: true }).waitFor();
    await page.getByRole('button', { name: staff.username }).click();
    const drawer = page.getByRole('dialog', { name: staff.username });
    await drawer.getByText('The account was created').waitFor();
    if (inAnotherTab) {
      const other = await pages.openTab(context);
      await greeting(other, staff);
      await other.getByRole('button', { name: 'Sign out' }).click();
    } else {
      const { client } = await signIn(pages.server, staff);
      await client.query('mutation { revokeOtherSessions }');
      await drawer.getByRole('button', { name: 'Close' }).click();
      await page.getByLabel('Search').fill('another');
    }
    await page.getByText(said).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await enterPassword(page, staff);
    await page.getByRole('heading', { name: /^Users · \d+$/ }).waitFor();
  });
});
