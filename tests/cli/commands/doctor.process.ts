import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkConfiguration } from '../../../src/cli/doctor/configuration.checks.js';
import { checkProvider } from '../../../src/cli/doctor/provider.checks.js';
import { addSeconds } from '../../../src/core/clock.js';
import { loadConfig } from '../../../src/config/config.js';
import { migrate } from '../../../src/database/migrate.js';
import { openDatabase } from '../../../src/database/database.js';
import { generateSigningKeyPem } from '../../../src/tokens/key-ring.js';
import { type SimulatorServer, startSimulatorServer } from '../../../src/vendors/simulator/standalone.js';
import type { Channel } from '../../../src/core/phone-code.js';
import type { ServiceFinding, ServiceInspection } from '../../../src/vendors/phone-code-provider.js';
import { killProcesses, preparedFolder, startProcess } from '../../setup/process.js';
import { cli, document, inTestFolder } from '../harness.js';

const ACCOUNT = `AC${'a'.repeat(32)}`;
const LOGIN = `VA${'1'.repeat(32)}`;
const MISSING = `VA${'0'.repeat(32)}`;
/** Nobody listens on port 1. */
const NOWHERE = '127.0.0.1:1';

let vendor: SimulatorServer;
let lateVendor: SimulatorServer;

beforeAll(async () => {
  vendor = await startSimulatorServer({ port: 0 });
  lateVendor = await startSimulatorServer({ port: 0, clock: () => addSeconds(new Date(), -90) });
});
afterAll(async () => {
  killProcesses();
  await Promise.all([vendor.close(), lateVendor.close()]);
});

interface Finding {
  name: string;
  status: string;
  detail: string;
  fix?: string;
}

/** What the doctor says, by name; nothing of it may be one of the secrets. */
async function examine(env: Record<string, string>, secrets: readonly string[] = []) {
  const outcome = await cli(['doctor', '--json'], { env });
  for (const secret of secrets) expect(outcome.stdout).not.toContain(secret);
  const { ok, checks } = document(outcome) as { ok: boolean; checks: Finding[] };
  expect(ok).toBe(outcome.code === 0);
  return {
    code: outcome.code,
    checks,
    statuses: Object.fromEntries(checks.map(({ name, status }) => [name, status])),
    details: Object.fromEntries(checks.map(({ name, detail }) => [name, detail])),
  };
}

