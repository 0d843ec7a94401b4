import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const CLIENT = pathToFileURL(join(import.meta.dirname, '../../dist/client/index.js')).href;

/** In a separate process, to see uncaught errors. */
const PROGRAM = `
  import { createAuthClient } from ${JSON.stringify(CLIENT)};
  const uncaught = [];
  process.on('uncaughtException', ({ message }) => uncaught.push(message));
  const reply = { data: { obtainToken: { __typename: 'TokenPair', access: 'a', refresh: 'r' } } };
  const auth = createAuthClient({ url: 'https://auth.test/graphql', fetch: async () => Response.json(reply) });
  const states = [];
  auth.subscribe(() => { throw new Error('of a listener'); });
  auth.subscribe(() => states.push(auth.getState().step));
  const { step } = await auth.signIn({ username: 'x', password: 'y' });
  while (uncaught.length === 0) await new Promise((next) => setImmediate(next));
  console.log(JSON.stringify({ step, states, uncaught }));
`;

it('signs in when a listener throws and reports the error as uncaught', async () => {
  const options = ['--input-type=module', '--eval', PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  expect(JSON.parse(stdout)).toEqual({ step: 'signedIn', states: ['signedIn'], uncaught: ['of a listener'] });
});
