import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createApp } from '../../../src/app.js';
import { loadConfig } from '../../../src/config/config.js';
import { type SimulatorServer, startSimulatorServer } from '../../../src/vendors/simulator/standalone.js';
import { App } from '../../setup/factors/authenticator-app.js';
import { Client, codeOf, dataOf, pairOf, requiredOf } from '../../setup/client.js';
import { otherThan } from '../../setup/flows.js';
import { LIMIT_STORES } from '../../setup/database/limit-stores.js';
import { preparedFolder } from '../../setup/process.js';
import { codeTo, twilioAt } from '../../setup/provider.js';
import { newPhone, PASSWORD } from '../../setup/server.js';
import { cli, document } from '../harness.js';

// Each command opens the database anew.

/** One Twilio for the server and the commands, as it would be. */
let provider: SimulatorServer;
let env: Record<string, string>;

beforeAll(async () => {
  provider = await startSimulatorServer({ port: 0 });
  env = {
    ...twilioAt(provider.url),
    TWILIO_MESSAGING_SERVICE_SID: `MG${'a'.repeat(32)}`,
    DATA_DIR: preparedFolder('cli-user-factor'),
    LIMIT_CODES_PER_USER: '2/1h',
  };
});
afterAll(() => provider.close());

/** Lets a front end talk to a server on the data that the commands work on. */
async function served<T>(
  work: (client: Client) => Promise<T>,
  more: Record<string, string> = {},
): Promise<T> {
  const config = loadConfig({ ...env, ...more, PORT: '0', BCRYPT_COST: '10' });
  const app = await createApp(config, { logger: pino({ level: 'silent' }) });
  try {
    const client = new Client(await app.listen(), '10.1.0.1');
    // A server listens before it has reached Redis.
    while (codeOf(await client.obtainToken('nobody', PASSWORD)) === 'SERVICE_UNAVAILABLE')
      await new Promise((next) => setTimeout(next, 50));
    return await work(client);
  } finally {
    await app.close();
  }
}

/** Makes a user. */
async function create(username: string): Promise<void> {
  expect(await cli(['user', 'create', username], { env, input: PASSWORD })).toMatchObject({ code: 0 });
}

async function switchOn(client: Client, username: string, phone: string) {
  const { access } = pairOf(dataOf(await client.obtainToken(username, PASSWORD)).obtainToken);
  dataOf(await client.as(access).verifyPhone(phone));
  const registered = dataOf(await client.as(access).registerPhone(phone, codeTo(provider, phone)));
  return { pair: pairOf(registered.registerPhone) };
}

/** What the record of the user of a client says, the newest first. */
async function lastEvents(client: Client, first: number) {
  interface Record {
    me: { securityEvents: { edges: { node: { type: string; reason: string | null } }[] } };
  }
  const query =
    'query ($first: Int!) { me { securityEvents(first: $first) { edges { node { type reason } } } } }';
  const { me } = dataOf(await client.query<Record>(query, { first }));
  return me.securityEvents.edges.map(({ node }) => node);
}

describe('cli user unlock', () => {
  it.each(LIMIT_STORES)(
    'lets the right code in at once, with the tries counted in %s',
    async (_where, store) => {
      const username = `locked-${Object.keys(store).join()}`;
      const phone = newPhone();
      await create(username);
      const challenge = await served(async (client) => {
        await switchOn(client, username, phone);
        const waiting = requiredOf(dataOf(await client.obtainToken(username, PASSWORD)).obtainToken);
        const wrong = { challenge: waiting.challenge, token: otherThan(codeTo(provider, phone)) };
        for (const code of ['INVALID_TWO_FACTOR_TOKEN', 'INVALID_TWO_FACTOR_TOKEN', 'RATE_LIMITED'])
          expect(codeOf(await client.verifyTwoFactorToken(wrong))).toBe(code);
        return waiting.challenge;
      }, store);
      expect(await cli(['user', 'unlock', username], { env: { ...env, ...store } })).toEqual({
        code: 0,
        stdout: `${username} may try codes again.\n`,
        stderr: '',
      });
      await served(async (client) => {
        const right = { challenge, token: codeTo(provider, phone) };
        expect(codeOf(await client.verifyTwoFactorToken(right))).toBeUndefined();
      }, store);
    },
  );

  it('says so when the tries cannot be forgotten', async () => {
    const unlocked = await cli(['user', 'unlock', 'locked-', '--json'], {
      env: { ...env, REDIS_URL: 'redis://127.0.0.1:1' },
    });
    expect(unlocked.code).toBe(3);
    expect(document(unlocked)).toEqual({
      error: { code: 'SERVICE_UNAVAILABLE', message: 'Redis does not take writes. Check it, and REDIS_URL.' },
    });
  });
});

