import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '../../src/core/service-error.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
/** `examples/web/src/app.tsx`; `src/auth.ts` of docs/integrate.md is a file of its reader. */
const PATH = /`((?:src|docs|tests|examples|client|schema|scripts|bench|pages)\/(?!auth\.ts)[\w./*-]+)`/g;
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

  it('says of every table what is stored', () => {
    const tables = globSync('src/**/*.entity.ts', { cwd: ROOT }).flatMap((file) =>
      [...read(file).matchAll(/tableName: '(\w+)'/g)].map(([, table = '']) => table),
    );
    expect(tables.length).toBeGreaterThan(15);
    const page = read('docs/architecture.md');
    expect(tables.filter((table) => !page.includes(`\`${table}\``))).toEqual([]);
  });

  it('says for every error code what a front end does', () => {
    const [, table = ''] = read('docs/integrate.md').split('\n## Errors\n');
    const [advised = ''] = table.split('`extensions.retryAfter`');
    expect(Object.keys(ERROR_CODES).filter((code) => !advised.includes(`\`${code}\``))).toEqual([]);
  });

  it.each(PAGES.filter((page) => page !== 'examples/web/README.md'))(
    '%s names only files of the repository that are there',
    (page) => {
      const named = [...read(page).matchAll(PATH)].map(([, path = '']) => path);
      expect(named.filter((path) => globSync(join(ROOT, path)).length === 0)).toEqual([]);
    },
  );

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
