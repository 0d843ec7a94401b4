import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ServiceError } from '../core/service-error.js';
import { hasLongAccept } from './accept.js';
import { HttpRefusal } from './refusals/http-refusal.js';
import { sendRefusal } from './refusals/refusal.js';

/** Browsers, fetch and proxies send the next request of a connection after the response to the last one. */
const MAX_PIPELINED = 8;

/**
 * Limits the requests of one connection that wait for a response. HTTP/1.1 lets a client send hundreds at once, and
 * all of them would be worked on at once, before any other connection gets its turn. The first request too many is
 * refused and closes the connection; those after it are dropped.
 */
export function limitPipelining(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    const socket: Counted = request.raw.socket;
    const count = (socket[WAITING] ?? 0) + 1;
    socket[WAITING] = count;
    if (count <= MAX_PIPELINED) {
      done();
      return;
    }
    if (count > MAX_PIPELINED + 1) {
      reply.hijack();
      return;
    }
    // The count stays: the connection serves nothing after this response.
    socket[WAITING] = Infinity;
    reply.header('connection', 'close');
    sendRefusal(request, reply, 429, new ServiceError('RATE_LIMITED', undefined, { retryAfter: 1 }));
  });
  server.addHook('onResponse', ({ raw }, _reply, done) => {
    const socket: Counted = raw.socket;
    socket[WAITING] = (socket[WAITING] ?? 1) - 1;
    done();
  });
}

const WAITING = Symbol('requests that wait for a response');

/** Stored on the socket itself. A map would need a lookup for every request. */
interface Counted extends Socket {
  [WAITING]?: number;
}

/** Refuses headers that cost much to parse, and headers whose second value another server might believe. */
export function refuseBadHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', ({ raw }, _reply, done) => {
    if (hasLongAccept(raw)) throw new HttpRefusal(431, 'The Accept header is too long.');
    // RFC 9112, 3.2.
    if (raw.httpVersion === '1.1' && raw.headers.host === undefined)
      throw new HttpRefusal(400, 'The Host header is missing.');
    const repeated = findRepeated(raw.rawHeaders);
    if (repeated) throw new HttpRefusal(400, `The header ${repeated} must not be repeated.`);
    done();
  });
}

/** Of a repeated one of these Node keeps the first value. A proxy may have checked the last one. */
const SINGLE = ['authorization', 'content-type', 'host'];
const LENGTHS = new Set(SINGLE.map(({ length }) => length));

function findRepeated(rawHeaders: readonly string[]): string | undefined {
  const seen: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index] ?? '';
    if (!LENGTHS.has(raw.length)) continue;
    const name = raw.toLowerCase();
    if (!SINGLE.includes(name)) continue;
    if (seen.includes(name)) return name;
    seen.push(name);
  }
  return undefined;
}
