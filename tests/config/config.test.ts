import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { CONFIG_KEYS, ConfigError, loadConfig } from '../../src/config/config.js';
import { findWarnings } from '../../src/config/warnings.js';

type Env = Record<string, string>;

const ACCOUNT = `AC${'0'.repeat(32)}`;
const SERVICE = `VA${'a1'.repeat(16)}`;
const TWILIO: Env = {
  TWO_FACTOR_PROVIDER: 'twilio',
  TWILIO_ACCOUNT_SID: ACCOUNT,
  TWILIO_AUTH_TOKEN: 'made-up',
  TWILIO_VERIFY_SERVICE_SID: SERVICE,
};
const PRODUCTION: Env = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://login.example.com',
  DATABASE_URL: 'postgresql://login@db.example.com/login',
  JWT_KEYS: '/run/secrets/signing-key.pem',
  ...TWILIO,
};

/** What is wrong with the environment; empty if it can be used. */
function problemsOf(env: Env): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** The keys that the problems begin with, each once. */
function wrongKeys(env: Env): (string | undefined)[] {
  return problemsOf(env).map((problem) => /^[A-Z_]+/.exec(problem)?.[0]);
}

function without(env: Env, key: string): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== key));
}

describe('.env.example', () => {
  const text = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8');
  const example: Env = Object.fromEntries(
    [...text.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]),
  );

  it('lists every key that the server knows, each once, and no other', () => {
    const listed = [...text.matchAll(/^#([A-Z_]+)=/gm)].map(([, key]) => key);
    expect(listed.toSorted()).toEqual(CONFIG_KEYS.toSorted());
  });

  it('sets nothing as it is', () => {
    expect(parseEnv(text)).toEqual({});
  });

  it('states the real defaults: uncommenting all of it changes nothing', () => {
    expect(loadConfig(example)).toEqual(loadConfig({}));
    const DATABASE_URL = 'postgresql://db.example.com/login';
    expect(loadConfig({ ...example, DATABASE_URL })).toEqual(loadConfig({ DATABASE_URL }));
  });

  it('holds nothing that works as a secret', () => {
    const secretive = Object.entries(example).filter(([key]) =>
      /TOKEN$|SECRET$|API_KEY$|SID$|JWT_KEYS|REDIS_URL/.test(key),
    );
    expect(secretive).toHaveLength(10);
    for (const [key, value] of secretive) expect([key, value]).toEqual([key, '']);
    expect(text).not.toMatch(/\b(AC|SK|VA)[0-9a-f]{32}\b/i);
  });
});

describe('ConfigError', () => {
  const WRONG = 'hunter2:not-for-the-log';
  const FREE_TEXT = [
    'BRAND_NAME',
    'NO_PROXY',
    'DATA_DIR',
    'JWT_KEYS',
    'JWT_ISSUER',
    'JWT_AUDIENCE',
    'JWT_CLIENT_ID',
    'TWILIO_AUTH_TOKEN',
    'TWILIO_API_SECRET',
    'AUTHY_API_KEY',
  ];
  const everyKeyWrong = Object.fromEntries(CONFIG_KEYS.map((key) => [key, WRONG]));

  it('names every key of a wrong form at once', () => {
    expect(wrongKeys(everyKeyWrong).toSorted()).toEqual(
      CONFIG_KEYS.filter((key) => !FREE_TEXT.includes(key)).toSorted(),
    );
  });

  it('names everything that production refuses at once', () => {
    expect(wrongKeys({ NODE_ENV: 'production', TWILIO_BASE_URL: 'http://proxy.example.com' })).toEqual([
      'TWO_FACTOR_PROVIDER',
      'DATABASE_URL',
      'JWT_KEYS',
      'PUBLIC_URL',
      'TWILIO_BASE_URL',
    ]);
  });

  it('names what has a wrong form and what does not go together at once', () => {
    const env = { ...without(PRODUCTION, 'JWT_KEYS'), PORT: 'eighty', TWILIO_VERIFY_SERVICE_SID: 'hunter2' };
    expect(wrongKeys({ ...env, SESSION_IDLE_TTL: '91d' })).toEqual([
      'PORT',
      'TWILIO_VERIFY_SERVICE_SID',
      'JWT_KEYS',
      'SESSION_IDLE_TTL',
    ]);
  });

  it('checks no choice by a key that has a wrong form itself', () => {
    const noSecret = without(TWILIO, 'TWILIO_AUTH_TOKEN');
    expect(wrongKeys({ ...noSecret, TWILIO_API_KEY: 'hunter2' })).toEqual(['TWILIO_API_KEY']);
    expect(wrongKeys({ SESSION_IDLE_TTL: 'hunter2', ACCESS_TOKEN_TTL: '1d' })).toEqual(['SESSION_IDLE_TTL']);
    expect(wrongKeys({ ...PRODUCTION, PUBLIC_URL: 'hunter2' })).toEqual(['PUBLIC_URL']);
  });

  it('says what would be right, one line a key, and never repeats what was wrong', () => {
    const { message } = new ConfigError(problemsOf(everyKeyWrong));
    expect(message).not.toContain('hunter2');
    expect(message.split('\n')).toHaveLength(1 + CONFIG_KEYS.length - FREE_TEXT.length);
    expect(message).toContain('  - PORT must be a whole number from 0 to 65535');
    expect(message).toContain('  - LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent');
  });
});

describe('the links of mails', () => {
  it('lead to the hosted pages or to APP_URL, and nowhere else', () => {
    expect(loadConfig({}).mail.links.verifyEmail).toBe('http://localhost:4000/verify-email');
    const elsewhere = { APP_URL: 'https://app.example.com/', APP_VERIFY_EMAIL_PATH: '/join' };
    expect(loadConfig(elsewhere).mail.links.verifyEmail).toBe('https://app.example.com/join');
    expect(wrongKeys({ APP_VERIFY_EMAIL_PATH: '/join' })).toEqual(['APP_URL']);
  });

  it('need a page in production, and a sender', () => {
    const mail = { ...PRODUCTION, MAIL_URL: 'smtps://mail.example.com' };
    expect(wrongKeys(mail)).toEqual(['MAIL_FROM', 'APP_URL']);
    expect(wrongKeys({ ...mail, MAIL_FROM: 'login@example.com', HOSTED_PAGES: 'true' })).toEqual([]);
    expect(wrongKeys({ ...PRODUCTION, REGISTRATION: 'open' })).toEqual(['MAIL_URL']);
    expect(wrongKeys({ ...PRODUCTION, REGISTRATION: 'invited' })).toEqual(['MAIL_URL']);
    expect(wrongKeys({ ...PRODUCTION, REGISTRATION: 'closed' })).toEqual([]);
    expect(wrongKeys({ ...PRODUCTION, EMAIL_SIGN_IN: 'true' })).toEqual(['MAIL_URL']);
  });
});

describe('mail and registration', () => {
  const MAIL: Env = { MAIL_FROM: 'login@example.com', APP_URL: 'https://app.example.com' };
  const smtpOf = (env: Env) => loadConfig({ ...PRODUCTION, ...MAIL, ...env }).mail.smtp;

  it('are off in production unless set, and open with a mailbox in development', () => {
    expect(loadConfig(PRODUCTION)).toMatchObject({
      accounts: { registration: 'closed', emailSignIn: false, breachedPasswordsUrl: undefined },
      mail: { isOffered: false, isSimulated: false, smtp: undefined },
    });
    expect(loadConfig({})).toMatchObject({
      accounts: { registration: 'open', emailSignIn: false },
      mail: { isOffered: true, isSimulated: true },
    });
  });

  it('read the address of the mail server, with the ports of RFC 8314', () => {
    expect(smtpOf({ MAIL_URL: 'smtp://ada%40example.com:p%2Fw%25@mail.example.com' })).toMatchObject({
      ...{ host: 'mail.example.com', port: 587, isImplicitTls: false, requireTls: true },
      ...{ user: 'ada@example.com', password: 'p/w%', from: 'login@example.com' },
    });
    expect(smtpOf({ MAIL_URL: 'smtps://mail.example.com' })).toMatchObject({
      port: 465,
      isImplicitTls: true,
    });
    expect(smtpOf({ MAIL_URL: 'smtp://[::1]:2525' })).toMatchObject({ host: '::1', requireTls: false });
    for (const MAIL_URL of ['mail.example.com', 'http://mail.example.com', 'smtp://x/y', 'smtp://x?tls=no'])
      expect(wrongKeys({ MAIL_URL, ...MAIL })).toEqual(['MAIL_URL']);
  });

  it('warn of mails without TLS, and of a mailbox that opens the account', () => {
    const env = { ...PRODUCTION, ...MAIL, MAIL_URL: 'smtp://mail.example.com' };
    const warnings = (more: Env) => findWarnings(loadConfig({ ...env, ...more })).join();
    expect(warnings({})).not.toMatch(/MAIL_REQUIRE_TLS|EMAIL_SIGN_IN/);
    expect(warnings({ MAIL_REQUIRE_TLS: 'false' })).toContain('MAIL_REQUIRE_TLS is false');
    expect(warnings({ EMAIL_SIGN_IN: 'true' })).toContain('EMAIL_SIGN_IN is on');
  });

  it('take no sender that would add a header or a second address', () => {
    const wrong = [
      'a@b.example\r\nBcc: c@d.example',
      'A\n<a@b.example>',
      'a@b.example, c@d.example',
      '<>',
      'A',
    ];
    for (const MAIL_FROM of wrong) expect(wrongKeys({ MAIL_FROM })).toEqual(['MAIL_FROM']);
    expect(wrongKeys({ MAIL_FROM: 'Łódź Bikes <login@example.com>' })).toEqual([]);
  });
});

describe('production', () => {
  it('starts with the least that docs/configuration.md names', () => {
    expect(loadConfig(PRODUCTION)).toMatchObject({
      production: true,
      host: '0.0.0.0',
      publicUrl: 'https://login.example.com',
      graphiql: false,
      introspection: false,
      corsOrigins: [],
      database: { kind: 'served', migrateOnStart: false },
      tokens: { issuer: 'https://login.example.com', audience: 'https://login.example.com' },
    });
  });

  it.each(['TWO_FACTOR_PROVIDER', 'DATABASE_URL', 'JWT_KEYS', 'PUBLIC_URL'])(
    'refuses to start without %s',
    (key) => {
      expect(wrongKeys(without(PRODUCTION, key))).toEqual([key]);
      expect(wrongKeys({ ...PRODUCTION, [key]: ' ' })).toEqual([key]);
    },
  );

  it('refuses the simulator', () => {
    expect(problemsOf({ ...PRODUCTION, TWO_FACTOR_PROVIDER: 'simulator' })).toEqual([
      expect.stringMatching(/^TWO_FACTOR_PROVIDER must not be simulator/),
    ]);
  });

  it.each(['TWILIO_BASE_URL', 'AUTHY_BASE_URL'])('refuses to send codes in the clear: %s', (key) => {
    expect(wrongKeys({ ...PRODUCTION, [key]: 'http://proxy.example.com' })).toEqual([key]);
    expect(wrongKeys({ ...PRODUCTION, [key]: 'http://127.example.com' })).toEqual([key]);
    expect(wrongKeys({ ...PRODUCTION, [key]: 'http://localhost.example.com' })).toEqual([key]);
    expect(wrongKeys({ ...PRODUCTION, [key]: 'https://proxy.example.com' })).toEqual([]);
    expect(wrongKeys({ [key]: 'http://localhost:4100' })).toEqual([]);
  });

  it.each([
    ['TWILIO_BASE_URL', 'http://127.0.0.1:4010'],
    ['TWILIO_BASE_URL', 'http://[::1]:4010'],
    ['AUTHY_BASE_URL', 'http://localhost:4010'],
  ])('can be rehearsed with a simulator on this machine, with a warning: %s=%s', (key, url) => {
    const config = loadConfig({ ...PRODUCTION, [key]: url });
    expect(findWarnings(config)).toContainEqual(
      expect.stringContaining(`NO REAL CODES ARE SENT: the calls of the provider go to ${url}`),
    );
    expect(findWarnings(loadConfig(PRODUCTION)).join()).not.toContain('NO REAL CODES');
  });

  it('takes the embedded database when it is asked for by name', () => {
    expect(loadConfig({ ...PRODUCTION, DATABASE_URL: 'embedded' }).database).toEqual({
      kind: 'embedded',
      schema: 'public',
      migrateOnStart: true,
    });
  });

  it.each([
    ['PUBLIC_URL', 'http://login.example.com', 'https://login.example.com'],
    ['PUBLIC_URL', 'HTTP://login.example.com', 'https://login.example.com'],
    [
      'CORS_ORIGINS',
      'https://app.example.com,http://old.example.com',
      'https://app.example.com,capacitor://app',
    ],
  ])('warns of %s without TLS: %s', (key, plain, safe) => {
    const warningsOf = (env: Env) => findWarnings(loadConfig(env)).filter((text) => text.startsWith(key));
    expect(warningsOf({ ...PRODUCTION, [key]: plain })).toHaveLength(1);
    expect(warningsOf({ ...PRODUCTION, [key]: safe })).toEqual([]);
    // Development has no TLS.
    expect(warningsOf({ [key]: plain.toLowerCase() })).toEqual([]);
  });

  it('warns of tokens that only enroll where other services would accept them', () => {
    const warned = (env: Env) =>
      findWarnings(loadConfig(env)).filter((text) => text.includes('JWT_AUDIENCE'));
    const required = { TWO_FACTOR_POLICY: 'required' };
    for (const env of [required, { ...PRODUCTION, ...required }]) expect(warned(env)).toHaveLength(1);
    expect(warned({ ...PRODUCTION, ...required, JWT_AUDIENCE: 'https://login.example.com' })).toHaveLength(1);
    expect(warned({ ...PRODUCTION, ...required, JWT_AUDIENCE: 'api' })).toEqual([]);
    for (const policy of ['staff', 'optional'])
      expect(warned({ ...PRODUCTION, TWO_FACTOR_POLICY: policy })).toEqual([]);
  });

  it('asks staff for the second factor, unless TWO_FACTOR_POLICY says otherwise', () => {
    const policyOf = (env: Env) => loadConfig(env).twoFactor.policy;
    expect([policyOf(PRODUCTION), policyOf({})]).toEqual(['staff', 'optional']);
    expect(policyOf({ ...PRODUCTION, TWO_FACTOR_POLICY: 'optional' })).toBe('optional');
  });

  it('still serves for five seconds after SIGTERM, or as long as SHUTDOWN_DELAY says', () => {
    expect(loadConfig(PRODUCTION).shutdownDelaySeconds).toBe(5);
    expect(loadConfig({}).shutdownDelaySeconds).toBe(0);
    expect(loadConfig({ ...PRODUCTION, SHUTDOWN_DELAY: '0' }).shutdownDelaySeconds).toBe(0);
    expect(loadConfig({ ...PRODUCTION, SHUTDOWN_DELAY: '2m' }).shutdownDelaySeconds).toBe(120);
    expect(wrongKeys({ ...PRODUCTION, SHUTDOWN_DELAY: '6m' })).toEqual(['SHUTDOWN_DELAY']);
    expect(wrongKeys({ ...PRODUCTION, SHUTDOWN_DELAY: '-1' })).toEqual(['SHUTDOWN_DELAY']);
  });

  it('knows no fourth environment, in which its refusals would not count', () => {
    expect(wrongKeys({ ...PRODUCTION, NODE_ENV: 'staging' })).toEqual(['NODE_ENV']);
  });
});

describe('providers', () => {
  it.each(['TWILIO_ACCOUNT_SID', 'TWILIO_VERIFY_SERVICE_SID', 'TWILIO_AUTH_TOKEN'])(
    'refuses twilio without %s',
    (key) => expect(wrongKeys(without(TWILIO, key))).toEqual([key]),
  );

  it('takes an API key with its secret in place of the auth token, not one alone', () => {
    const account = without(TWILIO, 'TWILIO_AUTH_TOKEN');
    const TWILIO_API_KEY = `SK${'b2'.repeat(16)}`;
    const TWILIO_API_SECRET = 'made-up-too';
    expect(loadConfig({ ...account, TWILIO_API_KEY, TWILIO_API_SECRET }).twoFactor.twilio).toMatchObject({
      accountSid: ACCOUNT,
      username: TWILIO_API_KEY,
      password: TWILIO_API_SECRET,
    });
    expect(problemsOf({ ...account, TWILIO_API_KEY })).toHaveLength(1);
    expect(problemsOf({ ...account, TWILIO_API_SECRET })).toHaveLength(1);
  });

  it('registers phones with the login service unless there is one for that', () => {
    const TWILIO_REGISTRATION_SERVICE_SID = `VA${'c3'.repeat(16)}`;
    expect(loadConfig(TWILIO).twoFactor.twilio.registrationServiceSid).toBe(SERVICE);
    expect(loadConfig({ ...TWILIO, TWILIO_REGISTRATION_SERVICE_SID }).twoFactor.twilio).toMatchObject({
      loginServiceSid: SERVICE,
      registrationServiceSid: TWILIO_REGISTRATION_SERVICE_SID,
    });
  });

  it('refuses authy without its API key', () => {
    expect(wrongKeys({ TWO_FACTOR_PROVIDER: 'authy' })).toEqual(['AUTHY_API_KEY']);
    expect(wrongKeys({ TWO_FACTOR_PROVIDER: 'authy', AUTHY_API_KEY: 'made-up' })).toEqual([]);
  });
});

describe('channels', () => {
  const AUTHY: Env = { TWO_FACTOR_PROVIDER: 'authy', AUTHY_API_KEY: 'made-up' };
  const channelsOf = (env: Env) => loadConfig(env).twoFactor.channels;

  it('are those that the provider has, unless some are named', () => {
    expect(channelsOf({})).toEqual(['sms', 'call']);
    expect(channelsOf(TWILIO)).toEqual(['sms', 'call']);
    expect(channelsOf(AUTHY)).toEqual(['sms', 'call']);
    expect(channelsOf({ ...AUTHY, TWO_FACTOR_CHANNELS: 'call' })).toEqual(['call']);
  });

  it.each(['whatsapp', 'sms,whatsapp'])('refuses %s with Authy', (names) => {
    expect(wrongKeys({ ...AUTHY, TWO_FACTOR_CHANNELS: names })).toEqual(['TWO_FACTOR_CHANNELS']);
    expect(wrongKeys({ ...TWILIO, TWO_FACTOR_CHANNELS: names })).toEqual([]);
  });
});

describe('sessions', () => {
  it('refuses access tokens that outlive sessions, and idle times beyond their age', () => {
    expect(wrongKeys({ ACCESS_TOKEN_TTL: '15d' })).toEqual(['ACCESS_TOKEN_TTL']);
    expect(wrongKeys({ SESSION_IDLE_TTL: '1h', ACCESS_TOKEN_TTL: '2h' })).toEqual(['ACCESS_TOKEN_TTL']);
    expect(wrongKeys({ SESSION_IDLE_TTL: '91d' })).toEqual(['SESSION_IDLE_TTL']);
    expect(wrongKeys({ SESSION_IDLE_TTL: '90d' })).toEqual([]);
    expect(wrongKeys({ SESSION_IDLE_TTL: '1d', ACCESS_TOKEN_TTL: '1d' })).toEqual([]);
  });
});

describe('forms', () => {
  it.each([
    ['90s', 90],
    ['5m', 300],
    ['12h', 43_200],
    ['1d', 86_400],
    ['45', 45],
    [' 5m ', 300],
  ])('takes the duration %j as %i seconds', (text, seconds) => {
    expect(loadConfig({ ACCESS_TOKEN_TTL: text }).tokens.accessTtlSeconds).toBe(seconds);
  });

  it('counts the waits of the database and the provider in milliseconds', () => {
    const config = loadConfig({
      DATABASE_URL: 'postgresql://db/login',
      DATABASE_ACQUIRE_TIMEOUT: '3s',
      TWO_FACTOR_TIMEOUT: '1m',
    });
    expect(config.database).toMatchObject({ acquireTimeoutMs: 3000 });
    expect(config.twoFactor.timeoutMs).toBe(60_000);
  });

  it('takes a limit as attempts in seconds', () => {
    const { limits } = loadConfig({ LIMIT_LOGINS_PER_USERNAME: '3/15m', LIMIT_SENDS_PER_PREFIX: '7/60' });
    expect(limits.loginsPerUsername).toEqual({ points: 3, seconds: 900 });
    expect(limits.sendsPerPrefix).toEqual({ points: 7, seconds: 60 });
  });

  it('takes lists with blanks and empty places', () => {
    const config = loadConfig({
      JWT_KEYS: ' new.pem , old.pem,, ',
      CORS_ORIGINS: 'https://app.example.com, https://admin.example.com',
      PHONE_COUNTRIES: 'PL, DE',
      TWO_FACTOR_CHANNELS: 'whatsapp,sms',
      TRUSTED_PROXIES: '10.0.0.1, 10.1.0.0/16, ::1, fd00::/8',
    });
    expect(config.tokens.keyFiles).toEqual(['new.pem', 'old.pem']);
    expect(config.corsOrigins).toEqual(['https://app.example.com', 'https://admin.example.com']);
    expect(config.twoFactor.countries).toEqual(['PL', 'DE']);
    expect(config.twoFactor.channels).toEqual(['whatsapp', 'sms']);
    expect(config.trustedProxies).toEqual(['10.0.0.1', '10.1.0.0/16', '::1', 'fd00::/8']);
  });

  it.each([
    ['true', true],
    ['on', true],
    ['1', true],
    ['false', false],
    ['off', false],
    ['0', false],
  ])('takes %j as %j', (text, value) => {
    expect(loadConfig({ GRAPHIQL: text }).graphiql).toBe(value);
  });

  it('takes addresses without their trailing slashes', () => {
    const config = loadConfig({ PUBLIC_URL: 'https://example.com/login//' });
    expect(config.publicUrl).toBe('https://example.com/login');
    expect(config.tokens.issuer).toBe('https://example.com/login');
  });

  it.each<[Env, object | undefined]>([
    [{}, { rpId: 'localhost', origins: ['http://localhost:4000'], anyLocalhostPort: true }],
    [
      { ...PRODUCTION, CORS_ORIGINS: 'https://app.login.example.com,https://example.com,capacitor://app' },
      {
        rpId: 'login.example.com',
        origins: ['https://login.example.com', 'https://app.login.example.com'],
        anyLocalhostPort: false,
      },
    ],
    [
      {
        ...PRODUCTION,
        PASSKEY_RP_ID: 'example.com',
        CORS_ORIGINS: 'https://badexample.com,https://example.com',
      },
      {
        rpId: 'example.com',
        origins: ['https://login.example.com', 'https://example.com'],
        anyLocalhostPort: false,
      },
    ],
    [
      { PASSKEY_ORIGINS: 'http://localhost:5173' },
      { rpId: 'localhost', origins: ['http://localhost:5173'], anyLocalhostPort: false },
    ],
    [{ PUBLIC_URL: 'http://192.0.2.7' }, undefined],
    [{ PUBLIC_URL: 'https://[2001:db8::1]' }, undefined],
    [{ PUBLIC_URL: 'http://login.example.com' }, undefined],
  ])('knows where passkeys work with %j', (env, passkeys) => {
    expect(loadConfig(env).passkeys).toEqual(passkeys);
  });

  it.each<[Env, string]>([
    [{ PASSKEY_RP_ID: '192.0.2.7' }, 'PASSKEY_RP_ID'],
    [{ ...PRODUCTION, PASSKEY_RP_ID: 'other.example.com' }, 'PASSKEY_RP_ID'],
    [{ PUBLIC_URL: 'http://example.com', PASSKEY_RP_ID: 'example.com' }, 'PASSKEY_RP_ID'],
    [{ ...PRODUCTION, PASSKEY_ORIGINS: 'https://example.com' }, 'PASSKEY_ORIGINS'],
    [{ ...PRODUCTION, PASSKEY_ORIGINS: 'http://login.example.com' }, 'PASSKEY_ORIGINS'],
  ])('refuses %j: no browser would use a passkey there', (env, key) => {
    expect(wrongKeys(env)).toEqual([key]);
  });

  it('makes the public address from host and port when there is none', () => {
    expect(loadConfig({ PORT: '4999' }).publicUrl).toBe('http://localhost:4999');
    expect(loadConfig({ HOST: '192.0.2.7' }).publicUrl).toBe('http://192.0.2.7:4000');
    expect(loadConfig({ HOST: '::1' }).publicUrl).toBe('http://[::1]:4000');
    expect(loadConfig({ HOST: 'fe80::1%eth0' }).publicUrl).toBe('http://[fe80::1]:4000');
  });

  it.each(
    Object.entries({
      HOST: ['0.0.0.0', '::', 'fe80::1%eth0', 'localhost', 'Auth-1.internal'],
      TRUSTED_PROXIES: ['::ffff:10.0.0.1', 'fd00::/8,10.0.0.0/31', 'fe80::1%eth0', '10.1.2.3/8'],
      CORS_ORIGINS: [
        'http://localhost:3000',
        'https://app.example.com:8443',
        'http://[::1]:5173',
        'capacitor://localhost',
        ',',
      ],
      DATABASE_URL: [
        'postgres://db/login',
        'postgresql://me:p%23s%2Fs@db:5433/login?sslmode=require',
        'postgresql://me:a@b@[::1]/login',
        'postgresql://me@%2Frun%2Fpostgresql/login',
      ],
      REDIS_URL: ['redis://redis', 'rediss://me:p%23s@redis:6380/2', 'redis://[::1]:6379/?family=6'],
      BRAND_LOGO_URL: ['https://cdn.example.com/logo.svg?v=2&size=64', 'http://localhost:4000/logo.svg'],
      BRAND_TERMS_URL: ['https://example.com/?page=terms#top', 'https://example.com'],
      DATA_DIR: ['/data', '../data', 'data~'],
      JWT_AUDIENCE: ['api', 'https://api.example.com'],
      SESSION_MAX_AGE: ['3650d'],
      REMEMBER_DEVICE: ['0', '12h', '365d'],
      REMEMBER_DEVICE_STAFF: ['0', '1d'],
      SECURITY_EVENT_RETENTION: ['3650d'],
      LIMIT_SENDS_PER_DAY: ['1000000/30d'],
    }).flatMap(([key, values]) => values.map((value) => [key, value] as const)),
  )('takes %s=%s', (key, value) => {
    expect(problemsOf({ [key]: value })).toEqual([]);
  });

  it('counts an empty value as not set', () => {
    expect(loadConfig({ PORT: '', LOG_LEVEL: '  ', REDIS_URL: '' })).toEqual(loadConfig({}));
  });

  it.each(
    Object.entries({
      ACCESS_TOKEN_TTL: [
        '0',
        '0s',
        '5w',
        '1.5h',
        '-5m',
        '5 m',
        '5M',
        'm',
        'soon',
        '400d',
        '25h',
        '15',
        '300000',
      ],
      LIMIT_LOGINS_PER_ADDRESS: ['10', '10/', '/10m', '0/10m', '10/0s', '10/10w', '10/10m/1h', '-1/10m'],
      PORT: ['65536', '-1', '80.5', '0x50', 'http'],
      DATABASE_POOL_MAX: ['1', '1001'],
      BCRYPT_COST: ['9', '16', '12.5'],
      GRAPHIQL: ['yes', 'TRUE', '2'],
      PASSKEY_RP_ID: [
        'https://example.com',
        'Example.com',
        'example.com:443',
        '127.0.0.1',
        '::1',
        '*.example.com',
      ],
      PASSKEY_ORIGINS: [
        'localhost',
        'http://localhost:4000/',
        'capacitor://app',
        'android:apk-key-hash:short',
      ],
      LOG_LEVEL: ['verbose', 'INFO'],
      PUBLIC_URL: [
        'login.example.com',
        'ftp://example.com',
        '//example.com',
        'https://',
        'https://example.com/?login',
        'https://example.com?',
        'https://example.com/#login',
        'https://me:secret@example.com',
        'https:example.com',
        'https:///example.com',
      ],
      BRAND_LOGO_URL: [
        'https://cdn.example.com;script-src/logo.svg',
        'https://cdn.example.com,a/logo.svg',
        "https://cdn.example.com'/logo.svg",
        'https://*.com/logo.svg',
        'https://me:secret@cdn.example.com/logo.svg',
        'https://me@cdn.example.com/logo.svg',
        'http://cdn.example.com/logo.svg',
        'javascript:alert(1)',
        'data:image/svg+xml,x',
        '//cdn.example.com/logo.svg',
        'https://cdn.example.com/logo.svg?a b',
      ],
      DATABASE_URL: [
        'mysql://db/login',
        'postgresql://',
        'db.example.com',
        'Embedded',
        'postgresql://db.example.com',
        'postgresql://db.example.com/',
        'postgresql://db.example.com/?sslmode=require',
        'postgresql://me:p#ss@db/login',
        'postgresql://me:1#ss@db/login',
        'postgresql://me:a/b@db/login',
        'postgresql://me:100%@db/login',
        'postgresql://db:port/login',
        'postgresql://me:p@db/login#x',
      ],
      REDIS_URL: [
        'http://redis:6379',
        'redis:6379',
        'redis://',
        'redis://:p#ss@redis',
        'redis://me:1#ss@redis',
        'redis://:100%@redis',
        'redis://redis:99999',
        'redis://redis/limits',
        'redis:///0',
      ],
      TRUSTED_PROXIES: [
        'proxy.example.com',
        '10.0.0.0/33',
        '10.0.0.1,all',
        '10.0.0.1 10.0.0.2',
        '1',
        '10/8',
        '10.1',
        '0x7f.0.0.1',
        '010.0.0.1',
        '0.0.0.0/0',
        '::/0',
        '*',
        'true',
        'loopback',
        '[::1]',
        '10.0.0.1:80',
      ],
      PHONE_COUNTRIES: ['pl', 'POL', 'XX', '48', 'PL DE', 'PL,XX'],
      TWO_FACTOR_CHANNELS: ['email', 'SMS', 'sms,email', ',', 'sms,sms'],
      TWO_FACTOR_PROVIDER: ['verify', 'Twilio'],
      TWILIO_ACCOUNT_SID: ['AC123', `VA${'0'.repeat(32)}`, `AC${'0'.repeat(33)}`, `AC${'g'.repeat(32)}`],
      TWILIO_API_KEY: [ACCOUNT],
      TWILIO_VERIFY_SERVICE_SID: [ACCOUNT, `va${'0'.repeat(32)}`],
      TWILIO_REGISTRATION_SERVICE_SID: [ACCOUNT],
      CORS_ORIGINS: [
        'app.example.com',
        'https://app.example.com/',
        'https://app.example.com/login',
        'https://App.example.com',
        'https://app.example.com:443',
        'http://app.example.com:80',
        'https://*.example.com',
        '*',
        'null',
        'https://me@app.example.com',
        'https://app.example.com?',
        'https:app.example.com',
        'ftp://app.example.com',
        'https://app.example.com,admin.example.com',
      ],
      HOST: [
        'localhost:4000',
        '127.0.0.1:80',
        '[::1]',
        'http://localhost',
        '1',
        '10.1',
        '*',
        'local host',
        'example.com/login',
      ],
      DATA_DIR: ['~/data', '~'],
      JWT_KEYS: ['~/key.pem', 'key.pem,key.pem', '-----BEGIN PRIVATE KEY-----', 'LS0tLS1CRUdJTiBQUklWQVRF'],
      JWT_AUDIENCE: ['api,admin'],
      SESSION_MAX_AGE: ['3651d', '999999999d'],
      REMEMBER_DEVICE: ['366d', '-1', 'forever'],
      REMEMBER_DEVICE_STAFF: ['366d', 'no'],
      SEND_PAUSE: ['11m', '30000'],
      DATABASE_ACQUIRE_TIMEOUT: ['2m', '2000'],
      TWO_FACTOR_TIMEOUT: ['11m', '5000'],
      SECURITY_EVENT_RETENTION: ['36501d'],
      SEND_CONVERSION_WINDOW: ['31d'],
      SEND_CONVERSION_PAUSE: ['31d'],
      LIMIT_SENDS_PER_NUMBER: ['1000001/10m', '4/31d'],
      AUTHY_BASE_URL: ['api.authy.com'],
    }).flatMap(([key, values]) => values.map((value) => [key, value] as const)),
  )('refuses %s=%s', (key, value) => {
    expect(wrongKeys({ [key]: value })).toEqual([key]);
  });
});

describe('the configuration', () => {
  it('is frozen after the start', () => {
    const config = loadConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(() => Object.assign(config, { production: true })).toThrow(TypeError);
  });

  it('ignores what is not a key of this server', () => {
    expect(loadConfig({ PATH: '/usr/bin', POSTGRES_PASSWORD: 'for somebody else' })).toEqual(loadConfig({}));
  });
});

describe('a name that is no setting', () => {
  const unknownOf = (...names: string[]) =>
    loadConfig(Object.fromEntries(names.map((name) => [name, 'x']))).unknownKeys.map(({ name, meant }) => [
      name,
      meant,
    ]);

  it.each([
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['LIMIT_LOGIN_PER_USERNAME', 'LIMIT_LOGINS_PER_USERNAME'],
    ['DATABASE_ULR', 'DATABASE_URL'],
    ['DATABASEURL', 'DATABASE_URL'],
    ['REDIS_URI', 'REDIS_URL'],
    ['TRUSTED_PROXYS', 'TRUSTED_PROXIES'],
    ['PROT', 'PORT'],
    ['public_url', 'PUBLIC_URL'],
    ['JWT-KEYS', 'JWT_KEYS'],
    ['TWO_FACTOR_PROVDIER', 'TWO_FACTOR_PROVIDER'],
  ])('is a mistyped setting: %s is probably %s', (name, meant) => {
    expect(unknownOf(name)).toEqual([[name, meant]]);
  });

  it.each([
    'LIMIT_FOO',
    'TWO_FACTOR_FOO',
    'TWILIO_FOO',
    'AUTHY_FOO',
    'JWT_FOO',
    'SESSION_FOO',
    'SEND_FOO',
    'DATABASE_FOO',
    'SECURITY_FOO',
  ])('is reported with one of our prefixes: %s', (name) => {
    expect(unknownOf(name)).toEqual([[name, undefined]]);
  });

  it('is left alone if it belongs to somebody else', () => {
    const foreign = [
      'HOME',
      'HOSTNAME',
      'PATH',
      'PWD',
      'SESSION_MANAGER',
      'HTTP_PROXY',
      'http_proxy',
      'no_proxy',
      'POSTGRES_PASSWORD',
      'NODE_OPTIONS',
    ];
    expect(unknownOf(...foreign, 'npm_config_loglevel', '_')).toEqual([]);
  });

  it.each(['LIMIT_LOGIN_PER_USERNAME', 'JWT_KEY', 'TWO_FACTOR_CHANEL'])(
    'stops a start in production if it would leave %s at its default',
    (name) => {
      expect(wrongKeys({ ...PRODUCTION, [name]: 'x' })).toEqual([name]);
      expect(wrongKeys({ [name]: 'x' })).toEqual([]);
    },
  );

  it.each(['CORS_ORIGIN', 'LIMIT_FOO'])('does not stop a start in production otherwise: %s', (name) => {
    expect(wrongKeys({ ...PRODUCTION, [name]: 'x' })).toEqual([]);
  });
});
