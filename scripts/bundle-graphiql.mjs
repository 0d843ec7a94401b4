/**
 * Bundles GraphiQL from pages/graphiql into dist/graphiql: the server has nothing of it but files, needs no
 * internet for it, and no package of it at run time. Does nothing when the bundle is up to date.
 */
import { createHash } from 'node:crypto';
import { globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ROOT = join(import.meta.dirname, '..');
const TARGET = join(ROOT, 'dist/graphiql');
const PAGE = join(TARGET, 'index.html');
const ASSETS = join(TARGET, 'assets');

const TABS = /@graphiql\/react\/dist\/components\/tabs\/index\.js$/;

/** The name of the folder says what is in it, so browsers may keep its files for good. */
const version = fingerprint();
if (!isUpToDate()) await bundle();

function fingerprint() {
  const inputs = [
    'package-lock.json',
    'scripts/bundle-graphiql.mjs',
    'pages/graphiql/*',
    'schema/operations/*',
  ];
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort())
    hash.update(file).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex').slice(0, 12);
}

function isUpToDate() {
  try {
    return readFileSync(PAGE, 'utf8').includes(version);
  } catch {
    return false;
  }
}

/**
 * GraphiQL gives the role of a tab to the element around two buttons, where assistive technology finds neither. Without
 * the role they are what they look like: a list of buttons, one of them current.
 */
function plainTabs({ path }) {
  const contents = [
    ['role: "tab",', ''],
    ['role: "tablist",', ''],
    ['"aria-selected": isActive,', '"aria-current": isActive,'],
  ].reduce(
    (source, [theirs, ours]) => {
      if (!source.includes(theirs))
        throw new Error(`The tabs of GraphiQL have no ${theirs}: look at them again.`);
      return source.replace(theirs, ours);
    },
    readFileSync(path, 'utf8'),
  );
  return { contents };
}

/** Nothing is taken away before the new files are there: a server, or another build, may be at work. */
async function bundle() {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: {
      page: 'pages/graphiql/page.mjs',
      'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
      'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
      'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    },
    outdir: join(ASSETS, version),
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // GraphiQL asks for these by their old names, which lead to UMD files: imported lazily, they export nothing.
    alias: {
      'prettier/parser-babel': 'prettier/plugins/babel',
      'prettier/parser-graphql': 'prettier/plugins/graphql',
    },
    loader: { '.graphql': 'text', '.ttf': 'file' },
    plugins: [{ name: 'plain tabs', setup: ({ onLoad }) => onLoad({ filter: TABS }, plainTabs) }],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    metafile: true,
  });
  for (const file of Object.keys(metafile.outputs).map((name) => join(ROOT, name)))
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  // With the page the bundle counts as up to date.
  const page = readFileSync(join(ROOT, 'pages/graphiql/index.html'), 'utf8');
  writeFileSync(PAGE, page.replaceAll('{{assets}}', `graphiql/${version}`));
  for (const name of readdirSync(ASSETS))
    if (name !== version) rmSync(join(ASSETS, name), { recursive: true, force: true });
}
