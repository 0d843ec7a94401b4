import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');

/** For each rule a file, and an import in it that this rule alone must refuse. */
const PLANTED: Readonly<Record<string, readonly [file: string, imported: string]>> = {
  'core-imports-only-what-comes-before-it': ['src/core/a.ts', '../config/target.js'],
  'config-imports-only-what-comes-before-it': ['src/config/a.ts', '../vendors/twilio/target.js'],
  'vendors-imports-only-what-comes-before-it': ['src/vendors/twilio/a.ts', '../../limits/target.js'],
  'limits-imports-only-what-comes-before-it': ['src/limits/a.ts', '../outbox/target.js'],
  'outbox-imports-only-what-comes-before-it': ['src/outbox/a.ts', '../audit/target.js'],
  'audit-imports-only-what-comes-before-it': ['src/audit/a.ts', '../mail/target.js'],
  'mail-imports-only-what-comes-before-it': ['src/mail/a.ts', '../tokens/target.js'],
  'tokens-imports-only-what-comes-before-it': ['src/tokens/a.ts', '../sessions/target.js'],
  'sessions-imports-only-what-comes-before-it': ['src/sessions/a.ts', '../accounts/target.js'],
  'accounts-imports-only-what-comes-before-it': ['src/accounts/a.ts', '../factors/phone/target.js'],
  'factors-imports-only-what-comes-before-it': ['src/factors/phone/a.ts', '../../sign-in/target.js'],
  'sign-in-imports-only-what-comes-before-it': ['src/sign-in/a.ts', '../admin/target.js'],
  'admin-imports-only-what-comes-before-it': ['src/admin/a.ts', '../http/target.js'],
  'core-config-and-vendors-know-no-entity': ['src/core/b.ts', '../accounts/target.entity.js'],
  'entities-import-entities-and-core': ['src/accounts/b.entity.ts', '../config/target.js'],
  'the-schema-side-imports-features-and-graphql': ['src/accounts/b.type.ts', '../database/target.js'],
  'only-the-schema-side-and-composition-import-the-schema-side': ['src/accounts/b.ts', './target.type.js'],
  'graphql-knows-no-feature': ['src/graphql/a.ts', '../tokens/target.js'],
  'http-knows-no-feature': ['src/http/a.ts', '../tokens/target.js'],
  'observability-knows-no-feature': ['src/observability/a.ts', '../http/target.js'],
  'database-knows-core-config-and-entities': ['src/database/a.ts', '../accounts/target.js'],
  'nothing-imports-composition-or-the-command-line': ['src/http/b.ts', '../cli/target.js'],
  'no-circles': ['src/cli/a.ts', './b.js'],
  'features-know-no-transport': ['src/accounts/c.ts', 'fastify'],
  'graphql-knows-no-http-server': ['src/graphql/b.ts', 'fastify'],
  'jsonwebtoken-has-one-door': ['src/sessions/b.ts', 'jsonwebtoken'],
  'bcrypt-has-one-door': ['src/sign-in/b.ts', 'bcrypt'],
  'twilio-has-one-door': ['src/vendors/twilio/b.ts', 'twilio'],
  'rate-limiter-flexible-has-one-door': ['src/limits/b.ts', 'rate-limiter-flexible'],
  '@simplewebauthn/server-has-one-door': ['src/factors/passkey/b.ts', '@simplewebauthn/server'],
  'production-code-needs-no-dev-dependency': ['src/observability/b.ts', 'eslint'],
};

/** Imports that no rule may refuse. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'src/admin/c.ts': ['../accounts/target.js', '../core/target.js', '../accounts/target.entity.js'],
  'src/accounts/d.type.ts': ['./target.type.js', '../graphql/target.js', 'type-graphql'],
  'src/accounts/d.entity.ts': ['../sessions/target.entity.js', '../core/target.js'],
  'src/http/c.ts': ['../graphql/target.js', '../core/target.js', 'fastify'],
  'src/database/c.ts': ['../accounts/target.entity.js', '../config/target.js'],
  'src/tokens/token.service.ts': ['jsonwebtoken'],
  'src/cli/c.ts': ['../admin/target.js', '../database/target.js'],
  'src/top.ts': ['./admin/target.js', './accounts/target.type.js', './http/target.js'],
};

/** Other ends of imports: one in each folder, and one of each kind. */
const TARGETS = [
  ...new Set([...Object.values(PLANTED), ...Object.entries(ALLOWED)].flatMap(([file]) => dirname(file))),
]
  .flatMap((folder) => [`${folder}/target.ts`, `${folder}/target.entity.ts`, `${folder}/target.type.ts`])
  .filter((file) => !file.startsWith('src/target'));

interface Report {
  readonly summary: {
    readonly violations: { readonly rule: { readonly name: string }; readonly from: string }[];
  };
  readonly modules: { readonly source: string; readonly couldNotResolve?: boolean }[];
}

describe('the import directions', () => {
  let folder: string;
  let report: Report;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'directions-'));
    for (const name of ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json'])
      await cp(join(ROOT, name), join(folder, name));
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const file of TARGETS) await write(file, []);
    for (const [file, imported] of Object.values(PLANTED)) await write(file, [imported]);
    for (const [file, imports] of Object.entries(ALLOWED)) await write(file, imports);
    await write('src/cli/b.ts', ['./a.js']);
    report = await cruise();
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function write(file: string, imports: readonly string[]): Promise<void> {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    const lines = imports.map(
      (name, index) => `import * as m${index} from '${name}';\nconsole.log(m${index});`,
    );
    await writeFile(join(folder, file), [...lines, 'export const x = 1;'].join('\n'));
  }

  /** As a process: dependency-cruiser takes its paths from the working directory. */
  async function cruise(): Promise<Report> {
    const output = await new Promise<string>((resolve, reject) =>
      execFile(
        process.execPath,
        [
          join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
          ...['src', '--config', '.dependency-cruiser.mjs', '--output-type', 'json'],
        ],
        { cwd: folder, maxBuffer: 1e8 },
        (_error, stdout, stderr) => (stdout === '' ? reject(new Error(stderr)) : resolve(stdout)),
      ),
    );
    return JSON.parse(output) as Report;
  }

  const rulesBrokenBy = (file: string) => [
    ...new Set(report.summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name)),
  ];

  it('have a planted violation for every rule', async () => {
    const path = join(ROOT, '.dependency-cruiser.mjs');
    const { default: config } = (await import(path)) as { default: { forbidden: { name: string }[] } };
    const rules = config.forbidden.map(({ name }) => name);
    expect(Object.keys(PLANTED).toSorted()).toEqual(rules.toSorted());
  });

  it('are checked on imports that all lead somewhere', () => {
    expect(
      report.modules.filter(({ couldNotResolve }) => couldNotResolve).map(({ source }) => source),
    ).toEqual([]);
  });

  it.each(Object.entries(PLANTED))('%s refuses its planted import', (rule, [file]) => {
    expect(rulesBrokenBy(file)).toContain(rule);
  });

  it.each(Object.keys(ALLOWED))('allow the imports of %s', (file) => {
    expect(report.modules.map(({ source }) => source)).toContain(file);
    expect(rulesBrokenBy(file)).toEqual([]);
  });
});
