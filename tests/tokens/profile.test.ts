import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { signIn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

/** RFC 9068, as a resource server of somebody else checks it. */
describe.each([
  ['by default', {}, 'http://auth.test', 'http://auth.test'],
  ['with an audience', { JWT_AUDIENCE: 'api' }, 'api', 'api'],
  ['with a client', { JWT_AUDIENCE: 'api', JWT_CLIENT_ID: 'web' }, 'api', 'web'],
])('an access token %s', (_what, env, audience, clientId) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer(env);
  });
  afterAll(() => server.close());

  const validate = (token: string, expected = audience) => {
    const issuer = 'http://auth.test';
    const metadata = { issuer, jwks_uri: 'https://auth.test/.well-known/jwks.json' };
    const request = new Request('https://api.test/', { headers: { authorization: `Bearer ${token}` } });
    return oauth.validateJwtAccessToken(metadata, request, expected, {
      // The validator takes keys over TLS only.
      [oauth.customFetch]: () => fetch(`${server.url}/.well-known/jwks.json`),
    });
  };

  it('is taken by an outside validator of RFC 9068, and names its client', async () => {
    const user = await server.createUser();
    const { pair } = await signIn(server, user);
    expect(await validate(pair.access)).toMatchObject({
      sub: user.user.id,
      client_id: clientId,
      aud: audience,
    });
  });

  it('is refused by it for another audience, and a refresh token always', async () => {
    const { pair } = await signIn(server, await server.createUser());
    await expect(validate(pair.access, 'somebody else')).rejects.toThrow('"aud"');
    await expect(validate(pair.refresh)).rejects.toThrow('"typ"');
    expect(decodeJwt(pair.refresh)).not.toHaveProperty('client_id');
  });
});
