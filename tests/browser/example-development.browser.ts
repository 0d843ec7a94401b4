import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startServer, type TestServer } from '../helpers/server.js';
import { launchBrowser, openPage } from './browser.js';

const ROOT = join(import.meta.dirname, '../..');

describe('the example front end under development', () => {
  let server: TestServer;
  let browser: Browser;
  let vite: ChildProcess;
  let url: string;

  beforeAll(async () => {
    server = await startServer();
    browser = await launchBrowser();
    ({ vite, url } = await startVite(server.url));
  }, 60_000);
  afterAll(async () => {
    vite.kill();
    await browser.close();
    await server.close();
  });

  it.each([
    ['GraphiQL', '/graphql', '.graphiql-query-editor'],
    ['the messages of the simulator', '/simulator', 'h1'],
  ])(
    'shows %s, which its pages link to',
    async (_what, path, part) => {
      const { page, context, consoleErrors } = await openPage(browser, `${url}${path}`);
      await page.locator(part).waitFor();
      expect(consoleErrors).toEqual([]);
      await context.close();
    },
    60_000,
  );
});

/** `npm run example`, in front of this server and not of port 4000, on a port of its own. */
async function startVite(target: string) {
  const config = join(process.env['TEST_FOLDER'] ?? '', 'example.config.mjs');
  writeFileSync(
    config,
    `import config from ${JSON.stringify(join(ROOT, 'examples/web/vite.config.ts'))};
    const proxy = Object.keys(config.server.proxy).map((path) => [path, ${JSON.stringify(target)}]);
    const server = { port: 0, host: '127.0.0.1', proxy: Object.fromEntries(proxy) };
    export default { ...config, server, cacheDir: ${JSON.stringify(`${config}.cache`)} };`,
  );
  const vite = spawn(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), '--config', config], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'development', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(vite.stdout)) {
    const url = /Local: +(http:\S+)\//.exec(line)?.[1];
    if (url) return { vite, url };
  }
  throw new Error('Vite ended.');
}
