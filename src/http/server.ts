import { isIP } from 'node:net';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
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
import { sendRefusal } from './refusal.js';
import { MAX_PAUSE_MS, refuseWhileClosing, refuseWhileOverloaded } from './unavailable.js';

const BODY_LIMIT_BYTES = 64 * 1024;
/** From the first byte of a request to its last: slow senders are cut. */
const REQUEST_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 5_000;
/** How often Node looks for what is over time. Its own 30 seconds would make the limits above meaningless. */
const TIMEOUT_CHECK_MS = 1_000;
const CONNECTION_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 65_000;

export interface GraphQLMount {
  schema: GraphQLSchema;
  buildContext: ContextBuilder;
}

/** Fastify with what every answer needs: limits, security headers, errors in one shape, a log line. */
export async function createHttpServer(
  config: Config,
  logger: FastifyBaseLogger,
  { maxPauseMs = MAX_PAUSE_MS }: { maxPauseMs?: number | undefined } = {},
): Promise<FastifyInstance> {
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
    // Ours has a code: see `refuseWhileClosing`.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: refuseAddress,
  });
  // GraphQL over forms or plain text needs no CORS preflight, which is what a forged request wants.
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(notWellFormed(error.message));
    request.log.error({ err: error }, 'A request failed');
    return sendRefusal(request, reply, status, new ServiceError('INTERNAL_SERVER_ERROR'));
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(notWellFormed('There is nothing here.')),
  );
  logResponses(server);
  forbidStoring(server);
  await server.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: API_POLICY },
    frameguard: { action: 'deny' },
    // Over plain HTTP, as in development, browsers ignore it; better not to promise it at all.
    strictTransportSecurity: config.production,
  });
  await server.register(cors, {
    origin: config.corsOrigins === 'localhost' ? LOCALHOST : [...config.corsOrigins],
    methods: ['GET', 'POST'],
    // How long to wait, and the clock by which a page counts down to a moment that we named.
    exposedHeaders: ['retry-after', 'date'],
    maxAge: 600,
  });
  // Last, so that a page of another origin can read these refusals as any other.
  refuseWhileClosing(server);
  await refuseWhileOverloaded(server, maxPauseMs);
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

/**
 * A trusted proxy may pass on whatever stood in X-Forwarded-For; what is no address there counts as the proxy's. An
 * address with a zone (`fe80::1%eth0`) means nothing on another machine, and the zone may be anything.
 */
function addressOf({ ip, socket }: FastifyRequest): string {
  return isIP(ip) && !ip.includes('%') ? ip : (socket.remoteAddress ?? 'unknown');
}

/** Any port of this machine: front ends under development. */
const LOCALHOST = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** For answers that no browser should show as a page. Pages bring policies of their own. */
const API_POLICY = { defaultSrc: ["'none'"], baseUri: ["'none'"], frameAncestors: ["'none'"] };

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

/**
 * Answers hold tokens, and what is known of one user (RFC 6749, 5.1). Also what is refused before there is a route
 * says so; pages, their files and the public keys, which may be kept, say that themselves.
 */
function forbidStoring(server: FastifyInstance): void {
  server.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
}

/** No hook runs for such a request; and the framework's own answer would repeat the address. */
function refuseAddress(error: FastifyError, _request: unknown, reply: unknown): void {
  void (reply as FastifyReply)
    .code(error.statusCode ?? 400)
    .headers({
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .send(notWellFormed('This is not a well-formed address.'));
}

/** For developers, and so in English, as what GraphQL says of a document. */
function notWellFormed(message: string) {
  return { errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] };
}
