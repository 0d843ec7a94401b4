import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { PASSWORD } from '../fixture/fixture.js';
import { httpRequest } from '../load/http-request.js';
import { BCRYPT_COST, CONNECTIONS, post, type Product, type Requests } from './product.js';

/** @param refreshing whether each read of a session makes it last longer: the nearest that it has to a refresh */
export function betterAuth(databaseUrl: string, { refreshing }: { refreshing: boolean }): Product {
  return {
    name: refreshing ? 'better-auth, updateAge 0' : 'better-auth',
    program: { script: join(import.meta.dirname, 'better-auth.server.mjs') },
    probe: { method: 'GET', path: '/api/auth/ok' },
    env: {
      DATABASE_URL: databaseUrl,
      BCRYPT_COST: String(BCRYPT_COST),
      ...(refreshing && { UPDATE_AGE: '0' }),
    },
    databaseUrl,
    prepare: async (port) => {
      const requests = await Promise.all(Array.from({ length: CONNECTIONS }, () => signUp(port)));
      const reads = requests.map(
        ({ read }) =>
          () =>
            read,
      );
      return {
        sessionRead: reads,
        signIn: requests.map(
          ({ signIn }) =>
            () =>
              signIn,
        ),
        ...(refreshing && { refresh: reads }),
      } satisfies Requests;
    },
  };
}

async function signUp(port: number): Promise<{ read: Buffer; signIn: Buffer }> {
  const origin = `http://127.0.0.1:${port}`;
  const email = `${randomUUID()}@example.com`;
  const user = { name: 'bench', email, password: PASSWORD };
  const response = await post(`${origin}/api/auth/sign-up/email`, user, { origin });
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  // It replies 200 and `null` to a session that it does not know.
  const session = await fetch(`${origin}/api/auth/get-session`, { headers: { cookie } });
  if (!(await session.text()).includes(email)) throw new Error('better-auth does not know its session.');
  return {
    read: httpRequest('GET', '/api/auth/get-session', { headers: { cookie } }),
    signIn: httpRequest('POST', '/api/auth/sign-in/email', {
      headers: { origin },
      body: { email, password: PASSWORD },
    }),
  };
}
