import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';

/** Media types of a response of GraphQL over HTTP. The first one allows a status other than 200 with errors. */
export const GRAPHQL_TYPES = ['application/graphql-response+json', 'application/json'] as const;

/** Browsers send about 150 characters. The cost of parsing grows faster than the length. */
const MAX_LENGTH = 1000;

type Request = Pick<IncomingMessage, 'headers'>;

export function hasLongAccept({ headers: { accept = '' } }: Request): boolean {
  return accept.length > MAX_LENGTH;
}

/**
 * The best of the offered media types for the `Accept` header (RFC 9110, 12.5.1). A header that is too long counts as
 * unset.
 *
 * @param offered best first for a client that accepts any
 * @returns undefined if the client accepts none of them
 */
export function bestType(request: Request, offered: readonly string[]): string | undefined {
  if (hasLongAccept(request)) return offered[0];
  return new Negotiator(request).mediaType([...offered]);
}
