import { unwrapResolverError } from '@apollo/server/errors';
import { type ASTNode, GraphQLError, type GraphQLFormattedError, isValueNode, Kind } from 'graphql';
import { databaseTrouble, refusalOf } from '../core/database-failure.js';
import { type ErrorCode, ServiceError } from '../core/service-error.js';
import type { Logger } from '../core/logger.js';
import { ContextError } from './context-error.js';
import { languageOf } from './request-language.js';
import { isTranslatable, translateRefusal } from './messages/translate.js';

/**
 * Turns a thrown error into the error that the client sees: a refusal with its code, or one masked sentence, in the
 * language of the request. Messages of graphql-js about a document stay English: they are for developers.
 *
 * The complete error goes only to the log.
 */
export function createErrorFormatter(logger: Logger) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const cause = error instanceof ContextError ? error.thrown : unwrapResolverError(error);
    const refusal = refusalOf(cause);
    if (refusal) {
      if (!(cause instanceof ServiceError)) {
        const { what, fix } = databaseTrouble(cause);
        logger.error({ err: cause }, `${what}. ${fix}`);
      }
      return {
        ...place(formatted),
        message: said(refusal, error),
        extensions: { code: refusal.code, ...refusal.details },
      };
    }
    const code = isAboutArgument(cause)
      ? 'BAD_USER_INPUT'
      : CODE_OF_APOLLO[String(formatted.extensions?.['code'])];
    if (code) return { ...place(formatted), message: withoutValues(formatted, error), extensions: { code } };

    logger.error({ err: cause }, 'A request failed');
    const internal = new ServiceError('INTERNAL_SERVER_ERROR');
    return { ...place(formatted), message: said(internal, error), extensions: { code: internal.code } };
  };
}

function said(refusal: ServiceError, error: unknown): string {
  return isTranslatable(refusal) ? translateRefusal(refusal, languageOf(error).language) : refusal.message;
}

/** Apollo Server's codes for requests that were not executed, and our code for each. */
const CODE_OF_APOLLO: Readonly<Record<string, ErrorCode>> = {
  GRAPHQL_PARSE_FAILED: 'BAD_USER_INPUT',
  GRAPHQL_VALIDATION_FAILED: 'BAD_USER_INPUT',
  BAD_USER_INPUT: 'BAD_USER_INPUT',
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
  PERSISTED_QUERY_NOT_FOUND: 'BAD_USER_INPUT',
  UNAUTHENTICATED: 'UNAUTHENTICATED',
};

/** graphql-js finds a null for an argument with a default only during execution. */
function isAboutArgument(cause: unknown): boolean {
  const node = cause instanceof GraphQLError ? cause.nodes?.[0] : undefined;
  return node !== undefined && isValueNode(node);
}

/** The place of the error, without `extensions`, which can contain a stack trace. */
function place({ path, locations }: GraphQLFormattedError) {
  return { ...(locations && { locations }), ...(path && { path }) };
}

/**
 * Removes values from messages of graphql-js (`Variable "$password" got invalid value "…"`), because a value can be a
 * password.
 */
function withoutValues({ message, extensions }: GraphQLFormattedError, error: unknown): string {
  // There are none: `nameByText` lets none through. Clients do not send a hash again after this message.
  if (extensions?.['code'] === 'PERSISTED_QUERY_NOT_FOUND') return 'PersistedQueryNotSupported';
  if (extensions?.['code'] === 'GRAPHQL_PARSE_FAILED') return message.replace(TOKEN_VALUE, ' $1');
  const variable = GOT_INVALID_VALUE.exec(message)?.[1];
  if (variable) return `Variable "$${variable}" has a value that does not fit its type.`;
  if (message.startsWith('Unknown operation named')) return 'The document has no operation of this name.';
  const node: ASTNode | undefined = error instanceof GraphQLError ? error.nodes?.[0] : undefined;
  if (node && isValueNode(node) && node.kind !== Kind.VARIABLE)
    return 'A value in the document does not fit its type.';
  return message;
}

const TOKEN_VALUE = / (Name|Int|Float|String|BlockString|Comment) ".*$/s;
const GOT_INVALID_VALUE = /^Variable "\$(\w+)" got invalid value /;
