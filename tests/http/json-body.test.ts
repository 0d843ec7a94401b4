import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signIn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

describe('a body', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const QUERY = JSON.stringify({ query: '{ __typename }' });

  async function send(body: string | Buffer, headers: Record<string, string> = {}) {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    const { errors } = (await response.json()) as {
      errors?: { message: string; extensions: { code: string } }[];
    };
    return { status: response.status, code: errors?.[0]?.extensions.code, headers: response.headers };
  }

  const withBytes = (...bytes: number[]) => {
    const [before = '', after = ''] = JSON.stringify({
      query: 'query ($name: String!) { users(search: $name) { totalCount } }',
      variables: { name: '*' },
    }).split('*');
    return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
  };

  it.each([
    ['ISO-8859-1', [0xfc]],
    ['a cut sequence', [0xc3]],
    ['an overlong form', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a code point beyond Unicode', [0xf5, 0x80, 0x80, 0x80]],
  ])('with bytes of %s is refused with 400, not decoded to something else', async (_what, bytes) => {
    expect(await send(withBytes(...bytes))).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
  });

  it('in UTF-8 is read as it is', async () => {
    expect(await send(withBytes(0xc3, 0xbc))).toMatchObject({ status: 200, code: 'UNAUTHENTICATED' });
  });

  it.each([
    'application/json; charset=iso-8859-1',
    'application/json;charset="latin1"',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=utf-7',
  ])('declared as %s is refused with 415', async (type) => {
    expect(await send(QUERY, { 'content-type': type })).toMatchObject({
      status: 415,
      code: 'BAD_USER_INPUT',
    });
  });

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset=utf8',
  ])('declared as %s is read', async (type) => {
    expect(await send(QUERY, { 'content-type': type })).toMatchObject({ status: 200, code: undefined });
  });

  it.each(['gzip', 'br', 'deflate', 'identity, gzip', 'x'])(
    'with Content-Encoding %s is refused with 415 and what is accepted',
    async (encoding) => {
      const { status, code, headers } = await send(gzipSync(QUERY), { 'content-encoding': encoding });
      expect([status, code, headers.get('accept-encoding')]).toEqual([415, 'BAD_USER_INPUT', 'identity']);
    },
  );

  it('with Content-Encoding identity is read', async () => {
    expect((await send(QUERY, { 'content-encoding': 'identity' })).status).toBe(200);
  });

  it.each(['%FF', '%C3', '%ED%A0%80', '%'])('a query string with %s is refused with 400', async (bytes) => {
    const response = await fetch(`${server.url}/graphql?query={__typename}&x=${bytes}`, {
      headers: { accept: 'application/json', 'apollo-require-preflight': '1' },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('whose response the client does not accept is refused before anything runs', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const mutation = JSON.stringify({
      query: `mutation { refreshToken(refresh: "${pair.refresh}") { access } }`,
    });
    expect(await send(mutation, { accept: 'text/html' })).toMatchObject({
      status: 406,
      code: 'BAD_USER_INPUT',
    });
    server.passSeconds(60);
    // Had the first one run, this would be a second use, which ends the session.
    expect(await send(mutation, { accept: 'application/json' })).toMatchObject({
      status: 200,
      code: undefined,
    });
  });
});
