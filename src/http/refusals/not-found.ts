import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { ServiceError } from '../../core/service-error.js';
import { RequestLanguage } from '../../graphql/request-language.js';
import { translateRefusal } from '../../graphql/messages/translate.js';
import { bestType } from '../accept.js';
import { HttpRefusal } from './http-refusal.js';
import { pagePolicy } from '../pages/page-policy.js';
import { sendRefusal } from './refusal.js';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST'];

/** Unknown paths are `NOT_FOUND`, as JSON or as a short page for a browser. Other methods of known paths are 405. */
export function refuseUnknownPaths(server: FastifyInstance): void {
  server.setNotFoundHandler(async (request, reply) => {
    const [url = ''] = request.url.split('?', 1);
    const allowed = METHODS.filter((method) => server.hasRoute({ method, url }));
    // RFC 9110, 15.5.6.
    if (allowed.length > 0)
      throw new HttpRefusal(405, 'This path does not support this method.', { allow: allowed.join(', ') });
    const refusal = new ServiceError('NOT_FOUND');
    reply.header('vary', 'accept, accept-language, origin');
    const type = bestType(request.raw, [
      'application/json',
      'application/graphql-response+json',
      'text/html',
    ]);
    return type === 'text/html'
      ? sendPage(request, reply, refusal)
      : sendRefusal(request, reply, 404, refusal);
  });
}

function sendPage(request: FastifyRequest, reply: FastifyReply, refusal: ServiceError): FastifyReply {
  const { language } = new RequestLanguage(request.headers['accept-language']);
  const sentence = translateRefusal(refusal, language);
  return reply
    .code(404)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', pagePolicy())
    .header('content-language', language)
    .send(
      `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>404</title><h1>404</h1><p>${sentence}</p></html>\n`,
    );
}
