import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import type { TestUser } from '../../setup/server.js';
import { expectAccessible } from '../accessibility.js';
import {
  codeField,
  createGuarded,
  enterPassword,
  greeting,
  openAccountPage,
  openPasswordForm,
  responseTo,
  useHostedPages,
} from '../hosted-pages.js';

/** Longer than the life of an access token, shorter than that of a session. */
const ACCESS_TOKEN_SECONDS = 400;
const STORED = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])';

describe('the hosted pages with the refresh token in a cookie', () => {
  const pages = useHostedPages();

  /** Everything that scripts of the page could read of its responses. */
  function watchResponses(context: BrowserContext): string[] {
    const bodies: string[] = [];
    context.on('response', (response) => {
      if (!response.url().endsWith('/graphql')) return;
      // A reload discards the body of a response that the page no longer needs.
      void response.text().then(
        (body) => bodies.push(body),
        () => undefined,
      );
    });
    return bodies;
  }

  const cookieOf = async (context: BrowserContext) =>
    (await context.cookies()).find(({ name }) => name === 'refresh');

  async function signedIn(): Promise<{ page: Page; context: BrowserContext; user: TestUser }> {
    const user = await pages.server.createUser();
    const { page, context } = await pages.openSignedIn(user);
    return { page, context, user };
  }

  it('survive a reload, and show no refresh token to scripts', async () => {
    const { user, phone } = await createGuarded(pages.server);
    const { page, context, consoleErrors } = await pages.open();
    const bodies = watchResponses(context);
    await enterPassword(page, user);
    // The message has been sent by then.
    await codeField(page).waitFor();
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await greeting(page, user);
    await page.reload();
    await greeting(page, user);
    const cookie = await cookieOf(context);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    const token = cookie?.value ?? '';
    expect(token).toMatch(/^ey/);
    expect(await page.evaluate<string>(STORED)).not.toContain('ey');
    expect(bodies.join()).toContain('"refresh":""');
    expect(bodies.join()).not.toContain('"refresh":"ey');
    expect(consoleErrors).toEqual([]);
  });

  it('renew once for two tabs, and sign both out', async () => {
    const { page, context, user } = await signedIn();
    const second = await pages.openTab(context);
    await greeting(second, user);
    const before = await cookieOf(context);
    pages.server.passSeconds(ACCESS_TOKEN_SECONDS);
    await Promise.all([page, second].map((tab) => tab.reload()));
    await Promise.all([page, second].map((tab) => greeting(tab, user)));
    const after = await cookieOf(context);
    for (const cookie of [before, after]) expect(cookie?.value).toMatch(/^ey/);
    expect(after?.value).not.toBe(before?.value);
    const ended = responseTo(second, 'revokeToken');
    await second.getByRole('button', { name: 'Sign out' }).click();
    for (const tab of [second, page]) await tab.getByText('You are signed out.').waitFor();
    await ended;
    expect(await cookieOf(context)).toBeUndefined();
    await page.reload();
    await page.getByLabel('Username').waitFor();
  });

  it('keep the session when a response was lost', async () => {
    const { page, context, user } = await signedIn();
    let lost = 0;
    await context.route('**/graphql', async (route) => {
      if (lost > 0 || !route.request().postData()?.includes('mutation RefreshToken')) return route.continue();
      lost += 1;
      // The server rotates the token; the browser never sees the new one.
      const { headers } = await route
        .request()
        .allHeaders()
        .then((all) => ({ headers: all }));
      await fetch(route.request().url(), { method: 'POST', headers, body: route.request().postData() });
      return route.abort();
    });
    await page.reload();
    await greeting(page, user);
    expect(lost).toBe(1);
  });

  it('say that the server could not be asked, and ask again', async () => {
    const { page, context, user } = await signedIn();
    await context.route('**/graphql', (route) =>
      route.request().postData()?.includes('RefreshToken') ? route.abort() : route.continue(),
    );
    await page.reload();
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
    await context.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await greeting(page, user);
  });

  it('show the next user nothing of the last one', async () => {
    const { page, context, user } = await signedIn();
    const second = await pages.openTab(context);
    await greeting(second, user);
    await openPasswordForm(page);
    await page.getByLabel('Current password').fill(user.password);
    await second.getByRole('button', { name: 'Sign out' }).click();
    const other = await pages.server.createUser();
    await enterPassword(second, other);
    await openAccountPage(page, 'Profile');
    await greeting(page, other);
    await openPasswordForm(page);
    expect(await page.getByLabel('Current password').inputValue()).toBe('');
    expect(await page.getByText(user.username).count()).toBe(0);
  });
});

describe('the hosted pages of a front end on the same site', () => {
  let frontEnd: Server;
  let app: string;
  const asked: string[] = [];

  beforeAll(async () => {
    frontEnd = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('content-type', 'text/html');
      response.end('<title>The front end</title>');
    });
    await new Promise<void>((listening) => frontEnd.listen(0, '127.0.0.1', listening));
    app = `http://localhost:${(frontEnd.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((closed) => frontEnd.close(closed)));

  const pages = useHostedPages();

  it('lead back after the sign-in, and at once when the user is signed in already', async () => {
    const user = await pages.server.createUser();
    const address = `/?return_to=${encodeURIComponent(`${app}/home`)}`;
    const { page, context } = await pages.open();
    await page.goto(new URL(address, page.url()).href);
    await enterPassword(page, user);
    await page.waitForURL(`${app}/home`);
    const tab = await context.newPage();
    await tab.goto(new URL(address, pages.server.url).href);
    await tab.waitForURL(`${app}/home`);
    expect(asked.filter((url) => url === '/home')).toHaveLength(2);
  });

  it.each([
    ['somebody else', 'https://evil.example'],
    ['nowhere', ''],
  ])('never lead to %s, and say so, with a way to the account', async (_where, target) => {
    const user = await pages.server.createUser();
    const { page, strayRequests } = await pages.open({ width: 360 });
    await page.goto(new URL(`/?return_to=${target}`, page.url()).href);
    await enterPassword(page, user);
    await page.getByRole('heading', { name: 'We cannot send you back' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Go to your account' }).click();
    await greeting(page, user);
    expect(strayRequests).toEqual([]);
  });
});
