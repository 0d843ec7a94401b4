import 'reflect-metadata';
import { GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { CredentialResolver } from './resolvers/credential.resolver.js';
import { LoginResolver } from './resolvers/login.resolver.js';
import { PhoneResolver } from './resolvers/phone.resolver.js';
import { SecurityEventResolver } from './resolvers/security-event.resolver.js';
import { SessionResolver } from './resolvers/session.resolver.js';
import { UserResolver } from './resolvers/user.resolver.js';
import { ErrorCodeEnum } from './types/error-code.enum.js';

const RESOLVERS = [
  LoginResolver,
  PhoneResolver,
  CredentialResolver,
  SessionResolver,
  UserResolver,
  SecurityEventResolver,
] as const;

/** One of each. */
export type Resolvers = readonly InstanceType<(typeof RESOLVERS)[number]>[];

/**
 * The schema over these resolvers.
 *
 * @param resolvers left out, the schema describes but does not run: enough to print it
 */
export function createSchema(resolvers?: Resolvers): GraphQLSchema {
  const instances = new Map(
    resolvers?.map((resolver): [unknown, object] => [resolver.constructor, resolver]),
  );
  const schema = buildSchemaSync({
    resolvers: RESOLVERS,
    container: { get: (resolver: unknown) => instances.get(resolver) },
    validate: false,
  });
  const config = schema.toConfig();
  // TypeGraphQL makes the two root types itself and takes no description for them.
  if (config.query) config.query.description = 'What can be read.';
  if (config.mutation)
    config.mutation.description = 'What can be done: sign in, prove a phone, end sessions.';
  return new GraphQLSchema({ ...config, types: [...config.types, ErrorCodeEnum] });
}

/** The text of `schema/schema.graphql`: sorted, so that it changes only where the schema does. */
export function printSdl(): string {
  return `${printSchema(lexicographicSortSchema(createSchema()))}\n`;
}
