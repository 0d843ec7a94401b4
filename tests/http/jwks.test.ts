import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signIn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

const run = promisify(execFile);

/** Another service, in another process, that knows nothing of us but the address of our keys. */
const VERIFIER = `
  import { createRemoteJWKSet, jwtVerify } from 'jose';
  const [jwks, token] = process.argv.slice(1);
  const { payload, protectedHeader } = await jwtVerify(token, createRemoteJWKSet(new URL(jwks)), {
    issuer: 'http://auth.test', audience: 'http://auth.test', typ: 'at+jwt', algorithms: ['ES256'],
  });
  console.log(JSON.stringify({ payload, protectedHeader }));
`;

describe('/.well-known/jwks.json', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const verify = (token: string) =>
    run(process.execPath, [
      '--input-type=module',
      '--eval',
      VERIFIER,
      `${server.url}/.well-known/jwks.json`,
      token,
    ]);

  it('lets any RFC 9068 library verify an access token from outside', async () => {
    const user = await server.createUser();
    const { pair } = await signIn(server, user);
    const { stdout } = await verify(pair.access);
    const { payload, protectedHeader } = JSON.parse(stdout) as { payload: object; protectedHeader: object };
    expect(payload).toEqual({
      iss: 'http://auth.test',
      aud: 'http://auth.test',
      client_id: 'http://auth.test',
      sub: user.user.id,
      sid: expect.any(String),
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
      auth_time: expect.any(Number),
      acr: 'aal1',
      amr: ['pwd'],
    });
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) });
  });

  it('does not make a refresh token pass for an access token', async () => {
    const { pair } = await signIn(server, await server.createUser());
    await expect(verify(pair.refresh)).rejects.toThrow(/ERR_JWT_CLAIM_VALIDATION_FAILED|unexpected "typ"/);
  });

  it('publishes public halves only, cacheable and readable from any origin', async () => {
    const response = await fetch(`${server.url}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: object[] };
    expect(keys).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        x: expect.any(String),
        y: expect.any(String),
        kid: expect.any(String),
        alg: 'ES256',
        use: 'sig',
      },
    ]);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cache-control')).toContain('max-age');
  });
});