describe('cli user disable-two-factor', () => {
  it('forgets the phone, ends sessions and codes, and notifies the old number', async () => {
    const phone = newPhone();
    await create('lost');
    const { pair, challenge } = await served(async (client) => {
      const { pair } = await switchOn(client, 'lost', phone);
      const waiting = requiredOf(dataOf(await client.obtainToken('lost', PASSWORD)).obtainToken);
      return { pair, challenge: waiting.challenge };
    });
    const disabled = await cli(['user', 'disable-two-factor', 'LOST', '--json'], { env });
    expect(disabled.code).toBe(0);
    expect(document(disabled)).toMatchObject({
      user: { username: 'lost', phone: null, twoFactorEnabled: false, hasPassword: true },
    });
    const notices = provider.simulator.messages().filter(({ service }) => service === 'notice');
    expect(notices).toEqual([
      expect.objectContaining({ to: phone, body: expect.stringContaining('no longer takes a code') }),
    ]);
    await served(async (client) => {
      const right = { challenge, token: codeTo(provider, phone) };
      expect(codeOf(await client.verifyTwoFactorToken(right))).toBe('CHALLENGE_EXPIRED');
      expect(codeOf(await client.refreshToken(pair.refresh))).toBe('TOKEN_INVALID');
      const { access } = pairOf(dataOf(await client.obtainToken('lost', PASSWORD)).obtainToken);
      expect(await lastEvents(client.as(access), 3)).toEqual([
        { type: 'SIGNED_IN', reason: null },
        { type: 'TWO_FACTOR_DISABLED', reason: 'staff' },
        { type: 'SESSION_REVOKED', reason: 'credentialChanged' },
      ]);
      await switchOn(client, 'lost', newPhone());
    });
  });

  it('says so where there is none', async () => {
    await create('bare');
    const refused = await cli(['user', 'disable-two-factor', 'bare', '--json'], { env });
    expect(refused.code).toBe(1);
    expect(document(refused)).toMatchObject({ error: { code: 'TWO_FACTOR_NOT_ENABLED' } });
  });
});

describe('cli user sign-out', () => {
  it('ends all sessions of one user, and nothing else', async () => {
    await create('everywhere');
    await create('bystander');
    const signIn = async (client: Client, username: string) =>
      pairOf(dataOf(await client.obtainToken(username, PASSWORD)).obtainToken);
    const { pairs, other } = await served(async (client) => ({
      pairs: [await signIn(client, 'everywhere'), await signIn(client, 'everywhere')],
      other: await signIn(client, 'bystander'),
    }));
    expect(await cli(['user', 'sign-out', 'Everywhere'], { env })).toEqual({
      code: 0,
      stdout: 'everywhere is signed out. All their sessions are ended.\n',
      stderr: '',
    });
    await served(async (client) => {
      for (const { access, refresh } of pairs) {
        expect(codeOf(await client.as(access).me())).toBe('UNAUTHENTICATED');
        expect(codeOf(await client.refreshToken(refresh))).toBe('TOKEN_INVALID');
      }
      expect(codeOf(await client.refreshToken(other.refresh))).toBeUndefined();
      const { access } = await signIn(client, 'everywhere');
      expect(await lastEvents(client.as(access), 3)).toEqual([
        { type: 'SIGNED_IN', reason: null },
        { type: 'SESSION_REVOKED', reason: 'staff' },
        { type: 'SESSION_REVOKED', reason: 'staff' },
      ]);
    });
  });
});

describe('cli user factors', () => {
  interface Listed {
    twoFactorEnabled: boolean;
    factors: { id: string; kind: string; name: string; phone: string | null }[];
  }
  const list = async (username: string) =>
    document(await cli(['user', 'factors', username, '--json'], { env })) as unknown as Listed;

  it('lists what a user has without a secret, and removes one after the other', async () => {
    const phone = newPhone();
    await create('grace');
    const secret = await served(async (client) => {
      const { pair } = await switchOn(client, 'grace', phone);
      const signedIn = client.as(pair.access);
      const setup = dataOf(await signedIn.startAuthenticatorApp('Work')).startAuthenticatorApp;
      const token = new App(setup.secret).codeAt(new Date());
      dataOf(await signedIn.confirmAuthenticatorApp(setup.enrollment, token));
      return setup.secret;
    });
    const { factors, twoFactorEnabled } = await list('grace');
    expect(twoFactorEnabled).toBe(true);
    expect(factors).toEqual([
      expect.objectContaining({ kind: 'phone', phone: `+48 ••• ••• •${phone.slice(-2)}` }),
      expect.objectContaining({ kind: 'authenticatorApp', name: 'Work', phone: null }),
    ]);
    const shown = await cli(['user', 'factors', 'grace'], { env });
    expect(shown.stdout).toMatch(/^ID +KIND +NAME +ADDED/);
    expect(shown.stdout).toContain('grace: the second factor is on, with 0 unused recovery codes.');
    for (const hidden of [secret, phone]) expect(shown.stdout).not.toContain(hidden);
    const users = await cli(['user', 'list', '--search', 'grace'], { env });
    expect(users.stdout).toContain(`+48 ••• ••• •${phone.slice(-2)}, app `);

    const [phoneId = '', appId = ''] = factors.map(({ id }) => id);
    expect(await cli(['user', 'remove-factor', 'grace', phoneId], { env })).toEqual({
      code: 0,
      stdout: 'grace signs in with the factors that are left. All their sessions are ended.\n',
      stderr: '',
    });
    const notices = provider.simulator
      .messages()
      .filter(({ service, to }) => service === 'notice' && to === phone);
    expect(notices[0]?.body).toContain('no longer takes a code');
    const again = await cli(['user', 'remove-factor', 'grace', phoneId, '--json'], { env });
    expect(again.code).toBe(1);
    expect(document(again)).toMatchObject({ error: { code: 'BAD_USER_INPUT' } });
    expect(await cli(['user', 'remove-factor', 'grace', appId], { env })).toMatchObject({
      code: 0,
      stdout: 'grace signs in with the password alone. All their sessions are ended.\n',
    });
    expect(await list('grace')).toMatchObject({ twoFactorEnabled: false, factors: [] });
  });
});
