import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Config } from '../config/config.js';
import { createGraphQLServer } from '../graphql/apollo-server.js';
import type { ContextBuilder, GraphQLContext, RefreshCookie, RequestFacts } from '../graphql/context.js';
import { bestType, GRAPHQL_TYPES } from './accept.js';
import type { ClientAddress } from './client-address.js';
import { HttpRefusal } from './refusals/http-refusal.js';
import { createRefreshCookies } from './refresh-cookie.js';

export interface GraphQLMount {
  schema: GraphQLSchema;
  buildContext: ContextBuilder;
  clientAddress: ClientAddress;
}

/** Puts GraphQL at `/graphql`. Closing goes through Apollo Server, which first drains the requests under way. */
export async function mountGraphQL(
  server: FastifyInstance,
  { schema, buildContext, clientAddress }: GraphQLMount,
  config: Pick<Config, 'introspection' | 'publicUrl' | 'corsOrigins' | 'tokenCookies'>,
): Promise<ApolloServer<GraphQLContext>> {
  const apollo = createGraphQLServer(schema, {
    introspection: config.introspection,
    logger: server.log,
    plugins: [fastifyApolloDrainPlugin(server)],
  });
  await apollo.start();
  const cookies = createRefreshCookies(config);
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: (request, _reply, done) => {
      requireAcceptable(request);
      requireWellFormedQuery(request);
      cookies.check(request);
      done();
    },
    handler: async (request, reply) => {
      const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: toGraphQLRequest(request),
        context: () => buildContext(new HttpFacts(request.raw, clientAddress, cookies.of(request, reply))),
      });
      reply.code(status ?? 200);
      for (const [name, value] of headers) reply.header(name, value);
      // The other kind is for incremental delivery, which the schema does not have.
      return body.kind === 'complete' ? body.string : Readable.from(body.asyncIterator);
    },
  });
  return apollo;
}

class HttpFacts implements RequestFacts {
  private readonly peer: string | undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly clientAddress: ClientAddress,
    readonly refreshCookie: RefreshCookie | undefined,
  ) {
    // Read it now: after the client closes the socket there is no address.
    this.peer = request.socket.remoteAddress;
  }

  /** Parsed only when it is read. */
  get ipAddress(): string {
    return this.clientAddress({
      socket: { remoteAddress: this.peer },
      headers: this.request.headers,
    });
  }

  get authorization(): string | undefined {
    return this.request.headers.authorization;
  }

  get userAgent(): string | undefined {
    return this.request.headers['user-agent'];
  }

  get trustedDevice(): string | undefined {
    const value = this.request.headers['x-trusted-device'];
    return typeof value === 'string' ? value : undefined;
  }

  get acceptLanguage(): string | undefined {
    return this.request.headers['accept-language'];
  }
}

/** The headers that Apollo Server reads. The `Host` of a request is not needed: a client chooses it. */
const HEADERS = ['accept', 'content-type', 'apollo-require-preflight', 'x-apollo-operation-name'];

/** What most clients send, which Apollo Server would parse each time: without the header it takes any type, too. */
const ANY = '*/*';
const JSON_TYPE = 'application/json';

/**
 * Most requests: JSON, for which browsers ask first, and any type back. Apollo Server parses these headers again and
 * again; this says the same. An empty `accept` is to it as none, and is parsed faster.
 */
const USUAL = new HeaderMap([
  ['apollo-require-preflight', JSON_TYPE],
  ['accept', ''],
]);

function toGraphQLRequest({ method, headers, body, url }: FastifyRequest): HTTPGraphQLRequest {
  const query = url.indexOf('?');
  return { method, headers: headersOf(headers), body, search: query === -1 ? '' : url.slice(query) };
}

function headersOf(headers: IncomingHttpHeaders): HeaderMap {
  const { accept = ANY, 'content-type': type } = headers;
  if (accept === ANY && type === JSON_TYPE) return USUAL;
  const map = new HeaderMap();
  for (const name of HEADERS) {
    const value = headers[name];
    if (value !== undefined && value !== ANY) map.set(name, String(value));
  }
  return map;
}

/** Checked before execution. Apollo Server checks it afterwards, when a mutation has already used up a refresh token. */
function requireAcceptable({ raw }: FastifyRequest): void {
  const { accept } = raw.headers;
  if (accept === undefined || accept === '*/*' || bestType(raw, GRAPHQL_TYPES)) return;
  throw new HttpRefusal(406, `The response can only be ${GRAPHQL_TYPES.join(' or ')}.`);
}

/** A lenient decoder replaces bytes that are not UTF-8, as in a body. */
function requireWellFormedQuery({ method, url }: FastifyRequest): void {
  if (method !== 'GET' && method !== 'HEAD') return;
  try {
    decodeURIComponent(url.slice(url.indexOf('?') + 1));
  } catch {
    throw new HttpRefusal(400, 'The query string is not valid UTF-8 in percent encoding.');
  }
}
