import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { Session, User } from '../../src/entities/index.js';
import { type SimulatorServer, startSimulatorServer } from '../../src/two-factor/simulator/standalone.js';
import type { HttpRequest } from '../../src/two-factor/transport.js';
import { codeOf, pairOf, requiredOf } from '../helpers/client.js';
import { createDatabase } from '../helpers/database.js';
import { otherThan, signIn } from '../helpers/flows.js';
import { preparedFolder } from '../helpers/process.js';
import { codeTo, twilioAt, watchProvider } from '../helpers/provider.js';
import { newPhone, startServer, type TestServer } from '../helpers/server.js';

/** One that outlives its server, on whichever PostgreSQL the tests run on. */
async function lastingDatabase() {
  if (!process.env['TEST_DATABASE_URL'])
    return { env: { DATA_DIR: preparedFolder('restart') }, drop: async () => undefined };
  const { env, drop } = await createDatabase();
  // For the key that signs.
  return { env: { ...env, DATA_DIR: join(process.env['TEST_FOLDER'] ?? '', 'restart') }, drop };
}

/** Who waits for the next deployment, or makes the server crash, must not get a fresh set of tries by it. */
describe('after a restart', () => {
  let database: Awaited<ReturnType<typeof lastingDatabase>>;
  let provider: SimulatorServer;
  let asked: HttpRequest[];
  let env: Record<string, string>;
  let server: TestServer;

  beforeAll(async () => {
    database = await lastingDatabase();
    provider = await startSimulatorServer({ port: 0 });
    asked = watchProvider({ app: provider });
    env = {
      ...database.env,
      ...twilioAt(provider.url),
      LIMIT_CODES_PER_USER: '4/1h',
      LIMIT_LOGINS_PER_ADDRESS: '12/10m',
    };
    server = await startServer(env);
  });
  afterAll(async () => {
    await server.close();
    await provider.close();
    await database.drop();
  });

  async function restart(): Promise<void> {
    await server.close();
    server = await startServer(env);
  }

  /** A login of a fresh user that waits for its code. */
  async function waitingLogin() {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const phone = newPhone();
    await client.verifyPhone(phone);
    pairOf((await client.registerPhone(phone, codeTo(provider, phone))).data?.registerPhone);
    const { data } = await server.client().obtainToken(user.username, user.password);
    return { user, challenge: requiredOf(data?.obtainToken).challenge, code: codeTo(provider, phone) };
  }

  it('a session whose row was deleted before is over, and the others go on', async () => {
    const deleted = await signIn(server, await server.createUser());
    const other = await signIn(server, await server.createUser());
    const { sid } = decodeJwt<{ sid: string }>(deleted.pair.access);
    await server.app.orm.em.fork().nativeDelete(Session, { id: sid });
    await restart();
    const { errors } = await server
      .client()
      .as(deleted.pair.access)
      .query('mutation { revokeOtherSessions }');
    expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
    const { data } = await server.client().as(other.pair.access).query('mutation { revokeOtherSessions }');
    expect(data).toEqual({ revokeOtherSessions: 0 });
  });

  it('wrong codes still count, on the code and on the account', async () => {
    const { challenge, code } = await waitingLogin();
    const guess = async () => {
      const { errors } = await server.client().verifyTwoFactorToken({ challenge, token: otherThan(code) });
      return errors?.[0]?.extensions;
    };
    for (const attemptsLeft of [4, 3, 2])
      expect(await guess()).toEqual({ code: 'INVALID_TWO_FACTOR_TOKEN', attemptsLeft });
    await restart();
    expect(await guess()).toEqual({ code: 'INVALID_TWO_FACTOR_TOKEN', attemptsLeft: 1 });
    expect(await guess()).toEqual({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
  });

  it('a locked second factor is still locked', async () => {
    const { challenge, code, user } = await waitingLogin();
    await server.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, { wrongCodesInRow: 99 });
    await server.client().verifyTwoFactorToken({ challenge, token: otherThan(code) });
    await restart();
    expect(codeOf(await server.client().verifyTwoFactorToken({ challenge, token: code }))).toBe('FORBIDDEN');
    expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBe('FORBIDDEN');
  });

  it('a used code is still used', async () => {
    const { challenge, code } = await waitingLogin();
    pairOf(
      (await server.client().verifyTwoFactorToken({ challenge, token: code })).data?.verifyTwoFactorToken,
    );
    await restart();
    const before = asked.length;
    expect(codeOf(await server.client().verifyTwoFactorToken({ challenge, token: code }))).toBe(
      'CHALLENGE_EXPIRED',
    );
    expect(asked).toHaveLength(before);
  });

  it('a session that ended is still over, for its access token too', async () => {
    const [ended, open] = [
      await signIn(server, await server.createUser()),
      await signIn(server, await server.createUser()),
    ];
    await server.client().revokeToken(ended.pair.refresh);
    await restart();
    const answers = [ended, open].map(({ pair }) => server.client().as(pair.access).me());
    expect((await Promise.all(answers)).map(codeOf)).toEqual(['UNAUTHENTICATED', undefined]);
  });

  it('wrong passwords still count, on the username and on the address', async () => {
    const { username, password } = await server.createUser();
    for (let attempt = 0; attempt < 10; attempt++)
      await server.client().obtainToken(username, 'wrong password');
    const { address } = server.client();
    for (let attempt = 0; attempt < 12; attempt++)
      await server.client().at(address).obtainToken(`nobody ${attempt}`, 'wrong password');
    await restart();
    expect(codeOf(await server.client().obtainToken(username, password))).toBe('RATE_LIMITED');
    const other = await server.createUser();
    expect(codeOf(await server.client().at(address).obtainToken(other.username, other.password))).toBe(
      'RATE_LIMITED',
    );
    await signIn(server, other);
  });

  it('messages still count, on the number', async () => {
    const phone = newPhone();
    const ask = async () => {
      const { client } = await signIn(server, await server.createUser());
      return codeOf(await client.verifyPhone(phone));
    };
    for (let sends = 0; sends < 4; sends++) expect(await ask()).toBeUndefined();
    await restart();
    expect(await ask()).toBe('RATE_LIMITED');
  });
});
