import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { type GraphQLError, type GraphQLSchema, Kind } from 'graphql';
import { ServiceError } from '../services/errors.js';
import type { Logger } from '../services/security-log.service.js';
import type { GraphQLContext } from './context.js';
import { ContextError } from './context-error.js';
import { createErrorFormatter } from './errors.js';
import { knownOperationType } from './known-operation-type.js';
import { limitDocument, MAX_TOKENS } from './limits.js';
import { rememberReader } from './messages/reader.js';

export interface GraphQLOptions {
  introspection: boolean;
  logger: Logger;
  plugins?: ApolloServerPlugin<GraphQLContext>[];
}

/** Apollo Server, with everything off that a login server has no use for. */
export function createGraphQLServer(
  schema: GraphQLSchema,
  { introspection, logger, plugins = [] }: GraphQLOptions,
) {
  return new ApolloServer<GraphQLContext>({
    schema,
    introspection,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    persistedQueries: false,
    validationRules: [limitDocument, knownOperationType],
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    stringifyResult: JSON.stringify,
    stopOnTerminationSignals: false,
    formatError: createErrorFormatter(logger),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      retryAfterHeader,
      messageLanguage,
      logRefusals(logger),
      ...plugins,
    ],
  });
}

/** Says `retryAfter` in HTTP's own words too, for proxies and clients that look there (RFC 9110, 10.2.3). */
const retryAfterHeader: ApolloServerPlugin = {
  requestDidStart: async () => ({
    async willSendResponse({ response: { body, http } }) {
      const errors = (body.kind === 'single' && body.singleResult.errors) || [];
      const waits = errors
        .map(({ extensions }) => Number(extensions?.['retryAfter']))
        .filter((wait) => wait > 0);
      if (waits.length > 0) http.headers.set('retry-after', String(Math.max(...waits)));
    },
  }),
};

/** Lets errors be said in the language of their request, and names the language of what was said. */
const messageLanguage: ApolloServerPlugin<GraphQLContext> = {
  requestDidStart: async () => ({
    async didEncounterErrors({ errors, contextValue }) {
      for (const error of errors) rememberReader(error, contextValue.reader);
    },
    async willSendResponse({ response: { http }, contextValue }) {
      const language = contextValue.reader.spokenLanguage;
      if (language) http.headers.set('content-language', language);
    },
  }),
};

/**
 * A line for each refusal, those of limits and of codes that ended included. They make no security event, or one
 * a window: a row for every try beyond a limit would let whoever makes them fill the disk.
 */
function logRefusals(logger: Logger): ApolloServerPlugin<GraphQLContext> {
  const log = (cause: unknown, details: object) => {
    if (cause instanceof ServiceError) logger.info({ refusal: { code: cause.code, ...details } }, 'refused');
  };
  return {
    contextCreationDidFail: async ({ error }) => {
      if (error instanceof ContextError) log(error.thrown, { ipAddress: error.scope.ipAddress });
    },
    requestDidStart: async () => ({
      async didEncounterErrors({ errors, contextValue: { scope } }) {
        const { ipAddress, viewer } = scope;
        const who = { ipAddress, ...(viewer && { userId: viewer.userId }) };
        for (const error of errors) log(unwrapResolverError(error), { field: fieldOf(error), ...who });
      },
    }),
  };
}

/** By its name in the schema: the path has the alias, which is what somebody typed. */
function fieldOf({ nodes }: GraphQLError): string | undefined {
  const node = nodes?.[0];
  return node?.kind === Kind.FIELD ? node.name.value : undefined;
}