describe('cli doctor', () => {
  it('finds nothing wrong with what a developer starts with, and makes nothing', async () => {
    const folder = inTestFolder('doctor-empty');
    await mkdir(folder);
    const { code, stdout, stderr } = await cli(['doctor'], { env: { DATA_DIR: folder } });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Fine\n( {2}\S.+\n)+\nNo problems\.\n$/);
    expect(await readdir(folder)).toEqual([]);
  });

  it('looks at the keys and tables that are there', async () => {
    const env = { DATA_DIR: inTestFolder('doctor-used'), JWT_KEYS: inTestFolder('doctor.pem') };
    await writeFile(env.JWT_KEYS, generateSigningKeyPem());
    await chmod(env.JWT_KEYS, 0o644);
    const { orm } = await openDatabase(loadConfig(env));
    await migrate(orm);
    await orm.close();

    const { code, statuses, details } = await examine({ ...env, MIGRATE_ON_START: 'false' });
    expect(code).toBe(0);
    expect(statuses).toMatchObject({ database: 'ok', migrations: 'ok', 'key-files': 'advice' });
    expect(details).toMatchObject({
      'signing-keys': expect.stringContaining('ES256'),
      'key-files': expect.stringContaining(env.JWT_KEYS),
      database: expect.stringMatching(/PostgreSQL \d\d is connected/),
    });
  });

  it('finds nothing wrong beside a running server with the embedded database', async () => {
    const env = { DATA_DIR: preparedFolder('doctor-beside') };
    const server = startProcess(env);
    await server.address();
    const { code, checks } = await examine(env);
    server.child.kill('SIGTERM');
    expect(code).toBe(0);
    expect(checks.find(({ name }) => name === 'database')).toEqual({
      name: 'database',
      status: 'advice',
      detail: `A server is running and has ${env.DATA_DIR} open; its tables were not checked.`,
      fix: expect.stringContaining('/health/ready'),
    });
    expect(await server.exit).toBe(0);
  });

  it('names every key that is wrong, and repeats no value', async () => {
    const { code, checks } = await examine(
      { TWO_FACTOR_PROVIDER: 'twilio', TWILIO_ACCOUNT_SID: 'secret', PORT: 'eighty' },
      ['secret', 'eighty'],
    );
    expect(code).toBe(1);
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual(
      Array(checks.length).fill('configuration problem'),
    );
    const said = checks.map(({ detail }) => detail).join('\n');
    for (const key of ['TWILIO_ACCOUNT_SID', 'PORT']) expect(said).toContain(key);
  });

  it('advises on valid settings that are seldom intended, and exits with 0', async () => {
    const key = inTestFolder('doctor-advice.pem');
    await writeFile(key, generateSigningKeyPem(), { mode: 0o600 });
    const env = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://login.example.com',
      DATABASE_URL: 'embedded',
      DATA_DIR: inTestFolder('doctor-nothing'),
      JWT_KEYS: key,
      TWO_FACTOR_PROVIDER: 'twilio',
      TWILIO_ACCOUNT_SID: ACCOUNT,
      TWILIO_AUTH_TOKEN: 'made-up',
      TWILIO_VERIFY_SERVICE_SID: LOGIN,
      TWILIO_FOO: 'x',
      CORS_ORIGIN: 'https://app.example.com',
    };
    // Nobody is asked: production takes no address of the simulator.
    const advised = checkConfiguration(loadConfig(env)).filter(({ status }) => status === 'advice');
    const text = advised.map(({ detail }) => detail).join('\n');
    for (const name of [
      'CORS_ORIGINS is not set',
      'TRUSTED_PROXIES is not set',
      'SECRETS_KEYS is not set',
      'TWILIO_MESSAGING_SERVICE_SID is not set',
      'TWILIO_REGISTRATION_SERVICE_SID is the same service',
      'CORS_ORIGIN is not a setting of this server: do you mean CORS_ORIGINS?\n',
      'TWILIO_FOO is not a setting',
    ])
      expect(`${text}\n`).toContain(name);

    const plain = { PUBLIC_URL: 'http://login.example.com', CORS_ORIGINS: 'http://app.example.com' };
    const warned = checkConfiguration(loadConfig({ ...env, ...plain })).map(({ detail }) => detail);
    expect(warned).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^PUBLIC_URL is http:/),
        expect.stringMatching(/^CORS_ORIGINS has an http origin:/),
      ]),
    );

    const { code, stdout } = await cli(['doctor'], { env: { DATA_DIR: env.DATA_DIR, CORS_ORIGIN: 'x' } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Advice\n {2}setting +CORS_ORIGIN is .+\n\nFine\n/);
    expect(stdout).toMatch(/\n0 problems, 1 piece of advice\.\n$/);
  });

  it('names a key file that is not there together with wrong settings', async () => {
    const { code, checks } = await examine({ JWT_KEYS: inTestFolder('no-such.pem'), PORT: 'eighty' });
    expect(code).toBe(1);
    expect(checks.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^PORT /),
      expect.stringMatching(/^JWT_KEYS: The key file .*no-such\.pem cannot be read/),
    ]);
  });

  it('reports all problems at once and without secrets', async () => {
    const secrets = ['hunter2', 'hunter3'];
    const { code, statuses, details } = await examine(
      {
        TWO_FACTOR_PROVIDER: 'twilio',
        TWILIO_ACCOUNT_SID: ACCOUNT,
        TWILIO_AUTH_TOKEN: 'wrong',
        TWILIO_VERIFY_SERVICE_SID: LOGIN,
        TWILIO_BASE_URL: vendor.url,
        JWT_KEYS: inTestFolder('no-such.pem'),
        DATABASE_URL: `postgresql://doctor:hunter2@${NOWHERE}/auth`,
        REDIS_URL: `redis://:hunter3@${NOWHERE}`,
      },
      secrets,
    );
    expect(code).toBe(1);
    expect(statuses).toEqual({
      configuration: 'ok',
      setting: 'advice',
      passkeys: 'ok',
      'authenticator-apps': 'ok',
      mail: 'ok',
      provider: 'problem',
      channels: 'ok',
      'signing-keys': 'problem',
      database: 'problem',
      redis: 'problem',
    });
    expect(details['provider']).toContain('refuses the credentials');
    for (const name of ['database', 'redis']) expect(details[name]).toContain('ECONNREFUSED');
  });

  it('reports a service that does not exist, and a clock that is wrong', async () => {
    const { code, statuses, details } = await examine(
      {
        TWO_FACTOR_PROVIDER: 'twilio',
        TWILIO_ACCOUNT_SID: ACCOUNT,
        TWILIO_AUTH_TOKEN: 'hunter4',
        TWILIO_VERIFY_SERVICE_SID: LOGIN,
        TWILIO_REGISTRATION_SERVICE_SID: MISSING,
        TWILIO_BASE_URL: lateVendor.url,
        DATA_DIR: inTestFolder('doctor-nothing'),
      },
      ['hunter4'],
    );
    expect(code).toBe(1);
    expect(statuses).toMatchObject({
      provider: 'ok',
      'login-service': 'ok',
      'registration-service': 'problem',
      clock: 'problem',
    });
    expect(details['registration-service']).toContain(MISSING);
    expect(details['clock']).toMatch(/(89|9\d) seconds ahead/);
  });

  it('asks Authy too', async () => {
    const env = {
      TWO_FACTOR_PROVIDER: 'authy',
      AUTHY_API_KEY: 'hunter5',
      AUTHY_BASE_URL: vendor.url,
      DATA_DIR: inTestFolder('doctor-nothing'),
    };
    const { code, statuses, details } = await examine(env, ['hunter5']);
    expect(code).toBe(0);
    expect(statuses).toMatchObject({ provider: 'ok', clock: 'ok', channels: 'ok' });
    expect(details['channels']).toContain('sms, call');

    expect((await examine({ ...env, AUTHY_API_KEY: 'wrong' })).statuses).toMatchObject({
      provider: 'problem',
    });
  });
});

