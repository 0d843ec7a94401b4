import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cli, document, inTestFolder } from './harness.js';

describe('the command line', () => {
  it('explains itself: what it can do, with examples and the meaning of exit codes', async () => {
    const { code, stdout } = await cli(['--help']);
    expect(code).toBe(0);
    for (const part of ['user', 'keys', 'migrate', 'schema', 'Examples:', 'Exit codes:', '--json'])
      expect(stdout).toContain(part);
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    for (const option of ['--version', '-V'])
      expect(await cli([option])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('exits with 2 after a wrong command line, and does nothing', async () => {
    const env = { DATA_DIR: inTestFolder('cli-never-made') };
    const wrong = await cli(['user', 'list', '--everything'], { env });
    expect(wrong).toEqual({ code: 2, stdout: '', stderr: "unknown option '--everything'. See --help.\n" });
    const { stderr } = await cli(['user', 'create']);
    expect(stderr).toBe("missing required argument 'username'. See --help.\n");
    expect(existsSync(env.DATA_DIR)).toBe(false);
  });

  it.each([
    ['an argument', ['user', 'create', 'ada', 'hunter2-hunter2']],
    ['an option', ['user', 'create', 'ada', '--password=hunter2-hunter2']],
  ])('refuses a password as %s without repeating it', async (_what, args) => {
    const wrong = await cli([...args, '--json']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(document(wrong)).toMatchObject({ error: { code: 'USAGE' } });
    expect(wrong.stderr).not.toContain('hunter2');
  });

  it('names every wrong key of the configuration, and no value', async () => {
    const wrong = await cli(['user', 'list'], { env: { PORT: 'eighty', REDIS_URL: 'hunter2' } });
    expect(wrong).toMatchObject({ code: 3, stdout: '' });
    expect(wrong.stderr.match(/^ {2}- \w+/gm)).toEqual(['  - PORT', '  - REDIS_URL']);
    expect(wrong.stderr).not.toMatch(/eighty|hunter2|^\s+at /m);
  });

  it('says in one line that the database cannot be reached', async () => {
    const gone = await cli(['user', 'list'], { env: { DATABASE_URL: 'postgresql://127.0.0.1:9/none' } });
    expect(gone).toMatchObject({ code: 3, stdout: '' });
    expect(gone.stderr).toMatch(/^The database cannot be reached: .*\n$/);
    const { checks } = document(
      await cli(['doctor', '--json'], { env: { DATABASE_URL: 'postgresql://127.0.0.1:9/none' } }),
    );
    expect(checks).toContainEqual({ name: 'database', status: 'problem', detail: gone.stderr.trim() });
  });
});
