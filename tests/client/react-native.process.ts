import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '../setup/server.js';

const CLIENT = pathToFileURL(join(import.meta.dirname, '../../dist/client/index.js')).href;

/** APIs that React Native or Safari 14 lack, as far as `fetch` of Node.js works without them. */
const REMOVE_NEWER_APIS = `
  for (const [owner, names] of [
    [AbortSignal, ['timeout', 'any']],
    [AbortSignal.prototype, ['throwIfAborted']],
    [globalThis, ['structuredClone', 'atob', 'btoa', 'crypto', 'navigator', 'BroadcastChannel']],
    [Array.prototype, ['at', 'findLast', 'toReversed', 'toSorted', 'with']],
    [String.prototype, ['at', 'replaceAll', 'isWellFormed']],
    [Object, ['groupBy', 'hasOwn']],
    [Promise, ['withResolvers', 'try']],
    [Response, ['json']],
  ])
    for (const name of names)
      Object.defineProperty(owner, name, { value: undefined, configurable: true, writable: true });`;

const program = (steps: string) => `
  ${REMOVE_NEWER_APIS}
  const { createAuthClient, MeDocument } = await import(${JSON.stringify(CLIENT)});
  const [url, username, password] = process.argv.slice(1);
  ${steps}`;

describe('the client package in React Native and older Safari', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  async function run(steps: string, ...args: string[]): Promise<unknown> {
    const options = ['--input-type=module', '--eval', program(steps), `${server.url}/graphql`, ...args];
    const { stdout } = await promisify(execFile)(process.execPath, options);
    return JSON.parse(stdout);
  }

  it('signs in, sends requests, renews and signs out', async () => {
    const { username, password } = await server.createUser();
    const steps = `
      const auth = createAuthClient({ url });
      const { userId } = await auth.signIn({ username, password });
      const { me } = await auth.request(MeDocument, {});
      const before = await auth.accessToken();
      const after = await auth.renew(before);
      const headers = { 'content-type': 'application/json' };
      const response = await auth.fetch(url, { method: 'POST', headers, body: '{"query":"{ me { id } }"}' });
      const { data } = JSON.parse(await response.text());
      await auth.signOut();
      console.log(JSON.stringify([me.username, userId === data.me.id, after !== before, auth.getState()]));`;
    const signedOut = { step: 'signIn', reason: 'signedOut' };
    await expect(run(steps, username, password)).resolves.toEqual([username, true, true, signedOut]);
  });

  it('throws NETWORK_ERROR when the server does not respond in time', async () => {
    const steps = `
      const auth = createAuthClient({ url, timeoutMs: 50, fetch: () => new Promise(() => undefined) });
      const { code, cause } = await auth.signIn({ username: 'a', password: 'b' }).catch((error) => error);
      console.log(JSON.stringify([code, cause.name]));`;
    await expect(run(steps)).resolves.toEqual(['NETWORK_ERROR', 'TimeoutError']);
  });
});
