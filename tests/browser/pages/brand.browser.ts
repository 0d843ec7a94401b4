import { describe, expect, it } from '@jest/globals';
import { expectAccessible } from '../accessibility.js';
import {
  accountHeading,
  enterPassword,
  greeting,
  openAccountPage,
  overflow,
  useHostedPages,
} from '../hosted-pages.js';

/** A colour on which white cannot be read, and which cannot be read on white. */
const YELLOW = '#ffd400';

describe('the hosted pages of a brand', () => {
  const pages = useHostedPages({
    BRAND_NAME: 'Łódź Bikes & Scooters of the Whole Wide World for Everybody',
    BRAND_COLOR: YELLOW,
    BRAND_TERMS_URL: 'https://example.com/terms',
    BRAND_PRIVACY_URL: 'https://example.com/privacy',
    LIMIT_LOGINS_PER_USERNAME: '1/10m',
  });

  it.each([
    ['light', false],
    ['dark', true],
  ])('have its name and its colour, readable when it is %s', async (_theme, dark) => {
    const { page, consoleErrors } = await pages.open({ dark, width: 360 });
    await page.getByRole('heading', { name: /^Sign in to Łódź Bikes/ }).waitFor();
    expect(await page.title()).toMatch(/Łódź Bikes/);
    expect(await page.getByRole('link', { name: 'Terms' }).getAttribute('href')).toBe(
      'https://example.com/terms',
    );
    await page.getByRole('link', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Create account' }).waitFor();
    await page.getByRole('link', { name: 'Terms' }).waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await page.getByRole('link', { name: 'Sign in' }).click();
    const colour = await page.evaluate(
      "getComputedStyle(document.querySelector('button.primary')).backgroundColor",
    );
    expect(colour).toBe('rgb(255, 212, 0)');
    expect(await overflow(page)).toBe(0);
    await expectAccessible(page);
    await enterPassword(page, await pages.server.createUser());
    await accountHeading(page, 'Profile').waitFor();
    await expectAccessible(page);
    expect(await overflow(page)).toBe(0);
    await openAccountPage(page, 'Security');
    await page.getByRole('button', { name: 'Add a phone' }).waitFor();
    await expectAccessible(page);
    expect(consoleErrors).toEqual([]);
  });

  it('count down after too many attempts, and free the button', async () => {
    const user = await pages.server.createUser();
    for (let tries = 0; tries < 2; tries += 1)
      await pages.server.client().obtainToken(user.username, 'wrong password');
    const { page, context } = await pages.open({ clockAheadMs: 0 });
    await enterPassword(page, { ...user, password: 'wrong password' });
    const waiting = page.getByRole('button', { name: /^Try again in \d+ minutes$/ });
    await waiting.waitFor();
    await expectAccessible(page);
    pages.server.passSeconds(700);
    await context.clock.fastForward(700_000);
    await enterPassword(page, user);
    await greeting(page, user);
  });
});
