import { describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { codeField, enterNewPhone, greeting, useExample } from './example-page.js';

const HTML = { contentType: 'text/html', body: '<html>Bad gateway</html>' };

/** Longer than an access token is good, shorter than a session. */
const ACCESS_TOKEN_SECONDS = 400;

describe('the renewal of tokens in the example front end', () => {
  const example = useExample();

  /**
   * Has something else done with each refresh, the first being number 1, and notes which token each sent. One that
   * takes long is sent again with its token: it is the tokens that tell how often the page refreshed.
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

  /** Keeps back each refusal of an access token until this many tabs have met one, and answers which they are. */
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

  /** The server handles it, and the answer is lost on the way back. */
  const loseReply = async (route: Route) => {
    await route.fetch();
    await route.abort();
  };

  const failure = (page: Page, sentence: string) =>
    page.getByRole('alert').filter({ hasText: sentence }).waitFor();

  it('has one refresh under way for two tabs that need it at once', async () => {
    const user = await example.server.createUser({ isStaff: true });
    const { page, context } = await example.openSignedIn(user);
    const tabs = [page, await example.openTab(context)];
    await Promise.all(tabs.map((tab) => greeting(tab, user)));
    example.server.passSeconds(ACCESS_TOKEN_SECONDS);
    const underWay = new Set<Page>();
    let mostUnderWay = 0;
    const seen = await onRefresh(context, async (route) => {
      const tab = route.request().frame().page();
      underWay.add(tab);
      mostUnderWay = Math.max(mostUnderWay, underWay.size);
      // Time for the other tab to send one as well, if it does.
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
    // Where the other tab hears late of the new tokens, it asks again with the same one, and gets them as well.
    expect(seen.tokens()).toBe(1);
  });

  it('goes on behind an open page, and nothing typed is lost', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user);
    const seen = await onRefresh(context, (route) => route.continue());
    await page.getByLabel('New password').fill('half of a pass');
    example.server.passSeconds(ACCESS_TOKEN_SECONDS);
    const phone = await enterNewPhone(page);
    expect(seen.tokens()).toBe(1);
    expect(await page.getByLabel('New password').inputValue()).toBe('half of a pass');
    await codeField(page).fill(example.server.messageTo(phone).code);
    await page.getByText(/^On: signing in takes a code/).waitFor();
    expect(seen.tokens()).toBe(1);
  });

  it('knows by itself that the token is about to end, and asks before the server refuses', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user, { clockAheadMs: 300_000 });
    const seen = await onRefresh(context, (route) => route.continue());
    const refusals: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 401) refusals.push(response.url());
    });
    example.server.passSeconds(280);
    await context.clock.fastForward(280_000);
    await enterNewPhone(page);
    expect(seen.tokens()).toBe(1);
    expect(refusals).toEqual([]);
  });

  it('recovers from an answer that was lost on its way', async () => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user);
    example.server.passSeconds(ACCESS_TOKEN_SECONDS);
    const seen = await onRefresh(context, (route, nth) => (nth === 1 ? loseReply(route) : route.continue()));
    await enterNewPhone(page);
    expect(seen.sent.length).toBeGreaterThanOrEqual(2);
    expect(seen.tokens()).toBe(1);
    await page.reload();
    await greeting(page, user);
  });

  it.each([
    ['the network is lost', 'The server cannot be reached', loseReply],
    [
      'the server answers HTML',
      'The answer is not of a GraphQL server',
      (route: Route) => route.fulfill(HTML),
    ],
  ])('says that %s, stays signed in, and goes on when that is over', async (_what, sentence, answer) => {
    const user = await example.server.createUser();
    const { page, context } = await example.openSignedIn(user);
    example.server.passSeconds(ACCESS_TOKEN_SECONDS);
    await onRefresh(context, answer);
    await page.getByLabel('Phone number').fill('5005550006');
    await page.getByRole('button', { name: 'Switch on' }).click();
    await failure(page, sentence);
    await context.unroute('**/graphql');
    await enterNewPhone(page);
    await page.reload();
    await greeting(page, user);
  });

  it('works where the browser stores nothing, and says that a reload signs out', async () => {
    const user = await example.server.createUser();
    const refuse = `Object.defineProperty(window, 'localStorage', {
      get() { throw new DOMException('The request is denied.', 'SecurityError'); },
    })`;
    const { page, consoleErrors } = await example.openSignedIn(user, { initScript: refuse });
    await page.getByText('This browser stores nothing: a reload will sign you out.').waitFor();
    example.server.passSeconds(ACCESS_TOKEN_SECONDS);
    await enterNewPhone(page);
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(consoleErrors.filter((text) => !text.includes('401'))).toEqual([]);
  });
});
