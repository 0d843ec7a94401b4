import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { User } from '../../../src/accounts/user.entity.js';
import { type App as Server, createApp } from '../../../src/app.js';
import { loadConfig } from '../../../src/config/config.js';
import { generateSigningKeyPem } from '../../../src/tokens/key-ring.js';
import { App } from '../../setup/factors/authenticator-app.js';
import { Client, codeOf, dataOf, pairOf, requiredOf } from '../../setup/client.js';
import { createDatabase, type TestDatabase } from '../../setup/database/database.js';
import { killProcesses, preparedFolder, startProcess } from '../../setup/process.js';
import { PASSWORD } from '../../setup/server.js';
import { cli, document, inTestFolder } from '../harness.js';

// Each command opens the database anew.

let database: TestDatabase;
let env: Record<string, string>;
let isServed: boolean;

beforeAll(async () => {
  database = await createDatabase();
  isServed = 'DATABASE_URL' in database.env;
  env = { DATA_DIR: preparedFolder('cli-secrets'), ...database.env };
});
afterAll(async () => {
  killProcesses();
  await database.drop();
});

async function newEntry(): Promise<string> {
  const { code, stdout } = await cli(['secrets', 'generate']);
  expect(code).toBe(0);
  return stdout.trim();
}

const reseal = async (keys: string) => {
  const outcome = await cli(['secrets', 'reseal', '--json'], { env: { ...env, SECRETS_KEYS: keys } });
  return { code: outcome.code, ...document(outcome) };
};

/** A server on the data that the commands work on. */
async function startServer(keys: string): Promise<{ app: Server; client: Client }> {
  const config = loadConfig({ ...env, SECRETS_KEYS: keys, PORT: '0', BCRYPT_COST: '10' });
  const app = await createApp(config, { logger: pino({ level: 'silent' }) });
  return { app, client: new Client(await app.listen(), '10.1.0.1') };
}

/** Sets an app up for a new user. */
async function enroll({ app: { users, orm }, client }: { app: Server; client: Client }, username: string) {
  await users.createUser({ username, password: PASSWORD }, orm.em.fork());
  const { access } = pairOf(dataOf(await client.obtainToken(username, PASSWORD)).obtainToken);
  const signedIn = client.as(access);
  const { enrollment, secret } = dataOf(await signedIn.startAuthenticatorApp()).startAuthenticatorApp;
  const code = new App(secret).codeAt(new Date());
  const pair = dataOf(await signedIn.confirmAuthenticatorApp(enrollment, code)).confirmAuthenticatorApp;
  return { username, app: new App(secret), access: pair.access };
}

async function signIn({ client }: { client: Client }, { username, app }: { username: string; app: App }) {
  const { challenge } = requiredOf(dataOf(await client.obtainToken(username, PASSWORD)).obtainToken);
  // Of the next step: the code of this one may have been used for the enrollment.
  const token = app.codeAt(new Date(Date.now() + 30_000));
  return codeOf(await client.verifyTwoFactorToken({ challenge, token }));
}

/** The doctor on the same data. */
async function examine(keys?: string) {
  const outcome = await cli(['doctor', '--json'], { env: { ...env, ...(keys && { SECRETS_KEYS: keys }) } });
  const { checks } = document(outcome) as { checks: { name: string; status: string; detail: string }[] };
  return checks.find(({ name }) => name === 'secrets-keys');
}

