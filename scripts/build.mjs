/**
 * Builds the server into dist, and GraphiQL with it. Does nothing when no source is newer than the last build,
 * so that `npm start` can always ask for it.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const TARGET = join(ROOT, 'dist');
const STAMP = join(TARGET, '.built');
const SOURCES = [
  'src',
  'src/**',
  'pages/**',
  'schema/operations/*',
  'scripts/*',
  '.swcrc',
  'package-lock.json',
];

if (!isUpToDate()) await build();

function isUpToDate() {
  const builtAt = modifiedAt(STAMP);
  return globSync(SOURCES, { cwd: ROOT }).every((file) => modifiedAt(join(ROOT, file)) < builtAt);
}

/** Folders count too: removing a file changes nothing else. */
function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function build() {
  const startedAt = new Date();
  mkdirSync(TARGET, { recursive: true });
  // What was compiled from a source that is gone must not stay; GraphiQL takes care of itself.
  for (const name of readdirSync(TARGET))
    if (name !== 'graphiql') rmSync(join(TARGET, name), { recursive: true });
  const compile = ['src', '--out-dir', 'dist', '--strip-leading-paths', '--quiet'];
  execFileSync(join(ROOT, 'node_modules/.bin/swc'), compile, { cwd: ROOT, stdio: 'inherit' });
  await import('./bundle-graphiql.mjs');
  writeFileSync(STAMP, '');
  // What changes while the build runs is newer than the build.
  utimesSync(STAMP, startedAt, startedAt);
}
