/**
 * Packs the client alone, without the server and its dependencies, as a package of the same name that front ends
 * install: graphql-two-factor-auth-client-<version>.tgz, in the folder that is named or else in this one.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import './build.mjs';

const ROOT = join(import.meta.dirname, '..');
const server = JSON.parse(read('package.json'));
const folder = mkdtempSync(join(tmpdir(), 'two-factor-client-'));

try {
  cpSync(join(ROOT, 'dist/client'), join(folder, 'dist/client'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest(), undefined, 2));
  writeFileSync(join(folder, 'README.md'), readme());
  writeFileSync(join(folder, 'LICENSE'), read('LICENSE'));
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json'], { cwd: folder, stdio: 'pipe' }));
  // Under the name that npm gives it, it would be taken for the whole of this package.
  const packed = resolve(process.argv[2] ?? '.', filename.replace(/-(?=\d)/, '-client-'));
  copyFileSync(join(folder, filename), packed);
  process.stdout.write(`${packed}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

function read(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

function manifest() {
  const { name, version, license, type, exports, peerDependencies, peerDependenciesMeta } = server;
  return {
    name,
    version,
    description: 'Signs in at a graphql-two-factor-auth server, and keeps the tokens fresh.',
    license,
    type,
    sideEffects: false,
    exports,
    peerDependencies: {
      graphql: '^16.0.0 || ^17.0.0',
      // Of the types of the documents alone.
      '@graphql-typed-document-node/core': '^3.2.0',
      ...peerDependencies,
    },
    peerDependenciesMeta,
  };
}

function readme() {
  return (
    read('docs/client.md')
      .replace(/^# .*/, `# ${server.name}/client`)
      // The package does not contain the files that the page links to.
      .replace(/\[([^\]]+)\]\((?!http|#)[^)]+\)/g, '$1')
  );
}
