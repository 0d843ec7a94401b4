import { readFileSync } from 'node:fs';

/** The version in package.json; the path is the same from `src` and from `dist`. */
export const VERSION = readVersion();

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}
