import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pino } from 'pino';
import { createApp } from '../src/app.js';
import { loadConfig } from '../src/config/config.js';
import { PASSWORD } from './fixture/fixture.js';
import { send, succeed } from './load/operations.js';
import type { Result } from './report/result.js';
import { countPasskeys } from './passkey-steps.js';
import { QUERY } from './servers/server-process.js';
import { costOf, countHashes, countStatements, line } from './statement-counter.js';

const PHONE = '+48501001789';
const CHEAPEST_BCRYPT = 4;
/** With Redis the rows between the limits are counted apart from these. */
const CODE_STEP = process.env['REDIS_URL'] ? 5 : 4;

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
    // It looks for messages now and then, in nobody's request.
    await app.outbox.stop();
    const em = app.orm.em.fork();
    await app.users.createUser({ username: 'plain', password: PASSWORD }, em);
    await app.users.createUser({ username: 'guarded', password: PASSWORD }, em);
    await app.users.createUser({ username: 'keyed', password: PASSWORD }, em);
    countStatements(pglite);
    countHashes();
    const newestCode = () => app.simulator?.messages().find(({ to }) => to === PHONE)?.code ?? '';
    return [
      ...(await countPlain(graphql)),
      ...(await countGuarded(graphql, newestCode)),
      ...(await countPasskeys(graphql, { username: 'keyed', password: PASSWORD })),
    ];
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
  const me = await costOf(() => succeed(graphql, 'me', {}, pair['access']));
  const refresh = await costOf(async () => {
    pair = await succeed(graphql, 'refresh-token', { refresh: pair['refresh'] ?? '' });
  });
  const logout = await costOf(() => send(graphql, 'revoke-token', { refresh: pair['refresh'] ?? '' }));
  return [
    line('Authenticated query without a read', query, 'no statement', query.statements === 0),
    line('me', me, 'at most 1 statement', me.statements <= 1),
    line(
      'Login',
      login,
      'one hash, at most 3 statements',
      login.hashes === 1 && login.statements > 0 && login.statements <= 3,
    ),
    line('Refused login', refusal, 'one hash', refusal.hashes === 1),
    line('Refresh', refresh, '1 statement, which writes', refresh.statements === 1 && refresh.writes === 1),
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
  let fresh: string | undefined;
  const code = await costOf(async () => {
    fresh = (await succeed(graphql, 'verify-two-factor-token', { challenge, token }))['access'];
  });
  const recovery = await countRecovery(graphql, guarded, fresh);
  const device = await countDevice(graphql, guarded, fresh);
  return [
    line(
      'Login with a second factor, the password step',
      password,
      'one hash, at most 6 statements',
      password.hashes === 1 && password.statements <= 6,
    ),
    line(
      '… the code step',
      code,
      `no hash, at most ${CODE_STEP} statements`,
      code.hashes === 0 && code.statements > 0 && code.statements <= CODE_STEP,
    ),
    line(
      '… the same step with a recovery code',
      recovery,
      `no hash, at most ${CODE_STEP} statements`,
      recovery.hashes === 0 && recovery.statements > 0 && recovery.statements <= CODE_STEP,
    ),
    line(
      'Login with a remembered device',
      device,
      'one hash, at most 6 statements',
      device.hashes === 1 && device.statements > 0 && device.statements <= 6,
    ),
  ];
}

async function countRecovery(graphql: string, guarded: Record<string, string>, access?: string) {
  const { codes } = await succeed(graphql, 'generate-recovery-codes', {}, access);
  // A list, unlike the fields of other results.
  const token = codes?.[0] ?? '';
  const { challenge = '' } = await succeed(graphql, 'obtain-token', guarded);
  return costOf(() => succeed(graphql, 'verify-two-factor-token', { challenge, token }));
}

async function countDevice(graphql: string, guarded: Record<string, string>, access?: string) {
  const { token } = await succeed(graphql, 'trust-device', {}, access);
  return costOf(async () => {
    const { access: opened } = await succeed(graphql, 'obtain-token', guarded, undefined, token);
    if (opened === undefined) throw new Error('The device is not remembered.');
  });
}

async function ask(graphql: string, access: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${access}` };
  const response = await fetch(graphql, { method: 'POST', headers, body: QUERY });
  if (!response.ok) throw new Error(await response.text());
}
