import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { fileOf, moduleOf, typeScriptNames } from './page.js';

const COMPILER = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
const OPTIONS = [
  ...[
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--target',
    'es2023',
    '--lib',
    'es2023,dom',
  ],
  ...['--module', 'esnext', '--moduleResolution', 'bundler', '--allowImportingTsExtensions'],
];

/** Compiles as a front end does. The client package is found as who installs it finds it. */
const compile = (...files: string[]) =>
  promisify(execFile)(process.execPath, [COMPILER, ...OPTIONS, ...files]).then(
    () => '',
    (failure: unknown) => (failure as { stdout: string }).stdout,
  );

describe('the TypeScript of docs/integrate.md', () => {
  const files = typeScriptNames().map((name) => fileURLToPath(moduleOf(name, 'http://localhost:4000')));

  it('compiles in strict mode', async () => {
    expect(files.length).toBeGreaterThan(5);
    expect(await compile(...files)).toBe('');
  }, 120_000);

  it('knows the types of what is asked for', async () => {
    const wrong = fileOf('apollo-with-client.ts', { 'me?.username': 'me?.nickname' });
    expect(await compile(wrong)).toMatch(/TS2339.*nickname/);
  }, 120_000);
});
