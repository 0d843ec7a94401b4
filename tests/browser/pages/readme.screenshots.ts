import { describe, it } from '@jest/globals';
import { App } from '../../setup/factors/authenticator-app.js';
import { VirtualAuthenticator } from '../factors/virtual-authenticator.js';
import {
  codeField,
  codesDialog,
  enterPassword,
  greeting,
  openAccountPage,
  section,
  storeCodes,
  useHostedPages,
} from '../hosted-pages.js';

const HEIGHT = 640;
const NO_AUTOFILL = 'PublicKeyCredential.isConditionalMediationAvailable = async () => false;';

/** The picture of the README. After a change of the pages, `docs/pages.png` is a copy of it. */
describe('the picture of the README', () => {
  const pages = useHostedPages({
    PUBLIC_URL: 'http://localhost:4000',
    BRAND_NAME: 'Example Bikes',
    BRAND_TERMS_URL: 'https://example.com/terms',
    BRAND_PRIVACY_URL: 'https://example.com/privacy',
  });

  it('shows the sign-in and the security of an account', async () => {
    const user = await pages.server.createUser({ username: 'ada', email: 'ada@example.com' });
    const { page } = await pages.open(
      { initScript: NO_AUTOFILL },
      pages.server.url.replace('127.0.0.1', 'localhost'),
    );
    await VirtualAuthenticator.plugInto(page, { isSynced: true });
    await page.setViewportSize({ width: 500, height: HEIGHT });
    await page.getByRole('link', { name: 'GraphiQL' }).waitFor();
    // It is for developers only.
    await page.evaluate("document.querySelector('.developer').style.display = 'none'");
    await page.evaluate('document.activeElement.blur()');
    const left = await page.screenshot();

    await page.setViewportSize({ width: 1125, height: 800 });
    await enterPassword(page, user);
    await greeting(page, user);
    await openAccountPage(page, 'Security');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await codesDialog(page).waitFor();
    await storeCodes(page);
    await section(page, 'Recovery codes').waitFor();
    await page.getByRole('button', { name: 'Add an app' }).click();
    const key = await page.locator('code.secret').innerText();
    await codeField(page).fill(new App(key.replaceAll(' ', '')).codeAt(pages.server.now()));
    await page.getByLabel('Ask me first for').waitFor();
    await page.mouse.move(0, 799);
    await page.evaluate('scrollTo(0, 0)');
    const right = await page.screenshot();

    const both = await page.context().newPage();
    await both.setViewportSize({ width: 1400, height: HEIGHT });
    const images = [left, right].map(
      (png) => `<img height="${HEIGHT}" src="data:image/png;base64,${png.toString('base64')}">`,
    );
    await both.setContent(`<body style="display: flex; margin: 0">${images.join('')}</body>`);
    await both.screenshot({ path: '.test-artifacts/pages/readme.png' });
  });
});