const now = new Date('2026-03-01T12:00:00Z');

/** The findings on a provider that returns this for its one or two services. */
async function statusesOf(
  findings: readonly [ServiceFinding, ServiceFinding?],
  env: Record<string, string> = {},
  channels: readonly [Channel, ...Channel[]] = ['sms', 'call'],
) {
  const [login, registration] = findings;
  const inspections: ServiceInspection[] = registration
    ? [
        { service: LOGIN, purposes: ['login'], ...login },
        { service: MISSING, purposes: ['registration'], ...registration },
      ]
    : [{ service: LOGIN, purposes: ['login', 'registration'], ...login }];
  const provider = {
    name: 'twilio',
    channels,
    inspect: async () => inspections,
  } as const;
  const checks = await checkProvider(provider, loadConfig(env).twoFactor, () => now);
  return Object.fromEntries(checks.map(({ name, status }) => [name, status]));
}

const found = { kind: 'found', codeLength: 6, vendorTime: now } as const;

describe('the findings on a provider', () => {
  it('checks the one service of login and registration once', async () => {
    expect(await statusesOf([found])).toEqual({
      provider: 'ok',
      'login-service': 'ok',
      clock: 'ok',
      channels: 'ok',
    });
  });

  it.each([4, 5, 7, 10])('takes no service with codes of %d digits', async (codeLength) => {
    expect(await statusesOf([found, { ...found, codeLength }])).toMatchObject({
      'login-service': 'ok',
      'registration-service': 'problem',
    });
  });

  it.each([
    [30, 'ok'],
    [31, 'problem'],
    [-30, 'ok'],
    [-31, 'problem'],
  ])('with a provider %d seconds ahead the clock is: %s', async (seconds, status) => {
    const vendorTime = addSeconds(now, seconds);
    expect(await statusesOf([{ ...found, vendorTime }])).toMatchObject({ clock: status });
  });

  it('finds whatsapp offered without a sender on each service', async () => {
    const offered = ['sms', 'whatsapp'] as const;
    const ready = { ...found, hasWhatsapp: true };
    const statusOf = async (findings: readonly [ServiceFinding, ServiceFinding]) =>
      (await statusesOf(findings, {}, offered))['channels'];
    expect(await statusOf([ready, ready])).toBe('ok');
    expect(await statusOf([ready, { ...found, hasWhatsapp: false }])).toBe('problem');
    expect(await statusOf([found, ready])).toBe('problem');
  });

  it('warns when the provider does not return the time', async () => {
    expect(await statusesOf([{ kind: 'found', codeLength: 6 }])).toMatchObject({ clock: 'advice' });
  });

  it('checks nothing else while the provider does not respond', async () => {
    expect(await statusesOf([found, { kind: 'unavailable', detail: 'no reply within 5000 ms' }])).toEqual({
      provider: 'problem',
      channels: 'ok',
    });
  });
});
