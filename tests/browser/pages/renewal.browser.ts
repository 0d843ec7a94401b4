import { describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page, Route } from 'playwright-core';
import {
  codeField,
  enterNewPhone,
  greeting,
  openAccountPage,
  openPasswordForm,
  openPhoneForm,
  storeCodes,
  useHostedPages,
} from '../hosted-pages.js';

const HTML = { contentType: 'text/html', body: '<html>Bad gateway</html>' };

/** Shorter than a sign-in is recent, so a renewal is all that a change of factors needs. */
const TOKEN_SECONDS = 60;

const EXPIRED_SECONDS = TOKEN_SECONDS + 40;

/** With the tokens in `localStorage`. `cookies.browser.ts` has the other kind. */
describe('the renewal of tokens in the hosted pages', () => {
  const example = useHostedPages({ TOKEN_COOKIES: 'false', ACCESS_TOKEN_TTL: `${TOKEN_SECONDS}s` });

  /**
   * Handles each refresh, the first being number 1, and records its token. A slow refresh is repeated with the same
   * token, so the number of different tokens is the number of refreshes.
   */
  async function onRefresh(context: BrowserContext, handle: (route: Route, nth: number) => Promise<unknown>) {
    const sent: string[] = [];
    await context.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation RefreshToken')) return route.continue();
      const { variables } = route.request().postDataJSON() as { variables: { refresh: string } };
      sent.push(variables.refresh);
      await handle(route, sent.length);
    });
    return { sent, tokens: () => new Set(sent).size };
  }

  /** Holds back each refusal of an access token until this many tabs have one. Returns the tabs. */
  async function refuseTogether(context: BrowserContext, howMany: number) {
    const refused = new Set<Page>();
    const all = Promise.withResolvers<undefined>();
    await context.route('**/graphql', async (route) => {
      if (!route.request().headers()['authorization']) return route.fallback();
      const response = await route.fetch();
      if (response.status() === 401) {
        refused.add(route.request().frame().page());
        if (refused.size === howMany) all.resolve(undefined);
        await all.promise;
      }
      await route.fulfill({ response });
    });
    return refused;
  }

  /** The server handles the refresh, and its response is lost. */
  const loseReply = async (route: Route) => {
    await route.fetch();
    await route.abort();
  };

  const failure = (page: Page, sentence: string) =>
    page.getByRole('alert').filter({ hasText: sentence }).waitFor();

  it('makes one refresh for two tabs that need it at once', async () => {
    const user = await example.server.createUser({ isStaff: true });
    const { page, context } = await example.openSignedIn(user);
    const tabs = [page, await example.openTab(context)];
    await Promise.all(tabs.map((tab) => greeting(tab, user)));
    example.server.passSeconds(EXPIRED_SECONDS);
    const underWay = new Set<Page>();
    let mostUnderWay = 0;
    const seen = await onRefresh(context, async (route) => {
      const tab = route.request().frame().page();
      underWay.add(tab);
      mostUnderWay = Math.max(mostUnderWay, underWay.size);
      // Time for the other tab to send a refresh, if it does.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await route.continue();
      await route.request().response();
      underWay.delete(tab);
    });
    const refusals = await refuseTogether(context, tabs.length);
    const click = (tab: Page) => tab.getByRole('button', { name: 'All users' }).click();
    await Promise.all(tabs.map(click));
    await Promise.all(tabs.map((tab) => tab.getByText(/^\d+ users?$/).waitFor()));
    expect(refusals.size).toBe(2);
    expect(mostUnderWay).toBe(1);
    // A tab that sees the new tokens late repeats the same token and gets the same pair.
    expect(seen.tokens()).toBe(1);
  });

  it('keeps what is typed on an open page', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user);
    const seen = await onRefresh(context, (route) => route.continue());
    await openPasswordForm(page);
    await page.getByLabel('New password').fill('half of a pass');
    example.server.passSeconds(EXPIRED_SECONDS);
    const phone = await enterNewPhone(page);
    expect(seen.tokens()).toBe(1);
    expect(await page.getByLabel('New password').inputValue()).toBe('half of a pass');
    await codeField(page).fill(example.server.messageTo(phone).code);
    await storeCodes(page);
    await page.getByText('Signing in needs one of these').waitFor();
    expect(seen.tokens()).toBe(1);
  });

  it('renews a token before the server refuses it', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user, { clockAheadMs: 300_000 });
    await openAccountPage(page, 'Security');
    await page.getByRole('button', { name: 'Add a phone' }).waitFor();
    const seen = await onRefresh(context, (route) => route.continue());
    const refusals: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 401) refusals.push(response.url());
    });
    example.server.passSeconds(TOKEN_SECONDS - 5);
    await context.clock.fastForward((TOKEN_SECONDS - 5) * 1000);
    await enterNewPhone(page);
    expect(seen.tokens()).toBe(1);
    expect(refusals).toEqual([]);
  });

  it('recovers from a lost response', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user);
    await openAccountPage(page, 'Security');
    await page.getByRole('button', { name: 'Add a phone' }).waitFor();
    example.server.passSeconds(EXPIRED_SECONDS);
    const seen = await onRefresh(context, (route, nth) => (nth === 1 ? loseReply(route) : route.continue()));
    await enterNewPhone(page);
    expect(seen.sent.length).toBeGreaterThanOrEqual(2);
    expect(seen.tokens()).toBe(1);
    await page.reload();
    await openAccountPage(page, 'Profile');
    await greeting(page, user);
  });

  it.each([
    ['the network is down', 'The server cannot be reached', loseReply],
    ['a proxy responds with HTML', 'The server cannot be reached', (route: Route) => route.fulfill(HTML)],
  ])('stays signed in while %s', async (_what, sentence, respond) => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user);
    await openAccountPage(page, 'Security');
    await page.getByRole('button', { name: 'Add a phone' }).waitFor();
    example.server.passSeconds(EXPIRED_SECONDS);
    await onRefresh(context, respond);
    await openPhoneForm(page);
    await page.getByLabel('Phone number').fill('5005550006');
    await page.getByRole('button', { name: 'Continue' }).click();
    await failure(page, sentence);
    await context.unroute('**/graphql');
    await enterNewPhone(page);
    await page.reload();
    await openAccountPage(page, 'Profile');
    await greeting(page, user);
  });

  it('works without storage and says that a reload signs out', async () => {
    const user = await example.server.createUser();
    const refuse = `Object.defineProperty(window, 'localStorage', {
      get() { throw new DOMException('The request is denied.', 'SecurityError'); },
    })`;
    const { page, consoleErrors } = await example.openSignedIn(user, { initScript: refuse });
    await page.getByText('This browser does not store your session. A reload signs you out.').waitFor();
    example.server.passSeconds(EXPIRED_SECONDS);
    await enterNewPhone(page);
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(consoleErrors.filter((text) => !text.includes('401'))).toEqual([]);
  });

  it('shows nothing of one user to the next when another tab changes the user', async () => {
    const [first, second] = [await example.server.createUser(), await example.server.createUser()];
    const [here, there] = [await example.openSignedIn(first), await example.openSignedIn(second)];
    const kept = await there.page.evaluate<string>('JSON.stringify({ ...localStorage })');
    await openPasswordForm(here.page);
    await here.page.getByLabel('Current password').fill(first.password);
    const tab = await here.context.newPage();
    await tab.goto(`${example.server.url}/simulator`);
    await tab.evaluate(`Object.assign(localStorage, ${kept})`);
    await openAccountPage(here.page, 'Profile');
    await greeting(here.page, second);
    await openPasswordForm(here.page);
    expect(await here.page.getByLabel('Current password').inputValue()).toBe('');
    expect(await here.page.getByText(first.username).count()).toBe(0);
  });
});
