import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { expect, it } from '@jest/globals';
import config from '../../codegen.js';

interface GeneratedFile {
  filename: string;
  content: string;
}

it('is what `npm run codegen` writes', async () => {
  const root = join(import.meta.dirname, '../..');
  const files = (await generate({ ...config, cwd: root, silent: true }, false)) as GeneratedFile[];
  expect(files.length).toBeGreaterThan(2);
  for (const { filename, content } of files) expect(readFileSync(join(root, filename), 'utf8')).toBe(content);
});
