import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const ARTIFACTS = join(import.meta.dirname, '../../.test-artifacts');

/** Debian's Chromium, or the one that CHROMIUM_PATH names. It may reach this machine and nothing else. */
export function launchBrowser(): Promise<Browser> {
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
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

/** A page that notes what must not happen: requests to other origins, and errors on the console. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Addresses asked for outside of the server. */
  readonly strayRequests: string[];
  readonly consoleErrors: string[];
  /** Kept as output of the tests. */
  screenshot(name: string): Promise<void>;
}

export interface PageOptions {
  width?: number;
  dark?: boolean;
  locale?: string;
  clockAheadMs?: number;
  /** Runs in the page before its own scripts. */
  initScript?: string;
}

export async function openPage(
  browser: Browser,
  url: string,
  options: PageOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 800 },
    colorScheme: options.dark ? 'dark' : 'light',
    ...(options.locale && { locale: options.locale }),
    acceptDownloads: false,
  });
  // Less than a test may take, so that a wait that fails says what for.
  context.setDefaultTimeout(15_000);
  if (options.clockAheadMs) await context.clock.install({ time: Date.now() + options.clockAheadMs });
  if (options.initScript !== undefined) await context.addInitScript(options.initScript);
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
