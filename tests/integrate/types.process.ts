import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { compile } from './compile.js';
import { fileOf, moduleOf, typeScriptNames } from './page.js';

/** The client package is found as who installs it finds it. */
describe('the TypeScript of docs/integrate.md', () => {
  const files = typeScriptNames().map((name) => fileURLToPath(moduleOf(name, 'http://localhost:4000')));

  it('compiles in the template of Vite', async () => {
    expect(files.length).toBeGreaterThan(5);
    expect(await compile(dirname(files[0] ?? ''), files)).toBe('');
  });

  it('knows the types of what is asked for', async () => {
    const wrong = fileOf('apollo-with-client.ts', { 'me?.username': 'me?.nickname' });
    expect(await compile(dirname(wrong), [wrong])).toMatch(/TS2339.*nickname/);
  });
});
