import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '../../src/core/service-error.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'examples/web/README.md'],
  ...globSync('docs/**/*.md', { cwd: ROOT }),
];

describe('the documentation', () => {
  it('lists every error code with the sentence of the schema', () => {
    const listed = [...read('docs/api.md').matchAll(/^\| `([A-Z_]+)` *\| (.*?) *\|$/gm)].map(
      ([, code, meaning]) => [code, meaning],
    );
    expect(listed).toEqual(Object.entries(ERROR_CODES));
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = PAGES.flatMap((page) =>
      [...read(page).matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script ?? ''),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it.each(PAGES)('%s links only to files that are there', (page) => {
    const links = [...read(page).matchAll(/\]\((?!http)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, path]) => path ?? '',
    );
    const missing = links.filter((path) => globSync(join(ROOT, dirname(page), path)).length === 0);
    expect(missing).toEqual([]);
  });

  it('keeps the README below 700 words', () => {
    expect(read('README.md').split(/\s+/).length).toBeLessThan(700);
  });
});
