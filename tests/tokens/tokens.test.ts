import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { User } from '../../src/accounts/user.entity.js';
import { codeOf, dataOf, type Pair } from '../setup/client.js';
import { signIn, switchOn, waitingLogin } from '../setup/flows.js';
import { newPhone, PASSWORD, startServer, type TestServer } from '../setup/server.js';

type Json = Record<string, unknown>;

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

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
    return signed({ ...header, ...changedHeader }, { ...claims, ...changedClaims }, signer);
  }

  function signed(header: Json, claims: Json, signer: KeyObject = key): string {
    const input = `${encode(header)}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(input), { key: signer, dsaEncoding: 'ieee-p1363' });
    return `${input}.${signature.toString('base64url')}`;
  }

  const meWith = async (token: string) => server.client().as(token).me();

  it('signed by this key with nothing changed is valid', async () => {
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
    for (const extra of [{}, { jwk }, { jwk, kid: undefined }])
      expect(codeOf(await meWith(forge(extra, {}, stranger.privateKey)))).toBe('UNAUTHENTICATED');
  });

  it.each(['jku', 'x5u'])(
    'that names an address of keys in %s is refused, and nobody calls there',
    async (name) => {
      let calls = 0;
      const keys = createServer((_request, response) => {
        calls += 1;
        response.end('{"keys":[]}');
      }).listen(0, '127.0.0.1');
      await once(keys, 'listening');
      const url = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/keys`;
      const codes: (string | undefined)[] = [];
      for (const kid of [header['kid'], 'unknown', undefined])
        codes.push(codeOf(await meWith(forge({ [name]: url, kid }))));
      // A call that was not waited for would be there by now.
      await fetch(url);
      keys.close().closeAllConnections();
      expect(codes).toEqual(Array(3).fill('UNAUTHENTICATED'));
      expect(calls).toBe(1);
    },
  );

  it('with the path of a key as kid is refused: no file is read', async () => {
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const kid = join(process.env['TEST_FOLDER'] ?? '', 'stranger.pem');
    writeFileSync(kid, stranger.publicKey.export({ type: 'spki', format: 'pem' }));
    expect(codeOf(await meWith(forge({ kid }, {}, stranger.privateKey)))).toBe('UNAUTHENTICATED');
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
      const client = server.client().as(forge({}, { [name]: undefined }));
      // This one looks for no user, who could not be found either; and what was verified before is remembered.
      for (let time = 0; time < 2; time++)
        expect(codeOf(await client.query('{ __typename }'))).toBe('UNAUTHENTICATED');
    },
  );

  it('of another issuer or audience, or of another time, is refused', async () => {
    const now = Math.floor(server.now().getTime() / 1000);
    for (const change of [
      { iss: 'https://other.example' },
      { aud: 'https://other.example' },
      { aud: [] },
      { aud: ['https://other.example'] },
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
    // The clocks of servers differ by seconds.
    for (const change of [{ exp: now - 20 }, { iat: now + 20 }, { nbf: now + 20 }])
      expect(codeOf(await meWith(forge({}, change)))).toBeUndefined();
  });

  it('of a user that is not there, or of a session that cannot be, is refused', async () => {
    const other = '00000000-0000-4000-8000-000000000000';
    for (const change of [{ sub: other }, { sub: other, sid: other }, { sub: 'x' }, { sid: 'no uuid' }])
      expect(codeOf(await meWith(forge({}, change)))).toBe('UNAUTHENTICATED');
  });

  it.each(['a.b', 'a.b.c.d', '...', 'Bearer', '%%%', 'bnVsbA.e30.x'])(
    'of the form %s is refused',
    async (token) => {
      expect(codeOf(await meWith(token))).toBe('UNAUTHENTICATED');
    },
  );

  it('well signed but of 8 KiB, of four parts or in another spelling is refused', async () => {
    const long = forge({}, { pad: 'x'.repeat(6000) });
    expect(long.length).toBeGreaterThan(8192);
    expect(codeOf(await meWith(long))).toBe('UNAUTHENTICATED');
    for (const rest of ['.', '.x', '=', '=='])
      expect(codeOf(await meWith(`${forge()}${rest}`))).toBe('UNAUTHENTICATED');
    // Four bits of the last of 86 characters mean nothing, and a lenient decoder takes any.
    const token = forge();
    const last = BASE64URL.indexOf(token.at(-1) ?? '');
    const same = `${token.slice(0, -1)}${BASE64URL[last + 1]}`;
    expect(Buffer.from(same.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(token.split('.')[2] ?? '', 'base64url'),
    );
    expect(codeOf(await meWith(same))).toBe('UNAUTHENTICATED');
  });

  it('that is not a Bearer token is refused', async () => {
    const query = '{ me { id } }';
    for (const authorization of [`Basic ${pair.access}`, pair.access, `Bearer ${pair.access}, Bearer x`])
      expect(codeOf(await server.client().post({ query }, { authorization }))).toBe('UNAUTHENTICATED');
  });

  it('of a user who was deleted is refused at once, and so is the refresh token', async () => {
    const { user } = await server.createUser();
    const deleted = await signIn(server, { user, username: user.username, password: PASSWORD });
    await server.app.orm.em.fork().nativeDelete(User, { id: user.id });
    // This one does not look for the user.
    expect(codeOf(await deleted.client.query('mutation { revokeOtherSessions }'))).toBe('UNAUTHENTICATED');
    expect(codeOf(await deleted.client.me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.client().refreshToken(deleted.pair.refresh))).toBe('TOKEN_INVALID');
  });

  it('of a user who was deactivated behind the back of this server opens nothing', async () => {
    const user = await server.createUser({ isStaff: true });
    const { client, pair } = await signIn(server, user);
    await server.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, { isActive: false });
    expect(codeOf(await client.me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await client.query('{ users { totalCount } }'))).toBe('UNAUTHENTICATED');
    expect(codeOf(await client.verifyPhone(newPhone()))).toBe('UNAUTHENTICATED');
    expect(codeOf(await client.registerPhone(newPhone(), '123456'))).toBe('UNAUTHENTICATED');
    expect(codeOf(await client.disableTwoFactor())).toBe('UNAUTHENTICATED');
    expect(codeOf(await client.changePassword(user.password, 'another long password'))).toBe(
      'UNAUTHENTICATED',
    );
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_INVALID');
  });

  it('from before the second factor was switched on is refused by all operations', async () => {
    const user = await server.createUser();
    const before = await signIn(server, user);
    await switchOn(server, user);
    expect(codeOf(await before.client.query('mutation { revokeOtherSessions }'))).toBe('UNAUTHENTICATED');
  });

  it('is refused on public operations too, with 401 and WWW-Authenticate', async () => {
    const response = await server.client().as('not a token').query('{ __typename }');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('invalid_token');
    expect(response.data).toBeUndefined();
  });

  it('is no different from a refresh token in what it must have', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const header = decodeProtectedHeader(pair.refresh);
    const claims = decodeJwt(pair.refresh);
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const unsigned = `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`;
    const changes = ['exp', 'iat', 'iss', 'aud', 'sub', 'sid', 'jti'].map((name) => ({ [name]: undefined }));
    const forged = [{ iss: 'https://other.example' }, { exp: 1 }, ...changes].map((change) =>
      signed(header, { ...claims, ...change }),
    );
    for (const refresh of [unsigned, signed(header, claims, stranger.privateKey), ...forged])
      expect(codeOf(await server.client().refreshToken(refresh))).toBe('TOKEN_INVALID');
    expect(codeOf(await server.client().refreshToken(signed(header, claims)))).toBeUndefined();
  });

  it('is refused after its time, also when it was valid before', async () => {
    const { client } = await signIn(server, await server.createUser());
    expect(dataOf(await client.me()).me).not.toBeNull();
    server.passSeconds(305);
    expect(codeOf(await client.me())).toBeUndefined();
    server.passSeconds(26);
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
    expect(dataOf(await client.as(pair.access).me()).me).not.toBeNull();
  });
});
