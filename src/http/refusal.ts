import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { Reader } from '../graphql/messages/reader.js';
import { translateRefusal } from '../graphql/messages/translate.js';
import type { ServiceError } from '../services/errors.js';

/** What GraphQL over HTTP knows for answers; only in the first does a status other than 200 go with a body to read. */
const MEDIA_TYPES = ['application/graphql-response+json', 'application/json'] as const;
const CHARSET = 'charset=utf-8';

/** Refuses a request before GraphQL has seen it, in the words and the shape in which GraphQL would. */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  refusal: ServiceError,
): FastifyReply {
  const { language } = new Reader(request.headers['accept-language']);
  const { code, details } = refusal;
  if (details.retryAfter !== undefined) reply.header('retry-after', details.retryAfter);
  const error = { message: translateRefusal(refusal, language), extensions: { code, ...details } };
  return reply
    .code(status)
    .header('content-language', language)
    .type(`${mediaType(request)}; ${CHARSET}`)
    .send(JSON.stringify({ errors: [error] }));
}

/** JSON for whoever does not ask for the other: browsers, scripts, and clients from before it was named. */
function mediaType(request: FastifyRequest): string {
  const [first] = new Negotiator(request).mediaTypes([...MEDIA_TYPES]);
  const asksByName = request.headers.accept?.includes(MEDIA_TYPES[0]) ?? false;
  return asksByName && first !== undefined ? first : MEDIA_TYPES[1];
}
