import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

import jwt from 'jsonwebtoken';

const publicKey = createPublicKey(readFileSync(process.env['JWT_KEYS'] ?? ''));
const issuer = process.env['PUBLIC_URL'] ?? '';
const verified = new Map<string, string>();

/**
 * The least that a server must check: the signature, issuer, audience and expiry of a token, once for each token.
 *
 * @returns the id of the user; null without a token
 * @throws JsonWebTokenError for an invalid token
 */
export function userIdOf(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  const token = authorization.slice('Bearer '.length);
  const known = verified.get(token);
  if (known !== undefined) return known;
  const claims = jwt.verify(token, publicKey, {
    algorithms: ['ES256', 'RS256'],
    issuer,
    audience: issuer,
  }) as { sub: string };
  verified.set(token, claims.sub);
  return claims.sub;
}