/** Tests of this file go on from each other. */
describe('cli secrets', () => {
  it('generates an entry of SECRETS_KEYS, another one each time', async () => {
    const [one, other] = [await newEntry(), await newEntry()];
    expect(one).toMatch(/^\d{4}-\d\d-\d\d-[0-9a-f]{4}:[\w-]{43}$/);
    const { secretsKeys } = loadConfig({ SECRETS_KEYS: `${one},${other}` });
    expect(secretsKeys.map(({ key }) => key.length)).toEqual([32, 32]);
    expect(secretsKeys[0]?.key).not.toEqual(secretsKeys[1]?.key);
    const json = document(await cli(['secrets', 'generate', '--json'])) as { entry: string; id: string };
    expect(json.entry.startsWith(`${json.id}:`)).toBe(true);
  });

  it('reseals what an older key sealed, can be run again, and says what is left', async () => {
    const [old, next, another] = [await newEntry(), await newEntry(), await newEntry()];
    const idOf = (entry: string) => entry.split(':')[0];
    const first = await startServer(old);
    const [ada, bob] = [await enroll(first, 'ada'), await enroll(first, 'bob')];
    if (!isServed) await first.app.close();

    // Without the old key nothing is lost.
    expect(await reseal(next)).toEqual({
      ...{ code: 1, keyId: idOf(next), resealed: 0 },
      remaining: [{ keyId: idOf(old), count: 2 }],
    });
    expect(await examine(`${next},${old}`)).toMatchObject({ status: 'advice' });
    const done = { code: 0, keyId: idOf(next), resealed: 2, remaining: [] };
    expect(await reseal(`${next},${old}`)).toEqual(done);
    expect(await reseal(`${next},${old}`)).toEqual({ ...done, resealed: 0 });
    if (isServed) await first.app.close();

    const second = await startServer(next);
    expect(await signIn(second, ada)).toBeUndefined();
    expect(await signIn(second, bob)).toBeUndefined();
    await second.app.close();

    expect(await examine(next)).toMatchObject({ status: 'ok' });
    for (const keys of [old, `${idOf(next)}:${another.split(':')[1]}`])
      expect(await examine(keys)).toMatchObject({ status: 'problem' });
    const text = await cli(['secrets', 'reseal'], { env: { ...env, SECRETS_KEYS: next } });
    expect(text.stdout).toBe(`0 resealed with the key ${idOf(next)}. Nothing needs another key.\n`);
  });

  it('has no server start in production that lacks a key which is needed', async () => {
    const key = inTestFolder('cli-secrets.pem');
    await writeFile(key, generateSigningKeyPem(), { mode: 0o600 });
    const production = {
      ...{ NODE_ENV: 'production', PUBLIC_URL: 'https://login.example.com', JWT_KEYS: key },
      ...{ TWO_FACTOR_PROVIDER: 'twilio', TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}` },
      ...{ TWILIO_AUTH_TOKEN: 'made-up', TWILIO_VERIFY_SERVICE_SID: `VA${'1'.repeat(32)}` },
      ...{ DATABASE_URL: 'embedded', HOST: '127.0.0.1', ...env },
    };
    const wrong: Record<string, string>[] = [{}, { SECRETS_KEYS: await newEntry() }];
    for (const keys of wrong) {
      const { exit, output } = startProcess({ ...production, ...keys });
      expect(await exit).toBe(1);
      expect(output().split('\n')).toContainEqual(
        expect.stringMatching(
          /^2 authenticator apps are sealed with the key \S+, which is not in SECRETS_KEYS\. Put/,
        ),
      );
    }
    const without = await cli(['secrets', 'reseal', '--json'], { env: production });
    expect(without.code).toBe(1);
    expect(document(without)).toMatchObject({ error: { code: 'NO_SECRETS_KEYS' } });
  });

  it('removes what a lost key seals, and switches nobody off', async () => {
    const next = await newEntry();
    const [keyId = ''] = (await examine(next))?.detail.match(/[\d-]{10}-[0-9a-f]{4}/) ?? [];
    const forget = async (id: string, keys: string) => {
      const outcome = await cli(['secrets', 'forget', id, '--json'], { env: { ...env, SECRETS_KEYS: keys } });
      return { code: outcome.code, ...document(outcome) };
    };
    const refused = await forget(keyId, `${next},${keyId}:${next.split(':')[1]}`);
    expect(refused).toMatchObject({ code: 1, error: { code: 'KEY_NOT_LOST' } });
    expect(await forget(keyId, next)).toEqual({ code: 0, keyId, removed: 2 });
    expect(await forget(keyId, next)).toEqual({ code: 0, keyId, removed: 0 });
    const again = await cli(['secrets', 'forget', keyId], { env: { ...env, SECRETS_KEYS: next } });
    expect(again.stdout).toBe('No app is sealed with a key of this id.\n');
    expect(await examine(next)).toBeUndefined();
    const server = await startServer(next);
    expect(codeOf(await server.client.obtainToken('ada', PASSWORD))).toBe('FORBIDDEN');
    await server.app.close();
  });

  it('removes also what an undo could bring back', async () => {
    const [lost, next] = [await newEntry(), await newEntry()];
    const server = await startServer(lost);
    for (const username of ['dora', 'eve']) {
      const { access } = await enroll(server, username);
      const confirmed = { email: `${username}@example.com`, emailVerifiedAt: new Date() };
      await server.app.orm.em.fork().nativeUpdate(User, { usernameKey: username }, confirmed);
      const client = server.client.as(access);
      if (username === 'dora') dataOf(await client.generateRecoveryCodes());
      else dataOf(await client.disableTwoFactor());
    }
    await server.app.close();
    const forget = ['secrets', 'forget', lost.split(':')[0] ?? '', '--json'];
    const outcome = await cli(forget, { env: { ...env, SECRETS_KEYS: next } });
    expect(outcome).toMatchObject({ code: 0 });
    expect(document(outcome)).toMatchObject({ removed: 2 });
    expect(await examine(next)).toBeUndefined();
  });
});
