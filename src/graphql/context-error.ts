import { GraphQLError } from 'graphql';
import { refusalOf } from '../core/database-failure.js';
import type { RequestScope } from '../core/request-scope.js';
import { type RequestLanguage, rememberLanguage } from './request-language.js';

/**
 * The error of a request whose context could not be made. The response and the log line need its language, address and
 * HTTP status, and there is no context to read them from.
 */
export class ContextError extends GraphQLError {
  constructor(
    readonly thrown: unknown,
    readonly scope: Pick<RequestScope, 'ipAddress'>,
    requestLanguage: RequestLanguage,
  ) {
    super('The context cannot be made.', { extensions: httpOf(thrown, requestLanguage) });
    rememberLanguage(this, requestLanguage);
  }
}

/** Without this, Apollo Server returns status 500 and no headers. */
function httpOf(thrown: unknown, { language }: RequestLanguage) {
  const refusal = refusalOf(thrown);
  const headers = new Map<string, string>([['content-language', language]]);
  if (refusal?.code === 'UNAUTHENTICATED')
    // RFC 6750, 3.1.
    return {
      http: { status: 401, headers: headers.set('www-authenticate', 'Bearer error="invalid_token"') },
    };
  const retryAfter = refusal?.details.retryAfter;
  return retryAfter === undefined
    ? {}
    : { http: { status: 503, headers: headers.set('retry-after', String(retryAfter)) } };
}
