import {
  fastify,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { ServiceError } from '../core/service-error.js';
import type { ClientAddress } from './client-address.js';
import { allowFrontEnds } from './cors.js';
import { HttpRefusal, notWellFormed } from './refusals/http-refusal.js';
import { acceptOnlyJson } from './json-body.js';
import { originForm, refuseMalformed, refuseUrl } from './refusals/malformed.js';
import { refuseUnknownPaths } from './refusals/not-found.js';
import { sendRefusal } from './refusals/refusal.js';
import { limitPipelining, refuseBadHeaders } from './request-guards.js';
import { setSecurityHeaders } from './security-headers.js';
import { MAX_PAUSE_MS, refuseWhileClosing, refuseWhileOverloaded } from './refusals/unavailable.js';

const BODY_LIMIT_BYTES = 64 * 1024;
/** Node's default, named because limits on tokens and cookies depend on it. */
const MAX_HEADER_BYTES = 16 * 1024;
/** From the first byte of a request to its last: slow senders are cut. */
const REQUEST_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 5_000;
/** How often Node looks for late requests. Its default of 30 seconds would make the limits above meaningless. */
const TIMEOUT_CHECK_MS = 1_000;
const CONNECTION_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 65_000;
/** After these a client opens a new connection, so that a balancer can spread the load again. */
const MAX_REQUESTS_PER_SOCKET = 10_000;

/** No route has a JSON schema: GraphQL checks the requests. The compilers of Fastify would only take memory. */
const NO_COMPILERS = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

function refuseSchema(): never {
  throw new Error('Routes have no JSON schemas.');
}

export interface HttpOptions {
  clientAddress: ClientAddress;
  maxPauseMs?: number | undefined;
}

/** Fastify with limits, security headers, errors in one shape and a log line for every request. */
export function createHttpServer(
  config: Config,
  logger: Logger,
  { clientAddress, maxPauseMs = MAX_PAUSE_MS }: HttpOptions,
): FastifyInstance {
  const shared: FastifyBaseLogger = logger;
  const isDebugged = logger.isLevelEnabled('debug');
  const server = fastify({
    loggerInstance: shared,
    // A logger for each request costs more than all our hooks, and only `request` lines need its number.
    ...(!isDebugged && { childLoggerFactory: () => shared }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    schemaController: { compilersFactory: NO_COMPILERS },
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxRequestsPerSocket: MAX_REQUESTS_PER_SOCKET,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Node's own refusal has no body: see `refuseBadHeaders`.
      requireHostHeader: false,
    },
    // Our own refusal has a code: see `refuseWhileClosing`.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseMalformed,
    frameworkErrors: refuseUrl,
    rewriteUrl: originForm,
  });
  limitPipelining(server);
  acceptOnlyJson(server);
  server.setErrorHandler((error: FastifyError | HttpRefusal, request, reply) => {
    const status = error.statusCode ?? 500;
    if (error instanceof HttpRefusal)
      return reply.code(status).headers(error.headers).send(notWellFormed(error.message));
    if (status < 500) return reply.code(status).send(notWellFormed(error.message));
    request.log.error({ err: error }, 'A request failed');
    return sendRefusal(request, reply, status, new ServiceError('INTERNAL_SERVER_ERROR'));
  });
  refuseUnknownPaths(server);
  if (isDebugged) logResponses(server, clientAddress);
  setSecurityHeaders(server, config);
  allowFrontEnds(server, config);
  // After CORS, so that a page of another origin can read these refusals.
  refuseBadHeaders(server);
  refuseWhileClosing(server);
  refuseWhileOverloaded(server, maxPauseMs);
  return server;
}

/** Logs the path only: a query string can contain secrets that belong into the body. */
function logResponses(server: FastifyInstance, clientAddress: ClientAddress): void {
  server.addHook('onResponse', (request, reply, done) => {
    const details = {
      method: request.method,
      path: request.url.split('?', 1)[0],
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      ipAddress: clientAddress(request.raw),
    };
    request.log.debug(details, 'request');
    done();
  });
}
