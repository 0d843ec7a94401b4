import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { startServer, type TestServer } from '../setup/server.js';

const ARTIFACTS = join(import.meta.dirname, '../../.test-artifacts');
/** `SLOW_REPLIES_MS=900 npm run test:browser` holds each request back for up to that long, by chance. */
const SLOW_REPLIES_MS = Number(process.env['SLOW_REPLIES_MS'] ?? 0);

export interface BrowserTests {
  readonly server: TestServer;
  /** A page in a new context, on a path of the server or an absolute address. The context is closed after the test. */
  open(path: string, options?: PageOptions): Promise<WatchedPage>;
}

/** One server and one browser for the tests of a file. */
export function useBrowser(settings: Record<string, string> = {}): BrowserTests {
  let server: TestServer;
  let browser: Browser;
  const opened: BrowserContext[] = [];

  beforeAll(async () => {
    server = await startServer(settings);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  afterEach(async () => {
    for (const context of opened.splice(0)) await context.close();
  });

  return {
    get server() {
      return server;
    },
    open: async (path, options) => {
      const watched = await openPage(browser, new URL(path, server.url).href, options);
      opened.push(watched.context);
      return watched;
    },
  };
}

/** Debian's Chromium, or the one that CHROMIUM_PATH names. It can reach this machine only. */
function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
    ],
  });
}

/** A page that records requests to other origins and errors on the console. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Requested addresses outside of the server. */
  readonly strayRequests: string[];
  readonly consoleErrors: string[];
  /** Saved to .test-artifacts. */
  screenshot(name: string): Promise<void>;
}

export interface PageOptions {
  width?: number;
  dark?: boolean;
  locale?: string;
  /** Default true. */
  javaScriptEnabled?: boolean;
  /** The page has a clock that tests can move, ahead of the real one by this. */
  clockAheadMs?: number;
  /** Default false: a download is canceled. */
  acceptDownloads?: boolean;
  /** Runs in the page before its own scripts. */
  initScript?: string;
}

async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 800 },
    colorScheme: options.dark ? 'dark' : 'light',
    ...(options.locale && { locale: options.locale }),
    javaScriptEnabled: options.javaScriptEnabled ?? true,
    acceptDownloads: options.acceptDownloads ?? false,
  });
  // Shorter than the limit of a test, so that the error names the failed wait.
  context.setDefaultTimeout(60_000);
  if (options.clockAheadMs !== undefined)
    await context.clock.install({ time: Date.now() + options.clockAheadMs });
  if (options.initScript !== undefined) await context.addInitScript(options.initScript);
  if (SLOW_REPLIES_MS > 0)
    await context.route('**/graphql', async (route) => {
      await setTimeout(Math.random() * SLOW_REPLIES_MS);
      // The page may have been closed.
      await route.continue().catch(() => undefined);
    });
  const page = await context.newPage();
  const strayRequests: string[] = [];
  const consoleErrors: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== new URL(url).origin)
      strayRequests.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => consoleErrors.push(error.message));
  await page.goto(url);
  return {
    page,
    context,
    strayRequests,
    consoleErrors,
    screenshot: async (name) => {
      mkdirSync(ARTIFACTS, { recursive: true });
      await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
    },
  };
}
