import { isIP } from 'node:net';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import underPressure from '@fastify/under-pressure';
import {
  fastify,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Config } from '../config.js';
import type { ContextBuilder, GraphQLContext } from '../graphql/context.js';
import { ServiceError } from '../services/errors.js';
import { createGraphQLServer } from '../graphql/server.js';
import type { GraphQLSchema } from 'graphql';

const BODY_LIMIT_BYTES = 64 * 1024;
/** From the first byte of a request to its last: slow senders are cut. */
const REQUEST_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 5_000;
/** How often Node looks for what is over time. Its own 30 seconds would make the limits above meaningless. */
const TIMEOUT_CHECK_MS = 1_000;
const CONNECTION_TIMEOUT_MS = 30_000;
const MAX_EVENT_LOOP_DELAY_MS = 1_500;
/** The delay is looked at once a second, so what was late once is found late for a second more. */
const MAX_PAUSE_MS = 1_500;
/** Pauses closer together than this are one overload. */
const PRESSURE_MEMORY_MS = 5_000;
const RETRY_SECONDS = 5;
const KEEP_ALIVE_MS = 65_000;
/** While closing, Node no longer looks for who is over time; a request that takes longer than this is cut. */
const DRAIN_MS = 8_000;

export interface GraphQLMount {
  schema: GraphQLSchema;
  buildContext: ContextBuilder;
}

/** Fastify with what every answer needs: limits, security headers, errors in one shape, a log line. */
export async function createHttpServer(config: Config, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const server = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: TIMEOUT_CHECK_MS },
    // Without proxies to trust, X-Forwarded-For is what anybody wrote there.
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    // Ours has a code: see `closeConnectionsWhenClosing`.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  // GraphQL over forms or plain text needs no CORS preflight, which is what a forged request wants.
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'A request failed');
    return reply.code(status).send(errorBody(status, status >= 500 ? undefined : error.message));
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody(404, 'There is nothing here.')),
  );
  logResponses(server);
  closeConnectionsWhenClosing(server);
  await shedLoad(server);
  await server.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: API_POLICY },
    frameguard: { action: 'deny' },
    // Over plain HTTP, as in development, browsers ignore it; better not to promise it at all.
    strictTransportSecurity: config.production,
  });
  await server.register(cors, {
    origin: config.corsOrigins === 'localhost' ? LOCALHOST : [...config.corsOrigins],
    methods: ['GET', 'POST'],
    exposedHeaders: ['retry-after'],
    maxAge: 600,
  });
  return server;
}

/** Puts GraphQL at `/graphql`. Closing goes through Apollo Server, which drains the requests under way first. */
export async function mountGraphQL(
  server: FastifyInstance,
  { schema, buildContext }: GraphQLMount,
  config: Pick<Config, 'introspection'>,
): Promise<ApolloServer<GraphQLContext>> {
  const apollo = createGraphQLServer(schema, {
    introspection: config.introspection,
    logger: server.log,
    plugins: [fastifyApolloDrainPlugin(server)],
  });
  await apollo.start();
  const handler = fastifyApolloHandler(apollo, {
    context: (request) =>
      buildContext({
        authorization: request.headers.authorization,
        ipAddress: addressOf(request),
        userAgent: request.headers['user-agent'],
        acceptLanguage: request.headers['accept-language'],
      }),
  });
  server.route({ method: ['GET', 'POST'], url: '/graphql', handler });
  return apollo;
}

/** A trusted proxy may pass on whatever stood in X-Forwarded-For; what is no address there counts as the proxy's. */
function addressOf({ ip, socket }: FastifyRequest): string {
  return isIP(ip) ? ip : (socket.remoteAddress ?? 'unknown');
}

/** Any port of this machine: front ends under development. */
const LOCALHOST = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** For answers that no browser should show as a page. Pages bring policies of their own. */
const API_POLICY = { defaultSrc: ["'none'"], baseUri: ["'none'"], frameAncestors: ["'none'"] };

/**
 * A client that would keep its connection must let go of it, or closing would wait for its next request; and one
 * that is connected and sends nothing, or half a request, is cut in the end.
 */
function closeConnectionsWhenClosing(server: FastifyInstance): void {
  let closing = false;
  server.addHook('preClose', async () => {
    closing = true;
    setTimeout(() => server.server.closeAllConnections(), DRAIN_MS).unref();
  });
  server.addHook('onRequest', async (request, reply) => {
    if (closing && !isProbe(request)) return sendUnavailable(reply);
  });
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

/**
 * When the process cannot keep up, it says so to new requests instead of letting all of them wait. Health and
 * metrics are answered still: a busy server must not be restarted for being busy. One long pause, such as that of a
 * start on a slow machine, is no overload: what waited for it is served.
 */
async function shedLoad(server: FastifyInstance): Promise<void> {
  let lateSince = 0;
  let lateUntil = 0;
  const isLasting = () => {
    const now = performance.now();
    if (now > lateUntil) lateSince = now;
    lateUntil = now + PRESSURE_MEMORY_MS;
    return now - lateSince > MAX_PAUSE_MS;
  };
  await server.register(underPressure, {
    maxEventLoopDelay: MAX_EVENT_LOOP_DELAY_MS,
    pressureHandler: (request, reply) => {
      if (!isProbe(request) && isLasting()) void sendUnavailable(reply);
    },
  });
}

/** What watches the server rather than uses it. */
function isProbe({ url }: FastifyRequest): boolean {
  return url.startsWith('/health') || url.startsWith('/metrics');
}

function sendUnavailable(reply: FastifyReply): FastifyReply {
  const retryAfter = RETRY_SECONDS;
  const { code, message } = new ServiceError('SERVICE_UNAVAILABLE');
  return reply
    .code(503)
    .header('retry-after', retryAfter)
    .send({ errors: [{ message, extensions: { code, retryAfter } }] });
}

/** The path alone: a query string may hold what its sender should have put into the body. */
function logResponses(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => {
    const details = {
      method: request.method,
      path: request.url.split('?', 1)[0],
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
      ipAddress: addressOf(request),
    };
    request.log.debug(details, 'request');
  });
}

function errorBody(status: number, message = 'A fault of the server; it is in its log.') {
  const code = status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT';
  return { errors: [{ message, extensions: { code } }] };
}
