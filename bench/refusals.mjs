/* global console, fetch */

/**
 * Whether the time of a refused login tells why it was refused. An unknown user, a wrong password, a barred user
 * and a user without a password take turns, so that what else the machine does falls on all of them alike.
 *
 *   npm run build && node bench/refusals.mjs [logins of each kind, 200]
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createApp } from '../dist/app.js';
import { loadConfig } from '../dist/config.js';

const rounds = Number(process.argv[2] ?? 200);
const dataDir = mkdtempSync(join(tmpdir(), 'refusals-'));
const app = await createApp(
  loadConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'fatal',
    BCRYPT_COST: '10',
    LIMIT_LOGINS_PER_ADDRESS: '1000000/1m',
    LIMIT_LOGINS_PER_USERNAME: '1000000/1m',
  }),
);
const url = `${await app.listen()}/graphql`;
const em = app.orm.em.fork();
const createUser = (options) =>
  app.users.createUser({ username: randomUUID(), password: 'correct horse battery', ...options }, em);

const known = await createUser();
const barred = await createUser();
const passwordless = await createUser();
const sql = app.orm.em.getConnection();
await sql.execute('update users set is_active = false where id = ?', [barred.id]);
await sql.execute('update users set password_hash = null where id = ?', [passwordless.id]);

const kinds = {
  'unknown user': () => randomUUID(),
  'wrong password': () => known.username,
  'barred user': () => barred.username,
  'no password set': () => passwordless.username,
};

/** @returns milliseconds */
async function refuse(username) {
  const query =
    'mutation ($u: String!, $p: String!) { obtainToken(username: $u, password: $p) { __typename } }';
  const startedAt = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { u: username, p: 'a wrong password' } }),
  });
  const { errors } = await response.json();
  if (errors?.[0]?.extensions.code !== 'INVALID_CREDENTIALS')
    throw new Error(`Not refused as it should be: ${JSON.stringify(errors)}`);
  return performance.now() - startedAt;
}

const times = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
for (let warmUp = 0; warmUp < 5; warmUp++) for (const name of Object.values(kinds)) await refuse(name());
for (let round = 0; round < rounds; round++)
  for (const [kind, name] of Object.entries(kinds)) times[kind].push(await refuse(name()));

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const medians = Object.entries(times).map(([kind, values]) => [kind, median(values)]);
const fastest = Math.min(...medians.map(([, ms]) => ms));
for (const [kind, ms] of medians) console.log(`${kind.padEnd(16)} ${(ms / fastest).toFixed(3)}`);
const spread = Math.max(...medians.map(([, ms]) => ms)) / fastest - 1;
console.log(`The slowest median is ${(spread * 100).toFixed(1)} % over the fastest; at most 10 % is wanted.`);
await app.close();
rmSync(dataDir, { recursive: true });
process.exitCode = spread > 0.1 ? 1 : 0;
