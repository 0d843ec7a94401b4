import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const COMPILER = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');

/** As in the tsconfig.app.json of the template that docs/integrate.md names, by create-vite 9.3. */
const OPTIONS = {
  target: 'es2023',
  lib: ['ES2023', 'DOM'],
  module: 'esnext',
  types: ['vite/client'],
  allowArbitraryExtensions: true,
  skipLibCheck: true,
  moduleResolution: 'bundler',
  allowImportingTsExtensions: true,
  verbatimModuleSyntax: true,
  moduleDetection: 'force',
  noEmit: true,
  jsx: 'react-jsx',
  noUnusedLocals: true,
  noUnusedParameters: true,
  erasableSyntaxOnly: true,
  noFallthroughCasesInSwitch: true,
  // What it is there by default.
  strict: true,
};

/** What the compiler says of these files, in a project of that template: nothing when all is right. */
export function compile(folder: string, files: readonly string[]): Promise<string> {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, files }));
  return promisify(execFile)(process.execPath, [COMPILER, '-p', folder], { cwd: folder }).then(
    ({ stdout }) => stdout,
    (failure: unknown) => (failure as { stdout: string }).stdout,
  );
}
