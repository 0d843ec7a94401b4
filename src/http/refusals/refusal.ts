import type { FastifyReply, FastifyRequest } from 'fastify';
import { bestType, GRAPHQL_TYPES } from '../accept.js';
import { RequestLanguage } from '../../graphql/request-language.js';
import { translateRefusal } from '../../graphql/messages/translate.js';
import type { ServiceError } from '../../core/service-error.js';

const CHARSET = 'charset=utf-8';

/** Refuses a request before GraphQL sees it, with the message and the shape of a GraphQL error. */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  refusal: ServiceError,
): FastifyReply {
  const { language } = new RequestLanguage(request.headers['accept-language']);
  const { code, details } = refusal;
  if (details.retryAfter !== undefined) reply.header('retry-after', details.retryAfter);
  const error = { message: translateRefusal(refusal, language), extensions: { code, ...details } };
  return reply
    .code(status)
    .header('content-language', language)
    .type(`${mediaType(request)}; ${CHARSET}`)
    .send(JSON.stringify({ errors: [error] }));
}

/** JSON, unless the client names the other type: old clients and browsers do not know it. */
function mediaType({ raw }: FastifyRequest): string {
  const [byName] = GRAPHQL_TYPES;
  const best = raw.headers.accept?.includes(byName) ? bestType(raw, GRAPHQL_TYPES) : undefined;
  return best ?? 'application/json';
}
