import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf } from '../setup/client.js';
import { signIn, switchOn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';
import { moduleOf } from './page.js';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

/** Runs a script of another program, which sees the exports of the block as `page`. */
async function runWith(name: string, url: string, script: string, ...args: string[]): Promise<unknown> {
  const program = `import * as page from ${JSON.stringify(moduleOf(name, url))};
    const args = process.argv.slice(1);
    console.log(JSON.stringify(await (async () => { ${script} })()));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program, ...args]);
  return JSON.parse(stdout);
}

/** How `url`, `username`, `password` and `phone` come to a script, and what to enter when a code is asked for. */
const PERSON = `const [url, username, password, phone] = args;
  const codes = async () => (await fetch(url + '/simulator/messages')).json();
  const ask = async () => (await codes()).find(({ to }) => to === phone).code;`;

describe('docs/integrate.md', () => {
  let server: TestServer;

  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** `accepted`, or the code of the refusal. */
  const verify = (token: string, audience = 'http://auth.test') =>
    runWith(
      'verify-access-token.ts',
      server.url,
      `const [issuer, audience, jwks, token] = args;
       return page.accessTokenVerifier(issuer, audience, jwks)(token).then(() => 'accepted', (e) => e.code + ' ' + e.claim);`,
      'http://auth.test',
      audience,
      `${server.url}/.well-known/jwks.json`,
      token,
    );

  it('accepts access tokens; none that is changed or for another audience', async () => {
    const { pair } = await signIn(server, await server.createUser());
    expect(await verify(pair.access)).toBe('accepted');
    expect(await verify(pair.refresh)).toBe('ERR_JWT_CLAIM_VALIDATION_FAILED typ');
    expect(await verify(pair.access, 'http://other.test')).toBe('ERR_JWT_CLAIM_VALIDATION_FAILED aud');
    const [header = '', payload = '', signature = ''] = pair.access.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody-else' })).toString('base64url');
    expect(await verify([header, changed, signature].join('.'))).toMatch(/SIGNATURE_VERIFICATION_FAILED/);
  });

  it('refuses an expired access token', async () => {
    const user = await server.createUser();
    server.passSeconds(-3600);
    const { pair } = await signIn(server, user);
    server.passSeconds(3600);
    expect(await verify(pair.access)).toBe('ERR_JWT_EXPIRED exp');
  });

  it('signs in with plain fetch, with and without a second factor', async () => {
    const user = await server.createUser();
    const script = `${PERSON}
      const { access } = await page.signIn(url + '/graphql', username, password, ask);
      return page.send(url + '/graphql', '{ me { username twoFactorEnabled } }', {}, access);`;
    const { username, password } = user;
    const signedIn = (phone: string) =>
      runWith('sign-in.ts', server.url, script, server.url, username, password, phone);
    expect(await signedIn('none')).toEqual({ me: { username, twoFactorEnabled: false } });
    const { phone } = await switchOn(server, user);
    expect(await signedIn(phone)).toEqual({ me: { username, twoFactorEnabled: true } });
  });

  it.each([
    ['Apollo Client', 'apollo-with-client.ts', 'page.client.clearStore().then(page.myUsername)'],
    [
      'urql',
      'urql.ts',
      'page.createUrqlClient().query(MeDocument, {}).toPromise().then(({ data }) => data.me?.username)',
    ],
  ])('signs in with both steps of the client package, and asks with %s', async (_name, block, asking) => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    const script = `${PERSON}
      const { signIn } = await import(args[4]);
      const { MeDocument } = await import('graphql-two-factor-auth/client');
      const myUsername = () => ${asking};
      const before = await myUsername();
      await signIn(username, password, ask);
      return [before ?? null, await myUsername()];`;
    const { username, password } = user;
    const auth = moduleOf('auth.ts', server.url);
    const asked = runWith(block, server.url, script, server.url, username, password, phone, auth);
    await expect(asked).resolves.toEqual([null, username]);
  });

  it('sends the access token with Apollo Client by hand', async () => {
    const user = await server.createUser();
    const { pair } = await signIn(server, user);
    const script = `const { gql } = await import(args[1]);
      globalThis.currentAccessToken = () => args[0];
      return (await page.client.query({ query: gql('query Me { me { username } }') })).data;`;
    const apollo = pathToFileURL(join(ROOT, 'node_modules/@apollo/client/core/index.js')).href;
    const data = await runWith('apollo.ts', server.url, script, pair.access, apollo);
    expect(data).toMatchObject({ me: { username: user.username } });
  });

  it('signs in, renews and logs out by hand beside an expired access token', async () => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    server.passSeconds(-3600);
    const { pair: expired } = await signIn(server, await server.createUser());
    server.passSeconds(3600);
    const script = `${PERSON}
      const documents = await import('graphql-two-factor-auth/client');
      globalThis.currentAccessToken = () => args[4];
      const send = async (name, variables) => {
        const { data } = await page.client.mutate({ mutation: documents[name + 'Document'], variables });
        return Object.values(data)[0];
      };
      const { challenge } = await send('ObtainToken', { username, password });
      const tooSoon = await send('ResendTwoFactorToken', { challenge }).catch((error) => error.errors[0]);
      const first = await send('VerifyTwoFactorToken', { challenge, token: await ask() });
      const { refresh } = await send('RefreshToken', { refresh: first.refresh });
      return [tooSoon.extensions.code, await send('RevokeToken', { refresh }), refresh];`;
    const person = [server.url, user.username, user.password, phone, expired.access];
    const responses = await runWith('apollo.ts', server.url, script, ...person);
    expect(responses).toEqual(['RATE_LIMITED', true, expect.any(String)]);
    const [, , refresh] = responses as [string, boolean, string];
    expect(codeOf(await server.client().refreshToken(refresh))).toBe('TOKEN_INVALID');
  });
});
