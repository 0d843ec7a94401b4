import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Elements that are not ours and break a rule of axe-core, as a selector for each rule. */
export type KnownFailures = Readonly<Record<string, string>>;

/** Answers the serious failures that are not known, and the rules that known ones broke. */
const LOOK = `async (known) => {
  const { violations } = await axe.run(document, { rules: { 'target-size': { enabled: true } } });
  const isKnown = (id, { target }) =>
    id in known && document.querySelector(target[0])?.matches(known[id]) === true;
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const describe = ({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ');
  return {
    failures: serious
      .map(({ id, nodes }) => ({ id, nodes: nodes.filter((node) => !isKnown(id, node)) }))
      .filter(({ nodes }) => nodes.length > 0)
      .map(describe),
    met: serious.filter(({ id, nodes }) => nodes.some((node) => isKnown(id, node))).map(({ id }) => id),
  };
}`;

/**
 * Looks at the page as it is now by the rules of WCAG 2.2 A and AA: contrast included, and the size of targets,
 * which axe-core leaves out by default. A known failure that is no longer met fails as well, so that none stays
 * excused for longer than it has to.
 */
export async function expectAccessible(page: Page, known: KnownFailures = {}): Promise<void> {
  await page.evaluate(AXE);
  const found = await page.evaluate<unknown>(`(${LOOK})(${JSON.stringify(known)})`);
  expect(found).toEqual({ failures: [], met: Object.keys(known).sort() });
}
