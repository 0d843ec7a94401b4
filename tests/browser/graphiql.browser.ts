import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { createDemoUser } from '../../src/accounts/demo-user.js';
import { mailTo } from '../setup/mail.js';
import { startServer } from '../setup/server.js';
import { expectAccessible } from './accessibility.js';
import { useBrowser } from './browser.js';

describe('GraphiQL', () => {
  const browser = useBrowser({ TRUSTED_PROXIES: '' });
  beforeAll(async () => {
    const { app } = browser.server;
    await createDemoUser(app.users, app.orm.em.fork());
  });

  /** Waits until GraphiQL has read the operation of a step. Before that it would send the name of the last one. */
  const untilRead = (step: number) => `new Promise((done) => {
    const isRead = ([key, text]) => /:query$/.test(key) && text.startsWith('# ${step}.');
    const look = () => (Object.entries(localStorage).some(isRead) ? done() : setTimeout(look, 20));
    look();
  })`;

  async function openTab(page: Page, step: number): Promise<void> {
    const lines = page.locator('.graphiql-query-editor .view-line');
    // GraphiQL ignores the tab until its editor exists.
    await lines.first().waitFor();
    await page
      .locator('.graphiql-tab-button')
      .nth(step - 1)
      .click();
    await lines.filter({ hasText: `# ${step}.` }).waitFor();
    await page.evaluate(untilRead(step));
  }

  /** Runs the tab of this step, and returns the response. */
  async function run(page: Page, step: number, isOpen = false): Promise<string> {
    if (!isOpen) await openTab(page, step);
    const response = page.waitForResponse((candidate) => {
      const request = candidate.request();
      const isOurs = !request.postData()?.includes('IntrospectionQuery');
      return candidate.url().endsWith('/graphql') && request.method() === 'POST' && isOurs;
    });
    await page.getByRole('button', { name: /execute query/i }).click();
    return (await response).text();
  }

  /** Types the code between the quotes of "token" in the variables. */
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

  it('loads without internet and leads from the first sign-in to a new account', async () => {
    const { server } = browser;
    const { page, strayRequests, consoleErrors, screenshot } = await browser.open('/graphql');
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
    expect(await run(page, 10)).toContain('"__typename":"EmailStep"');
    await typeCode(page, 11, (await mailTo(server, 'ada@example.com')).code ?? '');
    expect(await run(page, 11, true)).toContain('"__typename":"TokenPair"');
    expect({ strayRequests, consoleErrors }).toEqual({ strayRequests: [], consoleErrors: [] });
  });

  it('names no demo user that is not there', async () => {
    const other = await startServer({ TRUSTED_PROXIES: '' });
    const { page } = await browser.open(`${other.url}/graphql`);
    await page.locator('.graphiql-query-editor .view-line', { hasText: 'user create ada' }).waitFor();
    const tabs = await page.evaluate('JSON.stringify(localStorage)');
    expect(tabs).toContain('SignInAgain');
    expect(tabs).not.toMatch(/twiliopass|demo user/);
    await other.close();
  });

  it('shows the documentation of the schema', async () => {
    const { page, screenshot } = await browser.open('/graphql');
    await page
      .getByRole('button', { name: /documentation explorer/i })
      .first()
      .click();
    await page.getByRole('link', { name: 'Mutation' }).first().waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Mutation' }).first().click();
    await page.getByRole('link', { name: 'obtainToken' }).first().click();
    await page.getByText('Signs in with username').first().waitFor();
    await expectAccessible(page);
    await screenshot('graphiql-docs');
  });

  it('is accessible when it is dark', async () => {
    const { page } = await browser.open('/graphql', { dark: true });
    await openTab(page, 1);
    await expectAccessible(page);
  });
});
