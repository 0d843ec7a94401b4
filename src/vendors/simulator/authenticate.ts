import type { ApiCall } from './exchange.js';
import { WRONG_SECRET } from './magic-numbers.js';

/** The account of the caller. All credentials are accepted except the wrong ones of `magic-numbers.ts`. */
export function authenticate({ headers }: ApiCall): string | undefined {
  const [scheme = '', credentials = ''] = (headers['authorization'] ?? '').split(' ');
  const [username = '', password = ''] = Buffer.from(credentials, 'base64').toString().split(':');
  if (scheme.toLowerCase() !== 'basic' || !username || !password || password === WRONG_SECRET)
    return undefined;
  return /^AC[0-9a-fA-F]{32}$/.test(username) ? username : `AC${'0'.repeat(32)}`;
}
