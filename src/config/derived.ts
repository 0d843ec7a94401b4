import { isIPv6 } from 'node:net';
import type { CorsOrigins, Registration } from './config.types.js';
import type { Environment } from './environment.js';

/** Settings whose default depends on other settings, and that rules read too. */

export function hostOf({ HOST, NODE_ENV }: Environment): string {
  return HOST ?? (NODE_ENV === 'production' ? '0.0.0.0' : '127.0.0.1');
}

export function publicUrlOf(env: Environment): string {
  return env.PUBLIC_URL ?? `http://${inAddress(hostOf(env))}:${env.PORT}`;
}

export function corsOriginsOf({ CORS_ORIGINS, NODE_ENV }: Environment): CorsOrigins {
  return CORS_ORIGINS ?? (NODE_ENV === 'production' ? [] : 'localhost');
}

export function registrationOf({ REGISTRATION, NODE_ENV }: Environment): Registration {
  return REGISTRATION ?? (NODE_ENV === 'production' ? 'closed' : 'open');
}

/** RFC 3986, 3.2.2: IPv6 in brackets. A zone has no meaning on another machine. */
function inAddress(host: string): string {
  if (host === '127.0.0.1') return 'localhost';
  return isIPv6(host) ? `[${host.replace(/%.*$/, '')}]` : host;
}
