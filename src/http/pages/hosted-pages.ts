import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../config/config.js';
import { HOSTED_PATHS } from '../../config/environment.js';
import { bestType } from '../accept.js';
import { isFrontEnd } from '../front-ends.js';
import { HttpRefusal } from '../refusals/http-refusal.js';
import { pagePolicy } from './page-policy.js';
import { mountAssets, mountPageFile, type PageFile, sendPageFile } from './static-page.js';

/** Where `npm run build` puts the pages; the same from `src` and from `dist`. */
const BUNDLE = join(import.meta.dirname, '../../../dist/web');

/** Where the links in mails lead. A GET changes nothing: scanners of mails open links, too. */
const LINKED = Object.values(HOSTED_PATHS);

/** The pages of an account, beside the first one at `/`. They are for bookmarks, reloads and "Back". */
const ACCOUNT = ['/security', '/devices', '/activity', '/users'] as const;

/**
 * Serves the pages of `examples/web` at `/`: sign-in, code, account, staff. `GET /return?to=…` leads back to the front
 * end that sent the user here.
 */
export function mountHostedPages(
  server: FastifyInstance,
  { brand, corsOrigins }: Pick<Config, 'brand' | 'corsOrigins'>,
): void {
  if (!mountAssets(server, { name: 'The hosted pages', bundle: BUNDLE, prefix: '/assets/' })) return;
  const logo = brand.logoUrl === undefined ? '' : ` ${new URL(brand.logoUrl).origin}`;
  const policy = pagePolicy({ 'form-action': "'self'", 'img-src': `'self' data:${logo}` });
  const page = { path: join(BUNDLE, 'index.html'), policy };
  for (const path of ['/', ...LINKED, ...ACCOUNT]) mountPageFile(server, path, page);
  mountReturn(server, corsOrigins, page);
}

const FOREIGN =
  'The address to return to is not of a front end of this server. Add its origin to CORS_ORIGINS.';

/**
 * Redirects to origins of `CORS_ORIGINS` alone. Anything else could lead users from the real sign-in to a false page. To
 * a browser the hosted pages say so, and lead to the account.
 */
function mountReturn(server: FastifyInstance, corsOrigins: Config['corsOrigins'], page: PageFile): void {
  server.get<{ Querystring: { to?: unknown } }>('/return', async ({ query: { to }, raw }, reply) => {
    reply.header('vary', 'accept, origin');
    const target = typeof to === 'string' && URL.canParse(to) ? new URL(to) : undefined;
    // A `blob:` address has the origin of the page that made it.
    const isWeb = target?.protocol === 'https:' || target?.protocol === 'http:';
    const isSafe =
      isWeb && target.username === '' && target.password === '' && isFrontEnd(target.origin, corsOrigins);
    if (isSafe) return reply.redirect(target.href, 303);
    if (bestType(raw, ['application/json', 'text/html']) === 'text/html')
      return sendPageFile(reply.code(400), page);
    throw new HttpRefusal(400, FOREIGN);
  });
}
