import { GraphQLError } from 'graphql';
import { refusalOf } from '../services/database-failure.js';
import type { RequestScope } from '../services/request-scope.js';
import { type Reader, rememberReader } from './messages/reader.js';

/**
 * Why a request got no context. It is answered and logged without one, so it brings along what that takes: its
 * reader, where it came from, and the status, because nothing is there to be executed.
 */
export class ContextError extends GraphQLError {
  constructor(
    readonly thrown: unknown,
    readonly scope: Pick<RequestScope, 'ipAddress'>,
    reader: Reader,
  ) {
    super('The context cannot be made.', { extensions: httpOf(thrown, reader) });
    rememberReader(this, reader);
  }
}

/** What Apollo Server would answer with status 500 and without headers. */
function httpOf(thrown: unknown, { language }: Reader) {
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
