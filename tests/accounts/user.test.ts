import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataOf } from '../setup/client.js';
import { signIn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

describe('the e-mail address of a new user', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('is kept with its domain in ASCII', async () => {
    const { user } = await server.createUser({ email: 'ada@BÜCHER.example' });
    expect(user.email).toBe('ada@xn--bcher-kva.example');
  });

  it.each(['ada@example.com', " o'neil+news@mail.example.ie ", 'A.B@xn--bcher-kva.example'])(
    'that is taken is shown: %s',
    async (email) => {
      const { client } = await signIn(server, await server.createUser({ email }));
      const { me } = dataOf(await client.query<{ me: { email: string } }>('{ me { email } }'));
      expect(me.email).toBe(email.trim());
    },
  );

  it.each([
    'ada',
    'ada@localhost',
    'a.d@localhost',
    'ada@example.com\0',
    'jürgen@example.com',
    'ädä@example.com',
    'a(b)@example.com',
    'ada@-example.com',
    `${'a'.repeat(250)}@example.com`,
  ])('is refused where the API could not show it: %s', async (email) => {
    await expect(server.createUser({ email })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'email' },
    });
  });
});
