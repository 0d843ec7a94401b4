import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { codeOf, type Pair } from '../helpers/client.js';
import { signIn, waitingLogin } from '../helpers/flows.js';
import { startServer, type TestServer } from '../helpers/server.js';

type Json = Record<string, unknown>;

/** Forged, borrowed and broken tokens: RFC 8725, OWASP ASVS 5.0 V9. */
describe('an access token', () => {
  let server: TestServer;
  let key: KeyObject;
  let pair: Pair;
  let header: Json;
  let claims: Json;

  beforeAll(async () => {
    server = await startServer();
    const folders = readdirSync(process.env['TEST_FOLDER'] ?? '', { recursive: true, encoding: 'utf8' });
    ({ pair } = await signIn(server, await server.createUser()));
    header = decodeProtectedHeader(pair.access);
    claims = decodeJwt(pair.access);
    const pems = folders
      .filter((file) => file.endsWith('signing-key.pem'))
      .map((file) => join(process.env['TEST_FOLDER'] ?? '', file));
    const jwks = (await (await fetch(`${server.url}/.well-known/jwks.json`)).json()) as { keys: Json[] };
    const { createPrivateKey } = await import('node:crypto');
    const own = pems
      .map((file) => createPrivateKey(readFileSync(file)))
      .find((candidate) => createPublicKey(candidate).export({ format: 'jwk' }).x === jwks.keys[0]?.['x']);
    if (!own) throw new Error('The key of this server was not found.');
    key = own;
  });
  afterAll(() => server.close());

  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

  function forge(changedHeader: Json = {}, changedClaims: Json = {}, signer: KeyObject = key): string {
    const input = `${encode({ ...header, ...changedHeader })}.${encode({ ...claims, ...changedClaims })}`;
    const signature = sign('sha256', Buffer.from(input), { key: signer, dsaEncoding: 'ieee-p1363' });
    return `${input}.${signature.toString('base64url')}`;
  }

  const meWith = async (token: string) => server.client().as(token).me();

  it('signed by this key with nothing changed is good, so that what follows is refused for its change alone', async () => {
    const { data } = await meWith(forge());
    expect(data?.me).toMatchObject({ id: claims['sub'] });
  });

  it.each(['none', 'None', 'NONE', 'nOnE'])('with alg %s is refused', async (alg) => {
    const unsigned = `${encode({ ...header, alg })}.${encode(claims)}.`;
    expect(codeOf(await meWith(unsigned))).toBe('UNAUTHENTICATED');
    expect(codeOf(await meWith(forge({ alg })))).toBe('UNAUTHENTICATED');
  });

  it('signed by HMAC with the public key as secret is refused', async () => {
    for (const secret of [
      createPublicKey(key).export({ type: 'spki', format: 'pem' }),
      createPublicKey(key).export({ type: 'spki', format: 'der' }),
    ]) {
      const input = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`;
      const signature = createHmac('sha256', secret).update(input).digest('base64url');
      expect(codeOf(await meWith(`${input}.${signature}`))).toBe('UNAUTHENTICATED');
    }
  });

  it('signed by a stranger’s key is refused, also when it brings that key along', async () => {
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = stranger.publicKey.export({ format: 'jwk' });
    for (const extra of [{}, { jwk }, { jku: 'http://127.0.0.1:9/jwks' }, { x5u: 'http://127.0.0.1:9/x5u' }])
      expect(codeOf(await meWith(forge(extra, {}, stranger.privateKey)))).toBe('UNAUTHENTICATED');
  });

  it.each(['../../etc/passwd', '/dev/null', '', "' or 1=1 --", 'unknown', 7, null])(
    'with kid %j is refused',
    async (kid) => {
      expect(codeOf(await meWith(forge({ kid })))).toBe('UNAUTHENTICATED');
    },
  );

  it.each([
    { crit: ['exp'] },
    { crit: ['b64'], b64: false },
    { jku: 'x' },
    { x5c: [] },
    { typ: 'JWT' },
    { typ: 'rt+jwt' },
    { typ: undefined },
  ])('well signed but with header %j is refused', async (extra) => {
    expect(codeOf(await meWith(forge(extra)))).toBe('UNAUTHENTICATED');
  });

  it.each(['exp', 'iat', 'iss', 'aud', 'sub', 'sid', 'jti', 'auth_time', 'amr'])(
    'without %s is refused',
    async (name) => {
      expect(codeOf(await meWith(forge({}, { [name]: undefined })))).toBe('UNAUTHENTICATED');
    },
  );

  it('of another issuer or audience, or of another time, is refused', async () => {
    const now = Math.floor(server.now().getTime() / 1000);
    for (const change of [
      { iss: 'https://other.example' },
      { aud: 'https://other.example' },
      { aud: [] },
      { exp: now - 31 },
      { exp: 'tomorrow' },
      { exp: 1e308 },
      { iat: now + 60 },
      { nbf: now + 60 },
    ])
      expect({ change, code: codeOf(await meWith(forge({}, change))) }).toEqual({
        change,
        code: 'UNAUTHENTICATED',
      });
    expect(codeOf(await meWith(forge({}, { exp: now - 5 })))).toBeUndefined();
  });

  it('of a user that is not there, or of a session that cannot be, is refused', async () => {
    const other = '00000000-0000-4000-8000-000000000000';
    for (const change of [{ sub: other }, { sub: other, sid: other }, { sub: 'x' }, { sid: 'no uuid' }])
      expect(codeOf(await meWith(forge({}, change)))).toBe('UNAUTHENTICATED');
  });

  it.each(['a.b', 'a.b.c.d', '...', 'Bearer', '%%%', `${'A'.repeat(8192)}.e30.x`])(
    'of the form %.20s is refused',
    async (token) => {
      expect(codeOf(await meWith(token))).toBe('UNAUTHENTICATED');
    },
  );

  it('is refused on public operations too, with 401 and WWW-Authenticate', async () => {
    const answer = await server.client().as('not a token').query('{ __typename }');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
    expect(answer.data).toBeUndefined();
  });

  it('is refused after its time, also when it was good before', async () => {
    const { client } = await signIn(server, await server.createUser());
    expect((await client.me()).data?.me).not.toBeNull();
    server.passSeconds(331);
    expect(codeOf(await client.me())).toBe('UNAUTHENTICATED');
  });
});

describe('access token, refresh token and challenge', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('never work in one another’s place', async () => {
    const { challenge, client } = await waitingLogin(server);
    const { pair } = await signIn(server, await server.createUser());
    expect(codeOf(await client.as(pair.refresh).me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await client.as(challenge).me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await client.refreshToken(pair.access))).toBe('TOKEN_INVALID');
    expect(codeOf(await client.refreshToken(challenge))).toBe('TOKEN_INVALID');
    expect(codeOf(await client.verifyTwoFactorToken({ challenge: pair.access, token: '123456' }))).toBe(
      'CHALLENGE_EXPIRED',
    );
    expect(codeOf(await client.verifyTwoFactorToken({ challenge: pair.refresh, token: '123456' }))).toBe(
      'CHALLENGE_EXPIRED',
    );
    expect((await client.revokeToken(pair.access)).data?.revokeToken).toBe(false);
    expect((await client.as(pair.access).me()).data?.me).not.toBeNull();
  });
});
