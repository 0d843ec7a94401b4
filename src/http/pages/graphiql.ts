import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { bestType } from '../accept.js';
import { pagePolicy } from './page-policy.js';
import { mountAssets, mountPageFile } from './static-page.js';

/** Where `npm run build` puts the page; the same from `src` and from `dist`. */
const BUNDLE = join(import.meta.dirname, '../../../dist/graphiql');

/** Monaco, GraphiQL's editor, writes its own style elements. Everything else comes from this server. */
const PAGE_POLICY = pagePolicy({
  'worker-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'font-src': "'self' data:",
  'img-src': "'self' data:",
});

/** A worker gets the policy of its script, not of the page. */
const SCRIPT_POLICY = "default-src 'none'; script-src 'self'; frame-ancestors 'none'";

/**
 * Serves GraphiQL at `GET /graphql` to requests that prefer HTML to JSON: the address bar of a browser. All other
 * requests go to GraphQL. If the bundle is missing, it logs a warning.
 */
export function mountGraphiQL(server: FastifyInstance): void {
  const assets = { name: 'GraphiQL', bundle: BUNDLE, prefix: '/graphiql/', policy: SCRIPT_POLICY };
  if (!mountAssets(server, assets)) return;
  server.addConstraintStrategy(PREFERS);
  mountPageFile(server, '/graphql', {
    path: join(BUNDLE, 'index.html'),
    policy: PAGE_POLICY,
    headers: { vary: 'accept, origin' },
    constraints: { prefers: 'html' },
  });
}

/** Media types of a response to GET. The first one is for clients that accept anything: curl, a health probe. */
const MEDIA_TYPES = ['application/json', 'application/graphql-response+json', 'text/html'];

type ConstraintStrategy = Parameters<FastifyInstance['addConstraintStrategy']>[0];
type Handler = Parameters<ReturnType<ConstraintStrategy['storage']>['set']>[1];

/** Fastify calls this for every request, before it looks for the route. */
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
    return isRead && bestType(request, MEDIA_TYPES) === 'text/html' ? 'html' : undefined;
  },
};
