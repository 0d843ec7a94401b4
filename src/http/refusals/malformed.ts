import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply } from 'fastify';
import { notWellFormed } from './http-refusal.js';

const HEADERS = {
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Responds to bytes that are no HTTP request, and closes the connection. There is no request, so no hook runs. */
export function refuseMalformed({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const [status, message] = STATUS_OF[code ?? ''] ?? [400, 'This is not a valid HTTP request.'];
  const body = JSON.stringify(notWellFormed(message));
  const headers = {
    ...HEADERS,
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines].join('\r\n');
  socket.end(`${head}\r\n\r\n${body}`, () => socket.destroy());
}

const STATUS_OF: Readonly<Record<string, [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are too long.'],
};

/** For a path that cannot be decoded. No hook runs for it, and the framework's own response repeats the path. */
export function refuseUrl(error: FastifyError, _request: unknown, reply: unknown): void {
  void (reply as FastifyReply)
    .code(error.statusCode ?? 400)
    .headers(HEADERS)
    .send(notWellFormed('This is not a valid address.'));
}

/**
 * The path and query of a request target. RFC 9112, 3.2.2: a server must accept the absolute form
 * (`GET http://host/path`), and Node leaves it in `url`.
 */
export function originForm({ url = '/' }: IncomingMessage): string {
  if (url.startsWith('/')) return url;
  const absolute = /^https?:\/\/[^/?#]*(.*)$/i.exec(url)?.[1];
  if (absolute === undefined) return url;
  return absolute.startsWith('/') ? absolute : `/${absolute}`;
}
