import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '../..');
/** Of this worker: others make the same at the same time. */
const PLACE = join(process.env['TEST_FOLDER'] ?? '', `integrate-${process.env['JEST_WORKER_ID'] ?? ''}`);
const FOLDER = join(PLACE, 'blocks');

/** The block of docs/integrate.md that is marked with this name, as a file; `replacing` are addresses in it. */
export function fileOf(name: string, replacing: Record<string, string>): string {
  const page = readFileSync(join(ROOT, 'docs/integrate.md'), 'utf8');
  const block = page
    .split(`<!-- run: ${name} -->`)[1]
    ?.split(/^```\w+\n/m)[1]
    ?.split('```\n')[0];
  if (!block) throw new Error(`docs/integrate.md has no block ${name}.`);
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, name);
  const replaced = Object.entries(replacing).reduce((text, pair) => text.replaceAll(...pair), block);
  writeFileSync(path, replaced);
  return path;
}

/** The names of all blocks in TypeScript. */
export function typeScriptNames(): string[] {
  const page = readFileSync(join(ROOT, 'docs/integrate.md'), 'utf8');
  const names = [...page.matchAll(/^<!-- run: (\S+\.ts) -->\n\n```ts$/gm)].map(([, name = '']) => name);
  if (names.length !== page.match(/^```ts$/gm)?.length)
    throw new Error('docs/integrate.md has a block in TypeScript that no test runs.');
  return names;
}

/** Such a block as a module that calls this server. */
export function moduleOf(name: string, url: string): string {
  const path = fileOf(name, { 'http://localhost:4000': url });
  // What it imports of the page.
  for (const [, other = ''] of readFileSync(path, 'utf8').matchAll(/ from '\.\/(\S+\.ts)'/g))
    moduleOf(other, url);
  const modules = join(FOLDER, 'node_modules');
  if (!existsSync(modules)) symlinkSync(join(ROOT, 'node_modules'), modules);
  // Where Node.js looks after the folder above: the package as who installs it finds it.
  const packages = join(PLACE, 'node_modules');
  mkdirSync(packages, { recursive: true });
  const client = join(packages, 'graphql-two-factor-auth');
  if (!existsSync(client)) symlinkSync(ROOT, client);
  return pathToFileURL(path).href;
}
