import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { checkSealedSecrets } from '../../../src/cli/doctor/secrets.checks.js';
import { loadConfig } from '../../../src/config/config.js';
import { startServer, type TestServer } from '../../setup/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

it('a key in the data folder that cannot be used is a problem for doctor, and the other checks go on', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'two-factor-sealing-'));
  writeFileSync(join(dataDir, 'secrets-key'), 'too short');
  const checks = await checkSealedSecrets(server.app.orm, loadConfig({ DATA_DIR: dataDir }));
  expect(checks).toEqual([
    {
      name: 'secrets-keys',
      status: 'problem',
      detail: expect.stringContaining(join(dataDir, 'secrets-key')),
    },
  ]);
});
