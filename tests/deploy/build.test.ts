import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const SCRIPTS = join(import.meta.dirname, '../../scripts');
const run = promisify(execFile);

describe('npm run build', () => {
  it('without its tools says so in a line, and keeps the last build', async () => {
    const folder = join(process.env['TEST_FOLDER'] ?? '', 'without-tools');
    for (const name of ['dist', 'src']) mkdirSync(join(folder, name), { recursive: true });
    cpSync(SCRIPTS, join(folder, 'scripts'), { recursive: true });
    for (const name of ['dist/main.js', 'src/main.ts']) writeFileSync(join(folder, name), '');

    const failure = await run(process.execPath, [join(folder, 'scripts/build.mjs')]).catch(
      (error: unknown) => error as { code: number; stderr: string },
    );
    expect(failure).toMatchObject({ code: 1, stderr: expect.stringMatching(/^.*npm ci --include=dev.*\n$/) });
    expect(existsSync(join(folder, 'dist/main.js'))).toBe(true);
  });
});
