import type { Fixture } from '../fixture/fixture.js';
import { graphqlRequest } from '../load/http-request.js';
import { refreshChains, signInAll, signIns } from '../load/signed-in.js';
import { OUR_SERVER } from '../servers/server-process.js';
import { CONNECTIONS, type Product } from './product.js';

export function ourServer({ env, clients, databaseUrl = '' }: Fixture): Product {
  const users = clients.slice(0, CONNECTIONS);
  return {
    name: 'this server',
    program: OUR_SERVER,
    probe: { method: 'POST', path: '/graphql' },
    env,
    databaseUrl,
    prepare: async (port) => {
      const graphql = `http://127.0.0.1:${port}/graphql`;
      const accesses = await signInAll(graphql, users);
      const reads = accesses.map((access) =>
        graphqlRequest('{ me { id username email } }', undefined, access),
      );
      return {
        sessionRead: reads.map((read) => () => read),
        signIn: signIns(users),
        refresh: await refreshChains(graphql, users),
      };
    },
  };
}
