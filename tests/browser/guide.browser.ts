import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build, preview, type PreviewServer } from 'vite';
import { moduleOf } from '../integrate/page.js';
import { switchOn } from '../setup/flows.js';
import { useBrowser } from './browser.js';

/** As in the template `react-ts` of Vite, which docs/integrate.md names. */
const INDEX = `<!doctype html>
<html lang="en">
  <head><meta charset="UTF-8" /><link rel="icon" href="data:," /><title>your-project</title></head>
  <body><div id="root"></div><script type="module" src="/main.tsx"></script></body>
</html>`;

const MAIN = `import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import App from './App.tsx';

createRoot(document.getElementById('root')!).render(<StrictMode><App /></StrictMode>);
`;

/** What a developer writes around the block of the guide. */
const APP = `import { useState } from 'react';
import { MeDocument } from 'graphql-two-factor-auth/client';
import { auth, signIn } from './auth.ts';

export default function App() {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState('Nobody');
  const run = async () => {
    await signIn(username, password, async (destination) => window.prompt(destination) ?? '');
    const { me } = await auth.request(MeDocument, {});
    setShown(me?.username ?? 'Nobody');
  };
  return (
    <form action={() => void run()}>
      <input aria-label="Username" value={username} onChange={(event) => setUsername(event.target.value)} />
      <input aria-label="Password" type="password" value={password} onChange={(event) => setPassword(event.target.value)} />
      <button>Sign in</button>
      <output>{shown}</output>
    </form>
  );
}
`;

describe('a new project from the template of Vite that follows docs/integrate.md', () => {
  const browser = useBrowser();
  let site: PreviewServer;
  beforeAll(async () => {
    const root = dirname(fileURLToPath(moduleOf('auth.ts', browser.server.url)));
    mkdirSync(root, { recursive: true });
    for (const [name, text] of Object.entries({ 'index.html': INDEX, 'main.tsx': MAIN, 'App.tsx': APP }))
      writeFileSync(join(root, name), text);
    const settings = { root, configFile: false, logLevel: 'error' } as const;
    await build({ ...settings, resolve: { preserveSymlinks: false } });
    site = await preview({ ...settings, preview: { host: 'localhost', port: 0 } });
  });
  afterAll(() => site.close());

  it('signs in, with a code where the second factor is on, and reads typed data', async () => {
    const [address = ''] = site.resolvedUrls?.local ?? [];
    const user = await browser.server.createUser();
    const { phone } = await switchOn(browser.server, user);
    const { page, consoleErrors } = await browser.open(address);
    page.on('dialog', (dialog) => void dialog.accept(browser.server.messageTo(phone).code));
    await page.getByLabel('Username').fill(user.username);
    await page.getByLabel('Password').fill(user.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(user.username, { exact: true }).waitFor();
    expect(consoleErrors).toEqual([]);
  });
});
