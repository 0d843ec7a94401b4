import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MeDocument } from '../../client/index.js';
import { startServer, type TestServer } from '../helpers/server.js';
import { createPerson, createSignedIn } from './harness.js';

/** After it the server takes the return of a token for theft. */
const GRACE_SECONDS = 10;

/** What looks like GraphQL and holds no pair, in place of what a field answers. */
const ODD_ANSWERS: [name: string, field: unknown][] = [
  ['no field', undefined],
  ['null', null],
  ['a sentence', 'Done.'],
  ['an object without tokens', {}],
  ['tokens that are no text', { access: 1, refresh: 2 }],
];

describe('an answer without what was asked for', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it.each(ODD_ANSWERS)('is NOT_GRAPHQL to a renewal, which may have been made: %s', async (_name, field) => {
    const { auth, wire } = await createSignedIn(server);
    server.passSeconds(360);
    wire.once('refreshToken', async (send) => {
      await send();
      return Response.json({ data: { refreshToken: field } });
    });
    for (let tries = 1; tries < 3; tries += 1)
      wire.once('refreshToken', async () => Response.json({ data: { refreshToken: field } }));
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({
      name: 'AuthError',
      code: 'NOT_GRAPHQL',
    });
    expect(auth.getState().step).toBe('signedIn');
    server.passSeconds(GRACE_SECONDS + 1);
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({ code: 'TOKEN_REUSED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'expired' });
  });

  it.each(ODD_ANSWERS)('is NOT_GRAPHQL to a sign-in: %s', async (_name, field) => {
    const { auth, wire } = createPerson(server);
    wire.once('obtainToken', async () => Response.json({ data: { obtainToken: field } }));
    const signedIn = auth.signIn({ username: 'somebody', password: 'a password' });
    await expect(signedIn).rejects.toMatchObject({ name: 'AuthError', code: 'NOT_GRAPHQL' });
    expect(auth.getState()).toEqual({ step: 'signIn' });
  });
});
