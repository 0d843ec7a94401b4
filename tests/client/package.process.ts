import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const MODULES = join(ROOT, 'node_modules');
const NAME = 'graphql-two-factor-auth';
const CORE_PEERS = ['graphql', '@graphql-typed-document-node/core'];
const ALL_PEERS = [...CORE_PEERS, '@apollo/client', 'rxjs'];

const PROGRAM = `
  import { type AuthClient, createAuthClient, MeDocument } from '${NAME}/client';
  import { authLink } from '${NAME}/client/apollo';
  const auth: AuthClient = createAuthClient({ url: 'https://auth.example.com/graphql' });
  export const link = authLink(auth);
  const { me } = await auth.request(MeDocument, {});
  export const username: string | undefined = me?.username;
  // @ts-expect-error there is no such field
  export const nickname = me?.nickname;
`;

/** The commands in docs/integrate.md that pack the client into a project and install it there. */
const [, PACK_INTO = '', PACKED = ''] =
  /^(npm run .+) \.\.\/your-project +# here, after npm ci\nnpm install graphql (\S+) +# in your project$/m.exec(
    readFileSync(join(ROOT, 'docs/integrate.md'), 'utf8'),
  ) ?? [];

const PAGE = readFileSync(join(ROOT, 'docs/client.md'), 'utf8');

/** The rows of docs/client.md on the size of an import: the import, what the page has anyway, and the size. */
const SIZES = [...PAGE.matchAll(/^\| (`.*`) +\| (.*?) *\| ([\d.]+) kB +\|$/gm)].map(
  ([, imported = '', external = '', size = '']) => [namesIn(imported), namesIn(external), size] as const,
);

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

describe('the client package, packed alone', () => {
  const folder = join(process.env['TEST_FOLDER'] ?? '', 'package');
  const core = join(folder, 'core');
  const apollo = join(folder, 'apollo');
  let installed: string[] = [];

  beforeAll(async () => {
    mkdirSync(folder);
    if (PACKED === '') throw new Error('docs/integrate.md does not say how to install the client.');
    await install(core);
    await install(apollo);
    installed = readdirSync(join(core, 'node_modules')).filter((name) => !name.startsWith('.'));
    link(core, CORE_PEERS);
    link(apollo, ALL_PEERS);
  });

  /** Installs the file into an empty project, without a registry or a cache. */
  async function install(project: string): Promise<void> {
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    await run('sh', ['-c', `${PACK_INTO} '${project}'`], { cwd: ROOT });
    const options = `--offline --cache '${project}/cache' --legacy-peer-deps --no-audit`;
    await run('sh', ['-c', `npm install ${PACKED} ${options}`], { cwd: project });
  }

  function link(project: string, peers: string[]): void {
    for (const peer of peers) {
      const path = join(project, 'node_modules', peer);
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(join(MODULES, peer), path);
    }
  }

  it('has no dependency and lists all its imports as peers', () => {
    const place = join(core, 'node_modules', NAME);
    const manifest = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as Record<string, object>;
    const code = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.[jt]s$/.test(path),
    );
    const imported = code.flatMap((path) =>
      [...readFileSync(join(place, path), 'utf8').matchAll(/ from '((?:@[^/']+\/)?[^./'][^/']*)/g)].map(
        ([, name]) => name,
      ),
    );
    expect(installed).toEqual([NAME]);
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).toMatchObject({ name: NAME, sideEffects: false });
    expect(Object.keys(manifest['peerDependencies'] ?? {}).sort()).toEqual([...ALL_PEERS].sort());
    expect([...new Set(imported)].sort()).toEqual([...ALL_PEERS].sort());
  });

  it('contains the client, its licence and its page of the documentation only', () => {
    const place = join(core, 'node_modules', NAME);
    expect(readdirSync(place).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    expect(readdirSync(join(place, 'dist'))).toEqual(['client']);
    const readme = readFileSync(join(place, 'README.md'), 'utf8');
    expect(readme).toMatch(new RegExp(`^# ${NAME}/client\n`));
    // The package does not contain the files that the README links to.
    expect(readme).not.toMatch(/\]\((?!http|#)/);
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('compiles, as module %s, resolved as %s', async (module, moduleResolution) => {
    const name = `program-${module}.ts`;
    writeFileSync(join(apollo, name), PROGRAM);
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom', '--ignoreConfig'];
    const modules = ['--module', module, '--moduleResolution', moduleResolution];
    const compiler = join(MODULES, 'typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [compiler, ...options, ...modules, name], {
      cwd: apollo,
    }).catch((error: unknown) => error as { stdout: string });
    // A dependency of Apollo Client does not compile as nodenext.
    expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('/@wry/'))).toEqual([]);
  });

  it('runs in Node.js without Apollo Client', async () => {
    const program = `
      import { createAuthClient } from '${NAME}/client';
      console.log(createAuthClient({ url: 'https://auth.example.com/graphql' }).getState().step);`;
    const ran = run(process.execPath, ['--input-type=module', '--eval', program], { cwd: core });
    await expect(ran).resolves.toEqual({ stdout: 'signIn\n', stderr: '' });
  });

  it('measures each of the six imports in docs/client.md', () => {
    // A row in another form would silently be skipped below.
    expect(SIZES).toHaveLength(6);
    expect(PAGE.match(/ kB +\|$/gm)).toHaveLength(6);
  });

  it.each(SIZES)(
    'has the size that docs/client.md says: %j beside %j is %s kB',
    async (names, external, size) => {
      const project = names.includes('authLink') ? apollo : core;
      const text = names
        .map((name) => `export { ${name} } from '${NAME}/client${name === 'authLink' ? '/apollo' : ''}';`)
        .join('\n');
      writeFileSync(join(project, 'entry.js'), text);
      const options = ['--bundle', '--minify', '--format=esm', '--target=es2022'];
      const others = external.map((name) => `--external:${name}`);
      const esbuild = join(MODULES, 'esbuild/bin/esbuild');
      const { stdout } = await run(esbuild, ['entry.js', ...options, ...others], { cwd: project });
      expect((gzipSync(stdout, { level: 9 }).length / 1000).toFixed(1)).toBe(size);
    },
  );
});
