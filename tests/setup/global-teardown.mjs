import { rmSync } from 'node:fs';
import { onServer } from './global-setup.mjs';

export default async function teardown() {
  rmSync(process.env.TEST_FOLDER, { recursive: true, force: true });
  if (process.env.TEST_TEMPLATE)
    await onServer(process.env.TEST_DATABASE_URL, [`drop database if exists "${process.env.TEST_TEMPLATE}"`]);
}
