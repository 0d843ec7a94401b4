import { it } from '@jest/globals';
import type { PageOptions, WatchedPage } from './browser.js';

/** Every window that a picture is made of. */
const LOOKS = [
  { width: 1280, dark: false },
  { width: 1280, dark: true },
  { width: 360, dark: false },
  { width: 360, dark: true },
];

/** What leads to each state of the pages, by its name. */
export type States = Record<string, (options: PageOptions) => Promise<WatchedPage>>;

/** Makes a picture of each state in each window, in `.test-artifacts/pages`. */
export function takePictures(states: States, looks = LOOKS): void {
  it.each(Object.entries(states))('%s', async (name, open) => {
    for (const look of looks) {
      const { page } = await open(look);
      const file = `${name}-${look.width}-${look.dark ? 'dark' : 'light'}.png`;
      await page.screenshot({ path: `.test-artifacts/pages/${file}`, fullPage: true });
      await page.context().close();
    }
  });
}
