import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useBrowser } from '../browser.js';

const ROOT = join(import.meta.dirname, '../../..');

describe('the hosted pages under development', () => {
  const browser = useBrowser();
  let vite: ChildProcess;
  let url: string;
  beforeAll(async () => void ({ vite, url } = await startVite(browser.server.url)));
  afterAll(() => void vite.kill());

  it.each([
    ['GraphiQL', '/graphql', '.graphiql-query-editor'],
    ['the messages of the simulator', '/simulator', 'h1'],
  ])('shows %s', async (_what, path, part) => {
    const { page, consoleErrors } = await browser.open(`${url}${path}`);
    await page.locator(part).waitFor();
    expect(consoleErrors).toEqual([]);
  });
});

/** `npm run example` on a free port, in front of this server instead of port 4000. */
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
