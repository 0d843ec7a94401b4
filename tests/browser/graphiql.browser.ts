import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createDemoUser } from '../../src/demo-user.js';
import { startServer, type TestServer } from '../helpers/server.js';
import { expectAccessible } from './accessibility.js';
import { launchBrowser, openPage } from './browser.js';

describe('GraphiQL', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startServer({ TRUSTED_PROXIES: '' });
    await createDemoUser(server.app.users, server.app.orm.em.fork());
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** Waits until GraphiQL has read the operation of a step. Before, it would send the name of the last one. */
  const untilRead = (step: number) => `new Promise((done) => {
    const isRead = ([key, text]) => /:query$/.test(key) && text.startsWith('# ${step}.');
    const look = () => (Object.entries(localStorage).some(isRead) ? done() : setTimeout(look, 20));
    look();
  })`;

  async function openTab(page: Page, step: number): Promise<void> {
    const lines = page.locator('.graphiql-query-editor .view-line');
    // What a tab holds goes nowhere while there is no editor for it.
    await lines.first().waitFor();
    await page
      .locator('.graphiql-tab-button')
      .nth(step - 1)
      .click();
    await lines.filter({ hasText: `# ${step}.` }).waitFor();
    await page.evaluate(untilRead(step));
  }

  /** Runs the tab whose comment begins with this step, and gives back what the server answered. */
  async function run(page: Page, step: number, isOpen = false): Promise<string> {
    if (!isOpen) await openTab(page, step);
    const answer = page.waitForResponse((response) => {
      const request = response.request();
      const isOurs = !request.postData()?.includes('IntrospectionQuery');
      return response.url().endsWith('/graphql') && request.method() === 'POST' && isOurs;
    });
    await page.getByRole('button', { name: /execute query/i }).click();
    return (await answer).text();
  }

  /** Puts the code between the quotes of "token" in the variables, as a person does who has read it. */
  async function typeCode(page: Page, step: number, code: string): Promise<void> {
    await openTab(page, step);
    const line = page.locator('.graphiql-editor-tool .view-line', { hasText: '"token"' });
    await line.click();
    await page.locator('.graphiql-editor-tool .monaco-editor.focused').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(code, { delay: 30 });
    await line.filter({ hasText: code }).waitFor();
  }

  it('loads without internet, and its tabs lead from the first sign-in to logging out', async () => {
    const { page, strayRequests, consoleErrors, screenshot } = await openPage(
      browser,
      `${server.url}/graphql`,
    );
    await page.locator('.graphiql-tab-button').nth(8).waitFor();
    const phone = '+48123456789';

    expect(await run(page, 1)).toContain('"__typename":"TokenPair"');
    await expectAccessible(page);
    expect(await run(page, 2)).toContain('"username":"twilio"');
    expect(await run(page, 3)).toContain('"__typename":"TwoFactorRequired"');
    await typeCode(page, 4, server.messageTo(phone).code);
    expect(await run(page, 4, true)).toContain('"__typename":"TokenPair"');
    expect(await run(page, 5)).toContain('"__typename":"TwoFactorRequired"');
    await typeCode(page, 6, server.messageTo(phone).code);
    expect(await run(page, 6, true)).toContain('"__typename":"TokenPair"');
    expect(await run(page, 7)).toContain('"refresh"');
    expect(await run(page, 9)).toContain('"totalCount":1');
    expect(await run(page, 8)).toContain('"revokeToken":true');
    await screenshot('graphiql-flow');
    expect({ strayRequests, consoleErrors }).toEqual({ strayRequests: [], consoleErrors: [] });
  }, 90_000);

  it('shows the documentation of the schema', async () => {
    const { page, screenshot } = await openPage(browser, `${server.url}/graphql`);
    await page
      .getByRole('button', { name: /documentation explorer/i })
      .first()
      .click();
    await page.getByRole('link', { name: 'Mutation' }).first().waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Mutation' }).first().click();
    await page.getByRole('link', { name: 'obtainToken' }).first().click();
    await page.getByText('Signs in with username and password').first().waitFor();
    await expectAccessible(page);
    await screenshot('graphiql-docs');
  }, 60_000);

  it('is accessible when it is dark', async () => {
    const { page } = await openPage(browser, `${server.url}/graphql`, { dark: true });
    await openTab(page, 1);
    await expectAccessible(page);
  }, 60_000);
});
