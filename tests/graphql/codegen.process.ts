import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '../setup/server.js';
import { compile } from '../integrate/compile.js';
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
  query Me { me { username email createdAt } }
  mutation VerifyPhone($phone: PhoneNumber!) { verifyPhone(phone: $phone) { __typename } }
`;

const usage = (field: string) => `
  import { MeDocument, type MeQuery, type SignInMutation } from './generated/graphql.ts';
  import type { VerifyPhoneMutationVariables } from './generated/graphql.ts';
  export const query = MeDocument;
  export const wordsOf = ({ me }: MeQuery): string[] => (me ? [me.${field}, me.email ?? '', me.createdAt] : []);
  export const tokenOf = ({ obtainToken: result }: SignInMutation): string =>
    result.__typename === 'TokenPair' ? result.access : result.challenge;
  export const right: VerifyPhoneMutationVariables = { phone: '+48501234567' };
  // @ts-expect-error a phone number is text
  export const wrong: VerifyPhoneMutationVariables = { phone: 48501234567 };
`;

describe('a project with its own operations and the codegen of docs/integrate.md', () => {
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
  });
  afterAll(() => server.close());

  const compileUsage = (name: string, field: string) => {
    writeFileSync(join(folder, 'src', name), usage(field));
    return compile(folder, ['codegen.ts', 'src/generated/index.ts', `src/${name}`]);
  };

  it('generates types that compile in the template of Vite, with our scalars as text', async () => {
    expect(await compileUsage('right.ts', 'username')).toBe('');
  });

  it('reports a field that does not exist', async () => {
    expect(await compileUsage('wrong.ts', 'nickname')).toMatch(/wrong\.ts.*TS2339.*nickname/);
  });
});
