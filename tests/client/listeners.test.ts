import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const CLIENT = pathToFileURL(join(import.meta.dirname, '../../dist/client/index.js')).href;

/** In a program of its own, which hears of errors that nobody caught. */
const PROGRAM = `
  import { createAuthClient } from ${JSON.stringify(CLIENT)};
  const uncaught = [];
  process.on('uncaughtException', ({ message }) => uncaught.push(message));
  const reply = { data: { obtainToken: { __typename: 'TokenPair', access: 'a', refresh: 'r' } } };
  const auth = createAuthClient({ url: 'https://auth.test/graphql', fetch: async () => Response.json(reply) });
  const told = [];
  auth.subscribe(() => { throw new Error('of a listener'); });
  auth.subscribe(() => told.push(auth.getState().step));
  const { step } = await auth.signIn({ username: 'x', password: 'y' });
  await new Promise((next) => setImmediate(next));
  console.log(JSON.stringify({ step, told, uncaught }));
`;

it('signs in and tells the others when a listener throws, and does not hide what it threw', async () => {
  const options = ['--input-type=module', '--eval', PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  expect(JSON.parse(stdout)).toEqual({ step: 'signedIn', told: ['signedIn'], uncaught: ['of a listener'] });
});
