import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { de } from '../../../examples/web/src/texts/de.js';
import { en } from '../../../examples/web/src/texts/en.js';
import { es } from '../../../examples/web/src/texts/es.js';
import { fr } from '../../../examples/web/src/texts/fr.js';
import { pl } from '../../../examples/web/src/texts/pl.js';
import { App } from '../../setup/factors/authenticator-app.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { expectAccessible } from '../accessibility.js';
import {
  codeField,
  codesDialog,
  enterPassword,
  expectFocus,
  greeting,
  overflow,
  storeCodes,
  useHostedPages,
} from '../hosted-pages.js';

describe('a user who must have a second factor, on the hosted pages', () => {
  let front: Server;
  let strict: TestServer;
  let app: string;
  const pages = useHostedPages();
  beforeAll(async () => {
    front = createServer((_request, response) => void response.end('the app')).listen(0, '127.0.0.1');
    await new Promise((listening) => front.once('listening', listening));
    app = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    strict = await startServer({
      ...{ PUBLIC_URL: 'http://localhost:4000', TWO_FACTOR_POLICY: 'required', CORS_ORIGINS: app },
      ...{ BRAND_NAME: 'Example Bikes' },
    });
  });
  afterAll(async () => {
    front.close();
    await strict.close();
  });

  it.each([
    ['en-GB', en, {}],
    ['de-DE', de, { width: 360 }],
    ['es-ES', es, { dark: true }],
    ['fr-FR', fr, { width: 360, dark: true }],
    ['pl-PL', pl, { width: 360 }],
  ])('is led to one before anything else, in %s', async (locale, t, options) => {
    const user = await strict.createUser();
    const url = strict.url.replace('127.0.0.1', 'localhost');
    const { page, consoleErrors } = await pages.open({ ...options, locale }, url);
    await page.getByLabel(t.username).fill(user.username);
    await page.getByLabel(t.password, { exact: true }).fill(user.password);
    await page.getByRole('button', { name: t.signIn, exact: true }).click();
    await expectFocus(page, page.getByRole('heading', { name: t.protectAccount }));
    await page.getByText(t.mustEnroll('Example Bikes')).waitFor();
    for (const name of [t.addPasskey, t.addApp, t.addPhone])
      await page.getByRole('button', { name, exact: true }).waitFor();
    expect(await page.getByRole('region').count()).toBe(0);
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: t.addApp, exact: true }).click();
    await page.getByRole('img', { name: t.qrCode }).waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    expect(consoleErrors).toEqual([]);
  });

  it('gets the account, or goes back to the app, once the codes are stored', async () => {
    const user = await strict.createUser();
    const { page } = await pages.open({}, strict.url);
    await page.goto(`${strict.url}/?return_to=${encodeURIComponent(`${app}/home`)}`);
    await enterPassword(page, user);
    await page.getByRole('button', { name: 'Add an app' }).click();
    const key = await page.locator('code.secret').innerText();
    await codeField(page).fill(new App(key.replaceAll(' ', '')).codeAt(strict.now()));
    await codesDialog(page).waitFor();
    const account = await page.context().newPage();
    await account.goto(strict.url);
    await greeting(account, user);
    expect(page.url()).toContain(strict.url);
    await storeCodes(page);
    await page.waitForURL(`${app}/home`);
  });
});
