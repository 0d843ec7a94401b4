import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible } from '../accessibility.js';
import { enterPassword, greeting, openAccountPage, useHostedPages } from '../hosted-pages.js';

describe('the sessions of the hosted pages', () => {
  const example = useHostedPages();

  const confirm = (page: Page, action: string) =>
    page.getByRole('alertdialog').getByRole('button', { name: action }).click();

  it('ends another session', async () => {
    const user = await example.server.createUser();
    const [there, here] = [await example.openSignedIn(user), await example.openSignedIn(user)];
    await openAccountPage(here.page, 'Devices');
    await here.page.getByRole('button', { name: /^End the session of/ }).click();
    await confirm(here.page, 'End');
    await here.page.getByRole('button', { name: /^End the session of/ }).waitFor({ state: 'detached' });
    await there.page.reload();
    await there.page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('gives the buttons of sessions behind one router different names', async () => {
    const user = await example.server.createUser();
    const client = example.server.client().at('203.0.113.5');
    await client.obtainToken(user.username, user.password);
    example.server.passSeconds(60);
    await client.obtainToken(user.username, user.password);
    const { page } = await example.openSignedIn(user);
    await openAccountPage(page, 'Devices');
    const buttons = page.getByRole('button', { name: /^End the session of node at 203\.0\.113\.5/ });
    await buttons.nth(1).waitFor();
    const names = await Promise.all([0, 1].map((at) => buttons.nth(at).getAttribute('aria-label')));
    const [first, second] = names.map((name) => page.getByRole('button', { name: name ?? '', exact: true }));
    expect(await first?.count()).toBe(1);
    await first?.click();
    await confirm(page, 'End');
    await first?.waitFor({ state: 'detached' });
    expect(await second?.count()).toBe(1);
  });

  it('shows on an open page that its session was ended elsewhere', async () => {
    const user = await example.server.createUser();
    const [there, here] = [await example.openSignedIn(user), await example.openSignedIn(user)];
    await openAccountPage(there.page, 'Security');
    await openAccountPage(here.page, 'Devices');
    await here.page.getByRole('button', { name: 'End all others' }).click();
    await confirm(here.page, 'End all others');
    await here.page.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' });
    expect(await here.page.evaluate('document.activeElement.textContent')).toBe('Where you are signed in');
    await there.page.getByRole('button', { name: 'Add a phone' }).click();
    await there.page.getByLabel('Phone number').fill('5005550006');
    await there.page.getByRole('button', { name: 'Continue' }).click();
    await there.page.getByText('Your session has ended. Sign in again.').waitFor();
    await there.page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('says that a sign-out did not reach the server', async () => {
    const user = await example.server.createUser();
    const { page, context, screenshot } = await example.openSignedIn(user, { width: 360 });
    await context.route('**/graphql', (route) => route.abort());
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('the server could not be reached: your session may still be active').waitFor();
    await expectAccessible(page);
    await screenshot('example-signed-out-here');
    await context.unroute('**/graphql');
    await enterPassword(page, user);
    // The browser still had the cookie, so the new sign-in ended the old session.
    await greeting(page, user);
    await openAccountPage(page, 'Devices');
    await page.getByText('This device').waitFor();
    expect(await page.getByRole('button', { name: /^End the session of/ }).count()).toBe(0);
  });

  it('is signed in and out in two tabs, also after reloads during a refresh', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user);
    const second = await example.openTab(context);
    await greeting(second, user);
    example.server.passSeconds(400);
    await Promise.all([page.reload(), second.reload()]);
    await Promise.all([greeting(page, user), greeting(second, user)]);
    await second.getByRole('button', { name: 'Sign out' }).click();
    for (const tab of [second, page]) await tab.getByText('You are signed out.').waitFor();
    await enterPassword(page, user);
    await Promise.all([greeting(page, user), greeting(second, user)]);
  });

  it('says that the sessions could not be read', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.open();
    await context.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Sessions {') ? route.abort() : route.continue(),
    );
    await enterPassword(page, user);
    await openAccountPage(page, 'Devices');
    await page
      .getByRole('region', { name: 'Where you are signed in' })
      .getByRole('alert')
      .filter({ hasText: 'The server cannot be reached' })
      .waitFor();
  });
});
