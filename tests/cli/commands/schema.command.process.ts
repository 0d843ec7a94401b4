import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { printSdl } from '../../../src/schema.js';
import { cli, inTestFolder } from '../harness.js';

describe('cli schema print', () => {
  it('writes the schema, and reports when the file is no longer the schema', async () => {
    const file = inTestFolder('written.graphql');
    expect(await cli(['schema', 'print', '--out', file])).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toBe(printSdl());

    writeFileSync(file, printSdl().replace('type User ', 'type Person '));
    const line =
      printSdl()
        .split('\n')
        .findIndex((text) => text.startsWith('type User ')) + 1;
    const drifted = await cli(['schema', 'print', '--check', file]);
    expect(drifted).toEqual({
      code: 1,
      stdout: '',
      stderr: `${file} is not the schema of this build; the first difference is in line ${line}. Run: npm run schema\n`,
    });
  });
});
