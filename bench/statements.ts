import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pino } from 'pino';
import { createApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { PASSWORD } from './data-folder.js';
import { send, succeed } from './login.js';
import type { Result } from './result.js';
import { QUERY } from './server-process.js';
import { type Cost, costOf, countHashes, countStatements } from './statement-counter.js';

const PHONE = '+48501001789';
const CHEAPEST_BCRYPT = 4;

/** What requests ask of the database and of bcrypt. With REDIS_URL the limits are counted there. */
export async function countCosts(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'two-factor-bench-'));
  const pglite = await PGlite.create();
  const redis = process.env['REDIS_URL'];
  const config = loadConfig({ PORT: '0', DATA_DIR: folder, ...(redis && { REDIS_URL: redis }) });
  const logger = pino({ level: 'silent' });
  const app = await createApp(config, { pglite, logger, bcryptCost: CHEAPEST_BCRYPT });
  try {
    const graphql = `${await app.listen()}/graphql`;
    const em = app.orm.em.fork();
    await app.users.createUser({ username: 'plain', password: PASSWORD }, em);
    await app.users.createUser({ username: 'guarded', password: PASSWORD }, em);
    countStatements(pglite);
    countHashes();
    const newestCode = () => app.simulator?.messages().find(({ to }) => to === PHONE)?.code ?? '';
    return [...(await countPlain(graphql)), ...(await countGuarded(graphql, newestCode))];
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function countPlain(graphql: string): Promise<Result[]> {
  const plain = { username: 'plain', password: PASSWORD };
  let pair = await succeed(graphql, 'obtain-token', plain);
  const login = await costOf(async () => {
    pair = await succeed(graphql, 'obtain-token', plain);
  });
  const refusal = await costOf(() => send(graphql, 'obtain-token', { ...plain, password: 'wrong horse' }));
  // A session of the first minute after the start is looked up once.
  await ask(graphql, pair['access'] ?? '');
  const query = await costOf(() => ask(graphql, pair['access'] ?? ''));
  const me = await costOf(() => send(graphql, 'me', {}, pair['access']));
  const refresh = await costOf(async () => {
    pair = await succeed(graphql, 'refresh-token', { refresh: pair['refresh'] ?? '' });
  });
  const logout = await costOf(() => send(graphql, 'revoke-token', { refresh: pair['refresh'] ?? '' }));
  return [
    line('Authenticated query without a read', query, 'no statement', query.statements === 0),
    line('me', me),
    line(
      'Login',
      login,
      'one hash, at most 3 statements',
      login.hashes === 1 && login.statements > 0 && login.statements <= 3,
    ),
    line('Refused login', refusal, 'one hash', refusal.hashes === 1),
    line('Refresh', refresh, 'one write', refresh.writes === 1),
    line('Log out', logout),
  ];
}

async function countGuarded(graphql: string, newestCode: () => string): Promise<Result[]> {
  const guarded = { username: 'guarded', password: PASSWORD };
  const { access } = await succeed(graphql, 'obtain-token', guarded);
  await succeed(graphql, 'verify-phone', { phone: PHONE }, access);
  await succeed(graphql, 'register-phone', { phone: PHONE, token: newestCode() }, access);
  let challenge = '';
  const password = await costOf(async () => {
    challenge = (await succeed(graphql, 'obtain-token', guarded))['challenge'] ?? '';
  });
  const token = newestCode();
  const code = await costOf(() => succeed(graphql, 'verify-two-factor-token', { challenge, token }));
  return [
    line('Login with a second factor, the password step', password, 'one hash', password.hashes === 1),
    line('… the code step', code, 'no hash', code.hashes === 0),
  ];
}

async function ask(graphql: string, access: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${access}` };
  const response = await fetch(graphql, { method: 'POST', headers, body: QUERY });
  if (!response.ok) throw new Error(await response.text());
}

function line(what: string, cost: Cost, target = '', met?: boolean): Result {
  const { statements, limits, writes, hashes } = cost;
  const measured = `${statements} statements (${limits} for limits), ${writes} write; ${hashes} bcrypt`;
  return { what, target, measured, ...(met !== undefined && { met }) };
}
