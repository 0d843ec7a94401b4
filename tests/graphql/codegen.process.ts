import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '../helpers/server.js';

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

describe('a project of its own operations, codegen, and of us the address alone', () => {
  const folder = join(process.env['TEST_FOLDER'] ?? '', 'codegen');
  let server: TestServer;

  beforeAll(async () => {
    mkdirSync(folder);
    // The tools are the installed ones. The schema comes by introspection, from no file of ours.
    symlinkSync(MODULES, join(folder, 'node_modules'));
    server = await startServer();
    writeFileSync(join(folder, 'operations.graphql'), OPERATIONS);
    const config = {
      schema: `${server.url}/graphql`,
      documents: 'operations.graphql',
      generates: { 'generated/': { preset: 'client' } },
    };
    writeFileSync(join(folder, 'codegen.json'), JSON.stringify(config));
    const codegen = join(MODULES, '@graphql-codegen/cli/cjs/bin.js');
    await run(process.execPath, [codegen, '--config', 'codegen.json'], { cwd: folder });
  }, 120_000);
  afterAll(() => server.close());

  const compile = (name: string, field: string) => {
    writeFileSync(join(folder, name), usage(field));
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2023'];
    const modules = ['--module', 'esnext', '--moduleResolution', 'bundler', '--ignoreConfig'];
    const compiler = join(MODULES, 'typescript/bin/tsc');
    return run(process.execPath, [compiler, ...options, ...modules, name], { cwd: folder });
  };

  it('generates types that compile in strict mode', async () => {
    await expect(compile('right.ts', 'username')).resolves.toMatchObject({ stdout: '' });
  }, 120_000);

  it('is told of a field that is not there', async () => {
    const failure = await compile('wrong.ts', 'nickname').catch((error: unknown) => error);
    expect(failure).toMatchObject({ stdout: expect.stringMatching(/wrong\.ts.*TS2339.*nickname/) });
  }, 120_000);
});
