/**
 * The floor: node:http that parses the body, checks the token and replies to the few documents that the bench sends.
 * With DATABASE_URL it connects before it listens.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { openSession, refreshSession } from './bare-sessions.js';
import { userIdOf } from './token-check.js';
import { findUser, pool } from './user-row.js';

interface Body {
  readonly query: string;
  readonly variables?: { readonly refresh?: string };
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    void reply(request, response, JSON.parse(Buffer.concat(chunks).toString()) as Body);
  });
});

async function reply(request: IncomingMessage, response: ServerResponse, body: Body): Promise<void> {
  const found = await resolve(body, request.headers.authorization).then(
    (data) => ({ status: 200, text: JSON.stringify({ data }) }),
    () => ({ status: 401, text: '{"errors":[{"message":"Refused."}]}' }),
  );
  response.writeHead(found.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(found.text),
  });
  response.end(found.text);
}

async function resolve({ query, variables }: Body, authorization: string | undefined): Promise<object> {
  const userId = userIdOf(authorization);
  if (query.includes('refreshToken')) return { refreshToken: await refreshSession(variables?.refresh ?? '') };
  if (query.includes('obtainToken')) return { obtainToken: await openSession() };
  if (query.includes('me {')) return { me: userId === null ? null : await findUser(userId) };
  return { __typename: 'Query' };
}

if (process.env['DATABASE_URL']) await pool.query('select 1');
server.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
