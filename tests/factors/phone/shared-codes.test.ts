import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createApp } from '../../../src/app.js';
import { loadConfig } from '../../../src/config/config.js';
import { SentCode } from '../../../src/factors/phone/sent-code.entity.js';
import { generateSigningKeyPem } from '../../../src/tokens/key-ring.js';
import type { HttpRequest } from '../../../src/vendors/http-transport.js';
import { type ApiResponse, type Client, codeOf, dataOf, requiredOf } from '../../setup/client.js';
import { createDatabase } from '../../setup/database/database.js';
import { eventually } from '../../setup/eventually.js';
import { otherThan, signIn, waitingLogin } from '../../setup/flows.js';
import { twilioAt, watchProvider } from '../../setup/provider.js';
import { newPhone, PASSWORD, startServer, type TestServer } from '../../setup/server.js';

let server: TestServer;
let asked: HttpRequest[];

function serve(env: Record<string, string>): void {
  beforeAll(async () => {
    server = await startServer(env);
    asked = watchProvider(server);
  });
  beforeEach(() => void asked.splice(0));
  afterAll(() => server.close());
}

/** Someone signed in who has no phone yet. */
async function someone(): Promise<Client> {
  return (await signIn(server, await server.createUser())).client;
}

function cancellations(): HttpRequest[] {
  return asked.filter(({ url }) => /\/Verifications\/VE[^/]+$/.test(url));
}

/** Ways to give up a number that one asked for. */
const WAYS: [string, (client: Client) => Promise<ApiResponse<unknown>>][] = [
  ['asks for another', (client) => client.verifyPhone(newPhone())],
  ['takes a new password', (client) => client.changePassword(PASSWORD, 'another long password')],
];

/** Twilio has one code for a number and a service, for all who request one. */
describe('with one service for logins and registrations', () => {
  serve({ TWILIO_VERIFY_SERVICE_SID: `VA${'a'.repeat(32)}` });

  it.each(WAYS)('a login outlives a stranger who types its number and then %s', async (_way, giveUp) => {
    const { client, challenge, code, phone } = await waitingLogin(server);
    const stranger = await someone();
    dataOf(await stranger.verifyPhone(phone));
    expect(server.messageTo(phone).code).toBe(code);
    dataOf(await giveUp(stranger));
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBeUndefined();
  });

  it.each(WAYS)('so does one whose message is on its way when the stranger %s', async (_way, giveUp) => {
    const { phone, user } = await waitingLogin(server);
    const stranger = await someone();
    dataOf(await stranger.verifyPhone(phone));
    const where = { user: user.user.id, status: 'pending' } as const;
    await server.app.orm.em.fork().nativeUpdate(SentCode, where, { reference: null });
    dataOf(await giveUp(stranger));
    expect(cancellations()).toEqual([]);
  });

  it('a login gets a new code after five wrong ones, though others wait for it', async () => {
    const { client, challenge, code, phone, user } = await waitingLogin(server);
    dataOf(await (await someone()).verifyPhone(phone));
    for (let tries = 0; tries < 5; tries++)
      await client.verifyTwoFactorToken({ challenge, token: otherThan(code) });
    server.passSeconds(31);
    const next = requiredOf(dataOf(await client.obtainToken(user.username, user.password)).obtainToken);
    const right = { challenge: next.challenge, token: server.messageTo(phone).code };
    expect(codeOf(await client.verifyTwoFactorToken(right))).toBeUndefined();
  });
});

describe('with a service for each', () => {
  serve({});

  it.each(WAYS)(
    'a registration outlives a stranger who types its number and then %s',
    async (_way, giveUp) => {
      const [owner, stranger] = [await someone(), await someone()];
      const phone = newPhone();
      for (const client of [owner, stranger]) dataOf(await client.verifyPhone(phone));
      dataOf(await giveUp(stranger));
      expect(codeOf(await owner.registerPhone(phone, server.messageTo(phone).code))).toBeUndefined();
    },
  );

  it('a login outlives a stranger who types its number, and five wrong codes', async () => {
    const { client, challenge, code, phone } = await waitingLogin(server);
    const stranger = await someone();
    dataOf(await stranger.verifyPhone(phone));
    const wrong = otherThan(server.messageTo(phone).code);
    for (let tries = 0; tries < 5; tries++)
      expect(codeOf(await stranger.registerPhone(phone, wrong))).toBe('INVALID_TWO_FACTOR_TOKEN');
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBeUndefined();
  });

  it.each(WAYS)('a code that nobody else waits for ends when its user %s', async (_way, giveUp) => {
    const client = await someone();
    const phone = newPhone();
    dataOf(await client.verifyPhone(phone));
    const { code } = server.messageTo(phone);
    dataOf(await giveUp(client));
    await eventually(() => expect(cancellations()).toHaveLength(1));
    dataOf(await (await someone()).verifyPhone(phone));
    expect(server.messageTo(phone).code).not.toBe(code);
  });
});

describe('a server in production', () => {
  const WARNING = 'TWILIO_REGISTRATION_SERVICE_SID is the same service';

  async function logOf(env: Record<string, string>): Promise<string> {
    const database = await createDatabase();
    const key = join(process.env['TEST_FOLDER'] ?? '', `${randomUUID()}.pem`);
    writeFileSync(key, generateSigningKeyPem());
    const production = {
      ...twilioAt('https://twilio.test'),
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://auth.test',
      DATABASE_URL: 'embedded',
      JWT_KEYS: key,
      ...database.env,
      ...env,
    };
    const lines: string[] = [];
    const app = await createApp(loadConfig(production), {
      logger: pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }),
      ...(database.pglite && { pglite: database.pglite }),
    });
    await app.close();
    await database.drop();
    return lines.join('');
  }

  it('warns when it starts with one service for both, and not with two', async () => {
    expect(await logOf({ TWILIO_REGISTRATION_SERVICE_SID: '' })).toContain(WARNING);
    expect(await logOf({})).not.toContain(WARNING);
  });
});
