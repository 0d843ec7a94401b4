import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { type GraphQLError, type GraphQLSchema, Kind } from 'graphql';
import { ServiceError } from '../core/service-error.js';
import type { Logger } from '../core/logger.js';
import type { GraphQLContext } from './context.js';
import { ContextError } from './context-error.js';
import { createErrorFormatter } from './error-format.js';
import { createDocumentStore, nameByText, SOURCES } from './known-documents.js';
import { knownOperationType } from './known-operation-type.js';
import { MAX_TOKENS } from './document-limits.js';
import { checkLimits, reportExcesses } from './limits-first.js';
import { rememberLanguage } from './request-language.js';

/** One more follows, which says that there may be others: five errors in a response at most. */
const MAX_VALIDATION_ERRORS = 4;

export interface GraphQLOptions {
  introspection: boolean;
  logger: Logger;
  plugins?: ApolloServerPlugin<GraphQLContext>[];
}

/** Apollo Server without the features that a login server does not need. */
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
    persistedQueries: { cache: SOURCES },
    documentStore: createDocumentStore(),
    validationRules: [reportExcesses, knownOperationType],
    validationOptions: { maxErrors: MAX_VALIDATION_ERRORS },
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    stringifyResult: JSON.stringify,
    stopOnTerminationSignals: false,
    formatError: createErrorFormatter(logger),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      refusals(logger),
      ...plugins,
    ],
  });
}

/**
 * What every request goes through, in one plugin: each one more costs every request its promises.
 *
 * - Translates errors into the language of their request, and sets `Content-Language`.
 * - Copies `retryAfter` to the `Retry-After` header, for proxies and clients that read it there (RFC 9110, 10.2.3).
 * - Logs a line for each refusal. Refusals by a limit make at most one security event in a time window: a row for each
 *   try would let an attacker fill the disk.
 */
function refusals(logger: Logger): ApolloServerPlugin<GraphQLContext> {
  const log = (cause: unknown, details: object) => {
    if (!(cause instanceof ServiceError)) return;
    const { code, limit } = cause;
    logger.info({ refusal: { code, limit, ...details } }, 'refused');
  };
  const listener: GraphQLRequestListener<GraphQLContext> = {
    validationDidStart: async (request) => checkLimits(request),
    async didEncounterErrors({ errors, contextValue: { scope, requestLanguage } }) {
      const { ipAddress, viewer } = scope;
      const who = { ipAddress, ...(viewer && { userId: viewer.userId }) };
      for (const error of errors) {
        rememberLanguage(error, requestLanguage);
        log(unwrapResolverError(error), { field: fieldOf(error), ...who });
      }
    },
    async willSendResponse({ response: { body, http }, contextValue }) {
      const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
      const waits = errors
        ?.map(({ extensions }) => Number(extensions?.['retryAfter']))
        .filter((wait) => wait > 0);
      if (waits && waits.length > 0) http.headers.set('retry-after', String(Math.max(...waits)));
      const language = contextValue.requestLanguage.spokenLanguage;
      if (language) http.headers.set('content-language', language);
    },
  };
  const started = Promise.resolve(listener);
  return {
    contextCreationDidFail: async ({ error }) => {
      if (error instanceof ContextError) log(error.thrown, { ipAddress: error.scope.ipAddress });
    },
    requestDidStart: ({ request }) => {
      nameByText(request);
      return started;
    },
  };
}

/** The name in the schema. The path has the alias, which the client chose. */
function fieldOf({ nodes }: GraphQLError): string | undefined {
  const node = nodes?.[0];
  return node?.kind === Kind.FIELD ? node.name.value : undefined;
}
