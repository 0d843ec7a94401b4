import type { CorsOrigins } from '../config/config.js';

/** Any port of this machine: front ends under development. */
export const LOCALHOST = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Whether an origin is of a front end that `CORS_ORIGINS` lets in. */
export function isFrontEnd(origin: string, corsOrigins: CorsOrigins): boolean {
  return corsOrigins === 'localhost' ? LOCALHOST.test(origin) : corsOrigins.includes(origin);
}
