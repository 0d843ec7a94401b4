import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrations } from '../../../src/database/migrations/index.js';
import { databaseUrl, onServer } from '../../setup/global-setup.mjs';
import { cli, document, inTestFolder } from '../harness.js';

// Each process opens the database anew, and the first one makes it.

const server = process.env['TEST_DATABASE_URL'];
const all = migrations.map(({ name }) => name);

/** An empty database: on the server when there is one, otherwise in a folder of its own. */
describe('cli migrate', () => {
  const name = `test_cli_${randomUUID().replaceAll('-', '')}`;
  const env: Record<string, string> =
    server === undefined ? { DATA_DIR: inTestFolder(name) } : { DATABASE_URL: databaseUrl(server, name) };

  beforeAll(async () => {
    if (server !== undefined) await onServer(server, [`create database "${name}"`]);
  });
  afterAll(async () => {
    if (server !== undefined) await onServer(server, [`drop database if exists "${name}" with (force)`]);
  });

  it('prints what is to be done, does it once, and says that nothing is left', async () => {
    const before = await cli(['migrate', '--status', '--json'], { env });
    expect({ code: before.code, ...document(before) }).toEqual({ code: 1, pending: all });

    if (server !== undefined) {
      const early = await cli(['user', 'list', '--json'], { env });
      expect(early.code).toBe(3);
      expect(document(early)).toMatchObject({
        error: { code: 'DATABASE', message: expect.stringContaining('Run: npm run migrate') },
      });
    }
    // An embedded database is for one process at a time; a served one may meet two at once.
    const runs = await Promise.all(
      Array.from({ length: server === undefined ? 1 : 2 }, () => cli(['migrate', '--json'], { env })),
    );
    expect(runs.map(({ code }) => code)).toEqual(runs.map(() => 0));
    expect(runs.flatMap((run) => document(run)['done'])).toEqual(all);

    const after = await cli(['migrate', '--status', '--json'], { env });
    expect({ code: after.code, ...document(after) }).toEqual({ code: 0, pending: [] });
  });
});

const onServed = server === undefined ? it.skip : it;

onServed('a name that is mistyped in DATABASE_URL is reported, and becomes no database', async () => {
  const env = {
    DATABASE_URL: databaseUrl(server ?? '', `test_mistyped_${randomUUID().replaceAll('-', '')}`),
  };
  for (const attempt of ['first', 'second']) {
    const outcome = await cli(['migrate', '--json'], { env });
    expect({ attempt, code: outcome.code }).toEqual({ attempt, code: 3 });
    expect(document(outcome)).toMatchObject({
      error: { code: 'DATABASE', message: expect.stringMatching(/Correct its name in DATABASE_URL/) },
    });
  }
});
