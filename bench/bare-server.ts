/**
 * What the server is measured against: node:http that parses the body, verifies the token with the same library
 * and checks, and answers as many bytes. With CACHED it verifies each token once, as ours does.
 */
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
// eslint-disable-next-line no-restricted-imports -- the same library is the point of it
import jwt from 'jsonwebtoken';

const publicKey = createPublicKey(readFileSync(process.env['JWT_KEYS'] ?? ''));
const issuer = process.env['PUBLIC_URL'] ?? '';
const isCaching = process.env['CACHED'] === 'true';
const verified = new Set<string>();
const ANSWER = '{"data":{"__typename":"Query"}}\n';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { query } = JSON.parse(Buffer.concat(chunks).toString()) as { query: unknown };
    const isGood = typeof query === 'string' && isAllowed(request.headers.authorization);
    response.writeHead(isGood ? 200 : 401, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': ANSWER.length,
    });
    response.end(ANSWER);
  });
});

/** Like ours it answers strangers too, and refuses a bad token. */
function isAllowed(authorization: string | undefined): boolean {
  if (authorization === undefined) return true;
  const token = authorization.slice('Bearer '.length);
  if (isCaching && verified.has(token)) return true;
  try {
    jwt.verify(token, publicKey, { algorithms: ['ES256', 'RS256'], issuer, audience: issuer });
  } catch {
    return false;
  }
  verified.add(token);
  return true;
}

server.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
