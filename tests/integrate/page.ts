import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(process.env['TEST_FOLDER'] ?? '', 'integrate');

/** The block of docs/integrate.md that is marked with this name, as a module that calls this server. */
export function moduleOf(name: string, url: string): string {
  const page = readFileSync(join(ROOT, 'docs/integrate.md'), 'utf8');
  const block = page.split(`<!-- run: ${name} -->`)[1]?.split('```ts\n')[1]?.split('```\n')[0];
  if (!block) throw new Error(`docs/integrate.md has no block ${name}.`);
  mkdirSync(FOLDER, { recursive: true });
  const modules = join(FOLDER, 'node_modules');
  if (!existsSync(modules)) symlinkSync(join(ROOT, 'node_modules'), modules);
  const path = join(FOLDER, name);
  writeFileSync(path, block.replaceAll('http://localhost:4000', url));
  return pathToFileURL(path).href;
}
