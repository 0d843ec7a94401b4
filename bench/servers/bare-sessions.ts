import { createHash, createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import jwt from 'jsonwebtoken';
import { pool } from './user-row.js';

const signingKey = createPrivateKey(readFileSync(process.env['JWT_KEYS'] ?? ''));
const algorithm = signingKey.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256';
const issuer = process.env['PUBLIC_URL'] ?? '';

/** Opens a session for nobody in particular: only its refreshes are measured. */
export async function openSession(): Promise<Record<string, string>> {
  await pool.query(
    'create table if not exists bench_sessions (id uuid primary key, token_hash text not null, used_at timestamptz not null)',
  );
  const id = randomUUID();
  const pair = signPair(id);
  await pool.query('insert into bench_sessions values ($1, $2, now())', [id, hash(pair.refresh)]);
  return pair;
}

/** The least that a refresh can be: read, compare, update, two signatures. */
export async function refreshSession(refresh: string): Promise<Record<string, string>> {
  const { sid } = jwt.decode(refresh) as { sid: string };
  const found = await pool.query<{ token_hash: string }>({
    name: 'session',
    text: 'select token_hash from bench_sessions where id = $1',
    values: [sid],
  });
  if (found.rows[0]?.token_hash !== hash(refresh)) throw new Error('This refresh token is not valid.');
  const pair = signPair(sid);
  await pool.query({
    name: 'rotate',
    text: 'update bench_sessions set token_hash = $2, used_at = now() where id = $1',
    values: [sid, hash(pair.refresh)],
  });
  return pair;
}

function signPair(sid: string) {
  const sign = (typ: string, expiresIn: number) =>
    jwt.sign({ iss: issuer, aud: issuer, sub: sid, sid, jti: randomUUID() }, signingKey, {
      algorithm,
      expiresIn,
      header: { alg: algorithm, typ },
    });
  return { access: sign('at+jwt', 300), refresh: sign('rt+jwt', 1_209_600) };
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
