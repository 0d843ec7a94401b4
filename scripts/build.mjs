/**
 * Builds the server into dist, and with it GraphiQL, the client package and the example front end. Does nothing
 * when no source is newer than the last build, so that `npm start` can always ask for it.
 */
import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const TARGET = join(ROOT, 'dist');
const STAMP = join(TARGET, '.built');
const SOURCES = [
  'src',
  'src/**',
  'client/**',
  'examples/web/**',
  'pages/**',
  'schema/operations/*',
  'scripts/*',
  '.swcrc',
  'package-lock.json',
];

/** What npm leaves out with `NODE_ENV=production`. */
const TOOLS = ['@swc/cli', '@swc/core', 'esbuild', 'graphiql', 'typescript', 'vite'];

if (!isUpToDate()) {
  requireTools();
  await build();
}

/** Before anything is taken away: a server may be started from the last build still. */
function requireTools() {
  const missing = TOOLS.filter((name) => !existsSync(join(ROOT, 'node_modules', name)));
  if (missing.length === 0) return;
  process.stderr.write(
    `There is something to build, and ${missing.join(', ')} to build it with is not installed. Run: npm ci --include=dev (or start what was built: node dist/main.js, node dist/cli/main.js).\n`,
  );
  process.exit(1);
}

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
  compile('src', 'dist');
  compile('client', 'dist/client');
  await Promise.all([declareClient(), bundleExample(), import('./bundle-graphiql.mjs')]);
  writeFileSync(STAMP, '');
  // What changes while the build runs is newer than the build.
  utimesSync(STAMP, startedAt, startedAt);
}

function compile(from, to) {
  const options = [from, '--out-dir', to, '--strip-leading-paths', '--quiet', '--extensions', '.ts'];
  execFileSync(join(ROOT, 'node_modules/.bin/swc'), options, { cwd: ROOT, stdio: 'inherit' });
}

/** In a process of its own, too: Vite goes by `NODE_ENV`, which tests set otherwise. */
async function bundleExample() {
  const options = ['build', 'examples/web', '--logLevel', 'warn'];
  await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), ...options], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production' },
  }).catch(({ stdout, stderr }) => {
    throw new Error(`The example does not build.\n${stdout}${stderr}`);
  });
}

/** In a process of its own, beside the bundling: it takes seconds. */
async function declareClient() {
  const options = ['-p', 'client', '--noEmit', 'false', '--emitDeclarationOnly', '--declaration'];
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, ...options, '--outDir', TARGET + '/client'], {
    cwd: ROOT,
  }).catch(({ stdout }) => {
    throw new Error(`The client does not compile.\n${stdout}`);
  });
}
