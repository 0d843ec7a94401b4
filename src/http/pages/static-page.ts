import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, RouteShorthandOptions } from 'fastify';

export interface PageFile {
  readonly path: string;
  /** Default `text/html`. */
  readonly type?: string;
  /** The content security policy. */
  readonly policy: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly constraints?: RouteShorthandOptions['constraints'];
}

/** Serves one file of a page. A new build may change it, so browsers check for a new version each time. */
export function mountPageFile(server: FastifyInstance, url: string, file: PageFile): void {
  const { constraints = {} } = file;
  server.get(url, { constraints }, async (_request, reply) => sendPageFile(reply, file));
}

export async function sendPageFile(reply: FastifyReply, file: PageFile): Promise<FastifyReply> {
  const { path, type = 'text/html', policy, headers = {} } = file;
  return reply
    .type(`${type}; charset=utf-8`)
    .headers({ 'cache-control': 'no-cache', 'content-security-policy': policy, ...headers })
    .send(await readFile(path));
}

export interface Assets {
  /** What the warning calls the page. */
  readonly name: string;
  /** Where `npm run build` puts the page: `index.html`, and `assets` whose names contain a hash of the content. */
  readonly bundle: string;
  readonly prefix: string;
  /** The content security policy of workers. */
  readonly policy?: string;
}

/**
 * Serves the assets of a page that was built. Browsers keep them for a year.
 *
 * @returns false if the page is not built; it logs a warning then
 */
export function mountAssets(server: FastifyInstance, { name, bundle, prefix, policy }: Assets): boolean {
  if (!existsSync(join(bundle, 'index.html'))) {
    server.log.warn(`${name} is not built, so it is not served. Run: npm run build`);
    return false;
  }
  server.register(fastifyStatic, {
    root: join(bundle, 'assets'),
    prefix,
    decorateReply: false,
    index: false,
    immutable: true,
    maxAge: '1y',
    preCompressed: true,
    ...(policy !== undefined && {
      setHeaders: (reply) => void reply.header('content-security-policy', policy),
    }),
  });
  return true;
}
