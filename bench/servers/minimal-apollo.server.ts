/**
 * What most people would build: Apollo Server on Fastify with its usual integration, the same schema, the same check
 * of the token, the same row. No security headers, no limits, no log.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import { fastify } from 'fastify';
import { userIdOf } from './token-check.js';
import { findUser } from './user-row.js';

interface Context {
  readonly userId: string | null;
}

const apollo = new ApolloServer<Context>({
  typeDefs: readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8'),
  resolvers: {
    Query: {
      me: (_parent: unknown, _args: unknown, { userId }: Context) =>
        userId === null ? null : findUser(userId),
    },
  },
});
await apollo.start();
const server = fastify();
await server.register(fastifyApollo(apollo), {
  context: async (request) => ({ userId: userIdOf(request.headers.authorization) }),
});
await server.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
process.once('SIGTERM', () => process.exit(0));
