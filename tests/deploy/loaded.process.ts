import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const APP = join(import.meta.dirname, '../../dist/app.js');

/** Prints the address of every module that is loaded with the application. */
const LIST = `
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      console.log(url);
      return next(url, context);
    },
  });
  await import(${JSON.stringify(APP)});
  process.exit();
`;

/** What only some configurations use, and the memory of all others would hold. */
const OTHERS = [
  '/node_modules/@electric-sql/pglite/',
  '/node_modules/ioredis/',
  '/node_modules/rate-limiter-flexible/',
  '/node_modules/pino-pretty/',
  '/node_modules/@fastify/static/',
  '/node_modules/twilio/',
  '/node_modules/undici/',
  '/dist/vendors/authy/',
  '/dist/vendors/simulator/',
  '/dist/http/pages/graphiql.js',
  '/dist/cli/',
];

it('loads no provider, storage or page that the configuration does not name', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', LIST], {
    maxBuffer: 2 ** 24,
  });
  const loaded = stdout.split('\n');
  // What is in use is listed, so what is not listed is not loaded.
  expect(loaded.filter((url) => url.includes('/node_modules/pg/'))).not.toEqual([]);
  expect(loaded.filter((url) => OTHERS.some((other) => url.includes(other)))).toEqual([]);
});
