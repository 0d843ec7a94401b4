import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.js';
import type { RefreshCookie } from '../graphql/context.js';
import { HttpRefusal } from './refusals/http-refusal.js';

/** Our own header. A page of another origin may send it only after a preflight, which `CORS_ORIGINS` decides. */
const MODE_HEADER = 'x-token-mode';

/** `__Host-`: no other host, not even a subdomain, can set or shadow it. Browsers take it over TLS alone. */
const SECURE_NAME = '__Host-refresh';
const PLAIN_NAME = 'refresh';

const FOREIGN =
  'Tokens in cookies work for pages of the same site only. Add the origin of the page to CORS_ORIGINS.';

export interface RefreshCookies {
  /** @throws HttpRefusal if cookie mode is off, or if its request comes from another origin */
  check(request: FastifyRequest): void;
  /** The cookie of a request in cookie mode. Undefined for every other request, even if it has the cookie. */
  of(request: FastifyRequest, reply: FastifyReply): RefreshCookie | undefined;
}

/**
 * The refresh token in an HttpOnly cookie, for front ends on the same site (`TOKEN_COOKIES`). No form and no link of
 * another page can use it: the server reads it only with a header that they cannot send, and only from pages that
 * `CORS_ORIGINS` names. docs/security.md has the whole argument.
 */
export function createRefreshCookies({
  publicUrl,
  corsOrigins,
  tokenCookies,
}: Pick<Config, 'publicUrl' | 'corsOrigins' | 'tokenCookies'>): RefreshCookies {
  const { origin, protocol } = new URL(publicUrl);
  const secure = protocol === 'https:';
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  const origins = new Set([origin, ...(corsOrigins === 'localhost' ? [] : corsOrigins)]);
  const attributes = { name, path: '/', httpOnly: true, secure, sameSite: 'lax' } as const;

  function isOfThisSite({ headers }: FastifyRequest): boolean {
    // Scripts cannot set it, and browsers send it to every address that is safe for cookies.
    const site = headers['sec-fetch-site'];
    if (site === 'same-origin') return true;
    return site !== 'cross-site' && headers.origin !== undefined && origins.has(headers.origin);
  }

  return {
    check: (request) => {
      const mode = request.headers[MODE_HEADER];
      if (mode === undefined) return;
      if (mode !== 'cookie') throw new HttpRefusal(400, 'The only value of X-Token-Mode is cookie.');
      if (!tokenCookies)
        throw new HttpRefusal(400, 'This server keeps no tokens in cookies. Set TOKEN_COOKIES=true on it.');
      if (!isOfThisSite(request)) throw new HttpRefusal(403, FOREIGN);
    },
    of: ({ headers }, reply) => {
      if (headers[MODE_HEADER] === undefined) return undefined;
      const set = (value: string, expires: Date) => {
        reply.removeHeader('set-cookie');
        reply.header('set-cookie', stringifySetCookie({ ...attributes, value, expires }));
      };
      return {
        read: () => parseCookie(headers.cookie ?? '')[name] || undefined,
        write: set,
        clear: () => set('', new Date(0)),
      };
    },
  };
}
