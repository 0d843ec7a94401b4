import { describe, expect, it } from '@jest/globals';
import { expectAccessible } from './accessibility.js';
import { enterPassword, greeting, useExample } from './example-page.js';

describe('the sessions of the example front end', () => {
  const example = useExample();

  it('ends another session, and that one sees it', async () => {
    const user = await example.server.createUser();
    const [there, here] = [await example.openSignedIn(user), await example.openSignedIn(user)];
    await here.page.getByRole('button', { name: /^End the session at/ }).click();
    await here.page.getByRole('button', { name: /^End the session at/ }).waitFor({ state: 'detached' });
    await there.page.reload();
    await there.page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('tells sessions behind one router apart, for whoever hears their buttons', async () => {
    const user = await example.server.createUser();
    const client = example.server.client().at('203.0.113.5');
    await client.obtainToken(user.username, user.password);
    example.server.passSeconds(60);
    await client.obtainToken(user.username, user.password);
    const { page } = await example.openSignedIn(user);
    const buttons = page.getByRole('button', {
      name: /^End the session at 203\.0\.113\.5/,
      description: 'node',
    });
    await buttons.nth(1).waitFor();
    const names = await Promise.all([0, 1].map((at) => buttons.nth(at).getAttribute('aria-label')));
    const [first, second] = names.map((name) => page.getByRole('button', { name: name ?? '', exact: true }));
    expect(await first?.count()).toBe(1);
    await first?.click();
    await first?.waitFor({ state: 'detached' });
    expect(await second?.count()).toBe(1);
  });

  it('shows on an open page that its session was ended elsewhere, with the next thing one does', async () => {
    const user = await example.server.createUser();
    const [there, here] = [await example.openSignedIn(user), await example.openSignedIn(user)];
    await here.page.getByRole('button', { name: 'End all others' }).click();
    await here.page.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' });
    expect(await here.page.evaluate('document.activeElement.textContent')).toBe('Where you are signed in');
    await there.page.getByLabel('Phone number').fill('5005550006');
    await there.page.getByRole('button', { name: 'Switch on' }).click();
    await there.page.getByText('Your session has ended. Sign in again.').waitFor();
    await there.page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('says that a sign-out did not reach the server', async () => {
    const user = await example.server.createUser();
    const { page, context, screenshot } = await example.openSignedIn(user, { width: 360 });
    await context.route('**/graphql', (route) => route.abort());
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('the server could not be told: your session may still be alive').waitFor();
    await expectAccessible(page);
    await screenshot('example-signed-out-here');
    await context.unroute('**/graphql');
    await enterPassword(page, user);
    // It is.
    await page.getByRole('button', { name: /^End the session at/ }).waitFor();
  });

  it('is signed in and out in two tabs alike, over reloads while tokens are renewed', async () => {
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

  it('shows nothing of one user to the next, when another tab changes who is signed in', async () => {
    const [first, second] = [await example.server.createUser(), await example.server.createUser()];
    const [here, there] = [await example.openSignedIn(first), await example.openSignedIn(second)];
    const kept = await there.page.evaluate<string>('JSON.stringify({ ...localStorage })');
    await here.page.getByLabel('Current password').fill(first.password);
    const tab = await here.context.newPage();
    await tab.goto(`${example.server.url}/simulator`);
    await tab.evaluate(`Object.assign(localStorage, ${kept})`);
    await greeting(here.page, second);
    expect(await here.page.getByLabel('Current password').inputValue()).toBe('');
    expect(await here.page.getByText(first.username).count()).toBe(0);
  });

  it('says that the sessions could not be read', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.open();
    await context.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Sessions {') ? route.abort() : route.continue(),
    );
    await enterPassword(page, user);
    await page
      .getByRole('region', { name: 'Where you are signed in' })
      .getByRole('alert')
      .filter({ hasText: 'The server cannot be reached' })
      .waitFor();
  });
});
