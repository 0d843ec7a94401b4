/**
 * Builds the server into dist, and with it GraphiQL, the client package and the example front end. Does nothing
 * when no source is newer than the last build, so that `npm start` can always ask for it.
 */
import { execFile } from 'node:child_process';
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
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const TARGET = join(ROOT, 'dist');
/** What every part is built with. */
const BUILDER = ['scripts/*', '.swcrc', 'package-lock.json'];

/** Each part is built again only where one of its own sources changed. */
const PARTS = [
  { name: 'server', sources: ['src', 'src/**'], build: buildServer },
  { name: 'client', sources: ['client', 'client/**'], build: buildClient },
  { name: 'web', sources: ['examples/web', 'examples/web/**', 'client/**'], build: bundleExample },
  {
    name: 'graphiql',
    sources: ['pages/**', 'schema/operations/*'],
    build: () => import('./bundle-graphiql.mjs'),
  },
];

/** What npm leaves out with `NODE_ENV=production`. */
const TOOLS = ['@swc/core', 'esbuild', 'graphiql', 'typescript', 'vite'];

const outdated = PARTS.filter((part) => !isUpToDate(part));
if (outdated.length > 0) {
  requireTools();
  // Standard output belongs to what is started after this: `npm run --silent cli -- user list --json`.
  process.stderr.write(`Building the ${outdated.map(({ name }) => name).join(', ')} …\n`);
  await build(outdated);
}

/** Before anything is removed: the last build can still be started. */
function requireTools() {
  const missing = TOOLS.filter((name) => !existsSync(join(ROOT, 'node_modules', name)));
  if (missing.length === 0) return;
  process.stderr.write(
    `There is something to build, and ${missing.join(', ')} to build it with is not installed. Run: npm ci --include=dev (or start what was built: node dist/main.js, node dist/cli/main.js).\n`,
  );
  process.exit(1);
}

function isUpToDate({ name, sources }) {
  const builtAt = modifiedAt(stampOf(name));
  return globSync([...sources, ...BUILDER], { cwd: ROOT }).every(
    (file) => modifiedAt(join(ROOT, file)) < builtAt,
  );
}

function stampOf(name) {
  return join(TARGET, `.built-${name}`);
}

/** Folders count too: removing a file changes nothing else. */
function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function build(parts) {
  const startedAt = new Date();
  mkdirSync(TARGET, { recursive: true });
  await Promise.all(parts.map((part) => part.build()));
  for (const { name } of parts) {
    writeFileSync(stampOf(name), '');
    // What changes while the build runs is newer than the build.
    utimesSync(stampOf(name), startedAt, startedAt);
  }
}

/** What was compiled from a source that is gone must not stay. */
async function buildServer() {
  const others = PARTS.flatMap(({ name }) => [name, basename(stampOf(name))]);
  for (const name of readdirSync(TARGET))
    if (!others.includes(name)) rmSync(join(TARGET, name), { recursive: true });
  await compile('src', TARGET);
}

async function buildClient() {
  rmSync(join(TARGET, 'client'), { recursive: true, force: true });
  await Promise.all([compile('client', join(TARGET, 'client')), declareClient()]);
}

async function compile(from, to) {
  const { transformFile } = await import('@swc/core');
  const files = globSync('**/*.ts', { cwd: join(ROOT, from) }).filter((name) => !name.endsWith('.d.ts'));
  const one = async (name) => {
    const source = join(ROOT, from, name);
    const target = join(to, name.replace(/ts$/, 'js'));
    const sourceFileName = relative(dirname(target), source);
    const { code, map } = await transformFile(source, { cwd: ROOT, sourceFileName });
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, `${code}//# sourceMappingURL=${basename(target)}.map\n`);
    await writeFile(`${target}.map`, map);
  };
  await Promise.all(files.map(one));
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
