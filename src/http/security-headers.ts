import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.js';

const YEAR_SECONDS = 31_536_000;

/**
 * The headers by which browsers protect users, as Helmet sets them, made once. Headers that only a page needs are not
 * among them: pages set their own policy.
 *
 * Responses contain tokens and data of one user, so no cache may store them (RFC 6749, 5.1). Pages, their files and the
 * public keys set their own `Cache-Control`.
 */
const HEADERS = {
  'content-security-policy': "default-src 'none';base-uri 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
  'cache-control': 'no-store',
};

/** Sets the headers on every response, errors included. */
export function setSecurityHeaders(
  server: FastifyInstance,
  { production, hstsIncludeSubdomains }: Pick<Config, 'production' | 'hstsIncludeSubdomains'>,
): void {
  // Over plain HTTP, as in development, browsers ignore it. Other subdomains may belong to somebody else.
  const hsts = `max-age=${YEAR_SECONDS}${hstsIncludeSubdomains ? '; includeSubDomains' : ''}`;
  const headers = production ? { ...HEADERS, 'strict-transport-security': hsts } : HEADERS;
  server.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}
