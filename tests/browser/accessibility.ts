import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The serious violations, as rule and elements. */
const LOOK = `async () => {
  const { violations } = await axe.run(document, { rules: { 'target-size': { enabled: true } } });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' '));
}`;

/**
 * Checks the page in its current state against WCAG 2.2 A and AA, including contrast and the size of targets,
 * which axe-core skips by default.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(AXE);
  expect(await page.evaluate<unknown>(`(${LOOK})()`)).toEqual([]);
}
