import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { pagePolicy } from './page-policy.js';

/** Where `npm run build` puts the page; the same from `src` and from `dist`. */
const BUNDLE = join(import.meta.dirname, '../../dist/web');

const POLICY = pagePolicy({ 'form-action': "'self'" });

/** The front end of `examples/web` at `/`: something to click for whoever just started the server. */
export function mountExamplePage(server: FastifyInstance): void {
  if (!existsSync(join(BUNDLE, 'index.html'))) {
    server.log.warn('The example page is left out, because it was not built. Run: npm run build');
    return;
  }
  server.register(fastifyStatic, {
    root: join(BUNDLE, 'assets'),
    prefix: '/assets/',
    // A second registration must not decorate replies again; GraphiQL's does.
    decorateReply: false,
    index: false,
    // The names of the files say what is in them.
    immutable: true,
    maxAge: '1y',
  });
  server.get('/', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', POLICY)
      .send(await readFile(join(BUNDLE, 'index.html'))),
  );
}
