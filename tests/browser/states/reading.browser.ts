import { describe, expect, it } from '@jest/globals';
import { de } from '../../../examples/web/src/texts/de.js';
import { en } from '../../../examples/web/src/texts/en.js';
import { es } from '../../../examples/web/src/texts/es.js';
import { fr } from '../../../examples/web/src/texts/fr.js';
import { pl } from '../../../examples/web/src/texts/pl.js';
import { expectAccessible } from '../accessibility.js';
import {
  codeField,
  createGuarded,
  enterPassword,
  greeting,
  openAccountPage,
  overflow,
  section,
  useHostedPages,
} from '../hosted-pages.js';

const BRAND = 'Łódź Bikes & Scooters of the Whole Wide World for Everybody';

describe('the hosted pages, as people read them', () => {
  const pages = useHostedPages({ BRAND_NAME: BRAND });

  it.each([
    ['en-GB', en],
    ['de-DE', de],
    ['es-ES', es],
    ['fr-FR', fr],
    ['pl-PL', pl],
  ])('have a header of one line for staff on a phone, in %s', async (locale, t) => {
    const staff = await pages.server.createUser({ isStaff: true });
    const { page } = await pages.open({ width: 360, locale });
    await page.getByLabel(t.username).fill(staff.username);
    await page.getByLabel(t.password, { exact: true }).fill(staff.password);
    await page.getByRole('button', { name: t.signIn }).click();
    for (const view of [t.allUsers, t.myAccount]) {
      const button = page.getByRole('button', { name: view });
      await button.waitFor();
      const parts = [page.locator('header .brand'), button, page.getByRole('button', { name: t.signOut })];
      const boxes = await Promise.all(parts.map((part) => part.boundingBox()));
      const middles = boxes.map((box) => Math.round((box?.y ?? NaN) + (box?.height ?? NaN) / 2));
      expect(new Set(middles).size).toBe(1);
      expect(boxes.every((box) => (box?.height ?? NaN) <= 48)).toBe(true);
      expect(await overflow(page)).toBe(0);
      await expectAccessible(page);
      await button.click();
    }
  });

  it('have the brand on the page of the code', async () => {
    const { user } = await createGuarded(pages.server);
    const { page } = await pages.open({ width: 360 });
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await page.getByText(BRAND, { exact: true }).waitFor();
    expect(await overflow(page)).toBe(0);
    await expectAccessible(page);
  });

  it.each([
    // A window of 1280 pixels has 640 CSS pixels then.
    ['a zoom of 200 %', 640, '100%'],
    ['text of twice the size', 1280, '200%'],
  ])('fit with %s', async (_what, width, fontSize) => {
    const { user, phone } = await createGuarded(pages.server);
    const { page } = await pages.open({ width });
    await page.evaluate(`document.documentElement.style.fontSize = '${fontSize}'`);
    const expectFits = async () => {
      expect(await overflow(page)).toBe(0);
      await expectAccessible(page);
    };
    await page.getByRole('heading', { name: /^Sign in to/ }).waitFor();
    await expectFits();
    await enterPassword(page, user);
    await codeField(page).waitFor();
    await expectFits();
    await codeField(page).fill(pages.server.messageTo(phone).code);
    await greeting(page, user);
    await section(page, 'Your data').waitFor();
    await expectFits();
    await openAccountPage(page, 'Security');
    await page.getByRole('button', { name: 'Change phone' }).click();
    await page.getByRole('button', { name: 'Change password' }).click();
    await expectFits();
    await openAccountPage(page, 'Devices');
    await section(page, 'Remembered devices').getByText('No device is remembered.').waitFor();
    await expectFits();
    await openAccountPage(page, 'Activity');
    await section(page, 'Activity').locator('summary').first().click();
    await expectFits();
  });

  it('hardly move for people who want no motion', async () => {
    const { page } = await pages.open();
    await page.getByRole('heading', { name: /^Sign in to/ }).waitFor();
    const animations = () =>
      page.evaluate<string[]>(`['spinner', 'skeleton'].map((name) => {
        const element = document.createElement('div');
        element.className = name;
        element.append(document.createElement('span'));
        document.body.append(element);
        const moving = name === 'spinner' ? element : element.firstChild;
        const { animationName, animationDuration } = getComputedStyle(moving);
        element.remove();
        return animationName + ' ' + animationDuration;
      })`);
    expect(await animations()).toEqual(['turn 0.8s', 'breathe 1.6s']);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await animations()).toEqual(['turn 3s', 'none 0s']);
  });

  it('say that they need JavaScript', async () => {
    const { page } = await pages.open({ javaScriptEnabled: false });
    expect((await page.locator('body').innerText()).trim()).toBe('This page needs JavaScript.');
  });
});
