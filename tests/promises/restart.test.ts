import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { Session } from '../../src/sessions/session.entity.js';
import { User } from '../../src/accounts/user.entity.js';
import { type SimulatorServer, startSimulatorServer } from '../../src/vendors/simulator/standalone.js';
import type { HttpRequest } from '../../src/vendors/http-transport.js';
import { codeOf, pairOf, requiredOf } from '../setup/client.js';
import { createDatabase } from '../setup/database/database.js';
import { otherThan, signIn } from '../setup/flows.js';
import { preparedFolder } from '../setup/process.js';
import { codeTo, twilioAt, watchProvider } from '../setup/provider.js';
import { newPhone, startServer, type TestServer } from '../setup/server.js';

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
    for (const prepare of preparations) await prepare();
    await server.close();
    server = await startServer(env);
  });
  afterAll(async () => {
    await server.close();
    await provider.close();
    await database.drop();
  });

  const preparations: (() => Promise<void>)[] = [];

  /** A promise that holds across the one restart. @param before what happens at the first server */
  function promise<T>(name: string, before: () => Promise<T>, after: (kept: T) => Promise<void>): void {
    const kept = Promise.withResolvers<T>();
    preparations.push(async () => kept.resolve(await before()));
    it(name, async () => after(await kept.promise));
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

  promise(
    'a session whose row was deleted before has ended, and the others go on',
    async () => {
      const deleted = await signIn(server, await server.createUser());
      const other = await signIn(server, await server.createUser());
      const { sid } = decodeJwt<{ sid: string }>(deleted.pair.access);
      await server.app.orm.em.fork().nativeDelete(Session, { id: sid });
      return { deleted, other };
    },
    async ({ deleted, other }) => {
      const { errors } = await server
        .client()
        .as(deleted.pair.access)
        .query('mutation { revokeOtherSessions }');
      expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' });
      const { data } = await server.client().as(other.pair.access).query('mutation { revokeOtherSessions }');
      expect(data).toEqual({ revokeOtherSessions: 0 });
    },
  );

  promise(
    'wrong codes still count, on the code and on the account',
    async () => {
      const { challenge, code } = await waitingLogin();
      const guess = async () => {
        const { errors } = await server.client().verifyTwoFactorToken({ challenge, token: otherThan(code) });
        return errors?.[0]?.extensions;
      };
      for (const attemptsLeft of [4, 3, 2])
        expect(await guess()).toEqual({ code: 'INVALID_TWO_FACTOR_TOKEN', attemptsLeft });
      return { guess };
    },
    async ({ guess }) => {
      expect(await guess()).toEqual({ code: 'INVALID_TWO_FACTOR_TOKEN', attemptsLeft: 1 });
      expect(await guess()).toEqual({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    },
  );

  promise(
    'a locked second factor is still locked',
    async () => {
      const { challenge, code, user } = await waitingLogin();
      await server.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, { wrongCodesInRow: 99 });
      await server.client().verifyTwoFactorToken({ challenge, token: otherThan(code) });
      return { challenge, code, user };
    },
    async ({ challenge, code, user }) => {
      expect(codeOf(await server.client().verifyTwoFactorToken({ challenge, token: code }))).toBe(
        'FORBIDDEN',
      );
      expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBe('FORBIDDEN');
    },
  );

  promise(
    'a used code is still used',
    async () => {
      const { challenge, code } = await waitingLogin();
      pairOf(
        (await server.client().verifyTwoFactorToken({ challenge, token: code })).data?.verifyTwoFactorToken,
      );
      return { challenge, code };
    },
    async ({ challenge, code }) => {
      const before = asked.length;
      expect(codeOf(await server.client().verifyTwoFactorToken({ challenge, token: code }))).toBe(
        'CHALLENGE_EXPIRED',
      );
      expect(asked).toHaveLength(before);
    },
  );

  promise(
    'a session that ended stays ended, for its access token too',
    async () => {
      const [ended, open] = [
        await signIn(server, await server.createUser()),
        await signIn(server, await server.createUser()),
      ];
      await server.client().revokeToken(ended.pair.refresh);
      return { ended, open };
    },
    async ({ ended, open }) => {
      const responses = [ended, open].map(({ pair }) => server.client().as(pair.access).me());
      expect((await Promise.all(responses)).map(codeOf)).toEqual(['UNAUTHENTICATED', undefined]);
    },
  );

  promise(
    'wrong passwords still count, on the username and on the address',
    async () => {
      const { username, password } = await server.createUser();
      for (let attempt = 0; attempt < 10; attempt++)
        await server.client().obtainToken(username, 'wrong password');
      const { address } = server.client();
      for (let attempt = 0; attempt < 12; attempt++)
        await server.client().at(address).obtainToken(`nobody ${attempt}`, 'wrong password');
      return { username, password, address };
    },
    async ({ username, password, address }) => {
      expect(codeOf(await server.client().obtainToken(username, password))).toBe('RATE_LIMITED');
      const other = await server.createUser();
      expect(codeOf(await server.client().at(address).obtainToken(other.username, other.password))).toBe(
        'RATE_LIMITED',
      );
      await signIn(server, other);
    },
  );

  promise(
    'messages still count, on the number',
    async () => {
      const phone = newPhone();
      const ask = async () => {
        const { client } = await signIn(server, await server.createUser());
        return codeOf(await client.verifyPhone(phone));
      };
      for (let sends = 0; sends < 4; sends++) expect(await ask()).toBeUndefined();
      return { ask };
    },
    async ({ ask }) => {
      expect(await ask()).toBe('RATE_LIMITED');
    },
  );
});
