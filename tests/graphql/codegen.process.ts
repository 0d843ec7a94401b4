import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '../helpers/server.js';
import { fileOf } from '../integrate/page.js';

const run = promisify(execFile);
const MODULES = join(import.meta.dirname, '../../node_modules');

const OPERATIONS = `
  mutation SignIn($username: String!, $password: String!) {
    obtainToken(username: $username, password: $password) {
      __typename
      ... on TokenPair { access }
      ... on TwoFactorRequired { challenge }
    }
  }
  query Me { me { id username } }
`;

const usage = (field: string) => `
  import type { MeQuery, SignInMutation } from './generated/graphql.js';
  export const nameOf = ({ me }: MeQuery): unknown => me?.${field};
  export const tokenOf = ({ obtainToken: result }: SignInMutation): string =>
    result.__typename === 'TokenPair' ? result.access : result.challenge;
`;

describe('a project of its own operations, the codegen of docs/integrate.md, and of us the address alone', () => {
  const folder = join(process.env['TEST_FOLDER'] ?? '', 'codegen');
  let server: TestServer;

  beforeAll(async () => {
    mkdirSync(join(folder, 'src'), { recursive: true });
    // The tools are the installed ones. The schema comes by introspection, from no file of ours.
    symlinkSync(MODULES, join(folder, 'node_modules'));
    server = await startServer();
    writeFileSync(join(folder, 'src/operations.graphql'), OPERATIONS);
    copyFileSync(fileOf('codegen.ts', { 'http://localhost:4000': server.url }), join(folder, 'codegen.ts'));
    const codegen = join(MODULES, '@graphql-codegen/cli/cjs/bin.js');
    await run(process.execPath, [codegen, '--config', 'codegen.ts'], { cwd: folder });
  }, 120_000);
  afterAll(() => server.close());

  const compile = (name: string, field: string) => {
    writeFileSync(join(folder, 'src', name), usage(field));
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2023'];
    const modules = ['--module', 'esnext', '--moduleResolution', 'bundler', '--ignoreConfig'];
    const compiler = join(MODULES, 'typescript/bin/tsc');
    return run(process.execPath, [compiler, ...options, ...modules, name], { cwd: join(folder, 'src') });
  };

  it('generates types that compile in strict mode', async () => {
    await expect(compile('right.ts', 'username')).resolves.toMatchObject({ stdout: '' });
  }, 120_000);

  it('is told of a field that is not there', async () => {
    const failure = await compile('wrong.ts', 'nickname').catch((error: unknown) => error);
    expect(failure).toMatchObject({ stdout: expect.stringMatching(/wrong\.ts.*TS2339.*nickname/) });
  }, 120_000);
});
