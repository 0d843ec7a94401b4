import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MeDocument } from '../../../client/index.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createPerson, createSignedIn } from '../harness.js';

/** Later the server treats a repeated token as theft. */
const GRACE_SECONDS = 10;

/** Values of a field that are no pair. */
const ODD_RESPONSES: [name: string, field: unknown][] = [
  ['no field', undefined],
  ['null', null],
  ['a sentence', 'Done.'],
  ['an object without tokens', {}],
  ['tokens that are no text', { access: 1, refresh: 2 }],
];

describe('a response without the requested field', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it.each(ODD_RESPONSES)(
    'fails a renewal with NOT_GRAPHQL and marks the token as used: %s',
    async (_name, field) => {
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
    },
  );

  it.each(ODD_RESPONSES)('fails a sign-in with NOT_GRAPHQL: %s', async (_name, field) => {
    const { auth, wire } = createPerson(server);
    wire.once('obtainToken', async () => Response.json({ data: { obtainToken: field } }));
    const signedIn = auth.signIn({ username: 'somebody', password: 'a password' });
    await expect(signedIn).rejects.toMatchObject({ name: 'AuthError', code: 'NOT_GRAPHQL' });
    expect(auth.getState()).toEqual({ step: 'signIn' });
  });
});
