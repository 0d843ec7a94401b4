import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { PASSWORD } from '../fixture/fixture.js';
import { httpRequest } from '../load/http-request.js';
import { CONNECTIONS, post, type Product } from './product.js';

const APPLICATION = { 'x-parse-application-id': 'bench' };
const VIEWER = '{ viewer { user { id username email } } }';

export function parseServer(databaseUrl: string): Product {
  return {
    name: 'Parse Server',
    program: { script: join(import.meta.dirname, 'parse.server.mjs') },
    probe: { method: 'GET', path: '/parse/health' },
    // Its logger is made before its options are read, and would write into the current folder.
    env: { DATABASE_URL: databaseUrl, PARSE_SERVER_LOGS_FOLDER: 'null' },
    databaseUrl,
    prepare: async (port) => {
      const users = [];
      // The first user makes the class, which two at once would do twice.
      for (let index = 0; index < CONNECTIONS; index += 1) users.push(await signUp(port));
      return {
        sessionRead: users.map(
          ({ read }) =>
            () =>
              read,
        ),
        signIn: users.map(
          ({ signIn }) =>
            () =>
              signIn,
        ),
      };
    },
  };
}

async function signUp(port: number): Promise<{ read: Buffer; signIn: Buffer }> {
  const username = randomUUID();
  const user = { username, email: `${username}@example.com`, password: PASSWORD };
  const response = await post(`http://127.0.0.1:${port}/parse/users`, user, {
    ...APPLICATION,
    'x-parse-revocable-session': '1',
  });
  const { sessionToken } = (await response.json()) as { sessionToken: string };
  return {
    read: httpRequest('POST', '/graphql', {
      headers: { ...APPLICATION, 'x-parse-session-token': sessionToken },
      body: { query: VIEWER },
    }),
    signIn: httpRequest('POST', '/parse/login', {
      headers: APPLICATION,
      body: { username, password: PASSWORD },
    }),
  };
}
