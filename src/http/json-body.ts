import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpRefusal } from './refusals/http-refusal.js';

/**
 * Accepts JSON in UTF-8, without an encoding, and no other body. A lenient decoder replaces bytes that are not UTF-8,
 * so a password in another charset would be stored as a different one. Forms and plain text need no CORS preflight,
 * which makes forged requests possible.
 */
export function acceptOnlyJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addHook('preParsing', (request, _reply, payload, done) => {
    requireReadable(request);
    done(null, payload);
  });
  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (isUtf8(body)) void parseJson(request, body.toString(), done);
    else done(new HttpRefusal(400, 'The body is not valid UTF-8.'));
  });
}

/** @throws HttpRefusal for a body in a charset, content coding or transfer coding that the server does not read */
function requireReadable({ headers, raw }: FastifyRequest): void {
  const { 'content-type': type = '', 'content-encoding': encoding = '' } = headers;
  // Most clients name no charset.
  const charsets = type.includes(';') ? charsetsOf(type) : [];
  if (charsets.some((charset) => !/^utf-?8$/i.test(charset)))
    throw new HttpRefusal(415, 'The charset of the body must be UTF-8.');
  // RFC 9110, 15.5.16: the response names the codings that would be accepted.
  if (encoding !== '' && !/^(identity)?$/i.test(encoding.trim()))
    throw new HttpRefusal(415, 'The body must have no Content-Encoding.', { 'accept-encoding': 'identity' });
  const { 'transfer-encoding': transfer = '' } = raw.headers;
  // RFC 9112, 6.1: a transfer coding that the server does not decode is 501.
  if (transfer !== '' && !/^(chunked)?$/i.test(transfer.trim()))
    throw new HttpRefusal(501, 'The only supported Transfer-Encoding is chunked.');
}

function charsetsOf(type: string): string[] {
  return [...type.matchAll(CHARSET)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]*))/gi;
