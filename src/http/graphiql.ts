import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import Negotiator from 'negotiator';
import { pagePolicy } from './page-policy.js';

/** Where `npm run build` puts the page; the same from `src` and from `dist`. */
const BUNDLE = join(import.meta.dirname, '../../dist/graphiql');

/** Monaco, GraphiQL's editor, writes style elements of its own; everything else comes from here or not at all. */
const PAGE_POLICY = pagePolicy({
  'worker-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'font-src': "'self' data:",
  'img-src': "'self' data:",
});

/** A worker lives under the policy that its script came with, not under the page's. */
const SCRIPT_POLICY = "default-src 'none'; script-src 'self'; frame-ancestors 'none'";

/**
 * GraphiQL at `GET /graphql`, for requests that would rather have HTML than JSON: a browser's address bar. All
 * others go on to GraphQL. Without the bundle there is a warning, and no page.
 */
export function mountGraphiQL(server: FastifyInstance): void {
  if (!existsSync(join(BUNDLE, 'index.html'))) {
    server.log.warn('GraphiQL is left out, because it was not built. Run: npm run build');
    return;
  }
  server.register(fastifyStatic, {
    root: join(BUNDLE, 'assets'),
    prefix: '/graphiql/',
    index: false,
    // The folder is named after what is in it.
    immutable: true,
    maxAge: '1y',
    preCompressed: true,
    setHeaders: (reply, path) => {
      reply.header('content-security-policy', path.endsWith('.html') ? PAGE_POLICY : SCRIPT_POLICY);
    },
  });
  server.addConstraintStrategy(PREFERS);
  server.get('/graphql', { constraints: { prefers: 'html' } }, async (_request, reply) =>
    reply
      .header('cache-control', 'no-cache')
      .header('vary', 'accept, origin')
      .sendFile('index.html', BUNDLE, { cacheControl: false }),
  );
}

/** What GET can be answered with. The first is for whoever takes anything: curl, a health probe. */
const MEDIA_TYPES = ['application/json', 'application/graphql-response+json', 'text/html'];

type ConstraintStrategy = Parameters<FastifyInstance['addConstraintStrategy']>[0];
type Handler = Parameters<ReturnType<ConstraintStrategy['storage']>['set']>[1];

/** Fastify asks this before it looks for the route, and for every request: those that do not read pass quickly. */
const PREFERS: ConstraintStrategy = {
  name: 'prefers',
  storage: () => {
    const handlers = new Map<unknown, Handler>();
    return {
      get: (value) => handlers.get(value) ?? null,
      set: (value, handler) => handlers.set(value, handler),
    };
  },
  deriveConstraint: (request) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    return isRead && new Negotiator(request).mediaType(MEDIA_TYPES) === 'text/html' ? 'html' : undefined;
  },
};
