import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { User } from '../../src/accounts/user.entity.js';
import { type SimulatorServer, startSimulatorServer } from '../../src/vendors/simulator/standalone.js';
import { codeOf, dataOf, pairOf, requiredOf } from '../setup/client.js';
import { signIn } from '../setup/flows.js';
import { startServer, type TestServer, type TestUser } from '../setup/server.js';

/** A second factor that is on, and no number: the state before `authy migrate`. */
describe('a user with a second factor and no phone', () => {
  let simulator: SimulatorServer;
  let verify: TestServer;
  let authy: TestServer;

  beforeAll(async () => {
    simulator = await startSimulatorServer({ port: 0 });
    verify = await startServer();
    authy = await startServer({
      TWO_FACTOR_PROVIDER: 'authy',
      AUTHY_API_KEY: 'any',
      AUTHY_BASE_URL: simulator.url,
      // Nobody here knows the country of an Authy id.
      PHONE_COUNTRIES: 'PL',
    });
  });
  afterAll(async () => {
    await verify.close();
    await authy.close();
    await simulator.close();
  });

  const enroll = async (cellphone: string): Promise<string> => {
    const response = await fetch(`${simulator.url}/protected/json/users/new`, {
      method: 'POST',
      headers: { 'x-authy-api-key': 'any', 'content-type': 'application/json' },
      body: JSON.stringify({ user: { email: 'a@example.com', cellphone, country_code: '48' } }),
    });
    return String(((await response.json()) as { user: { id: number } }).user.id);
  };

  async function guarded(server: TestServer, authyId: string | null): Promise<TestUser> {
    const user = await server.createUser();
    const columns = { authyId, secondFactorEnabledAt: server.now() };
    await server.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, columns);
    return user;
  }

  it.each([['an Authy id'], ['nothing at all']])(
    'and %s does not sign in by the password with Verify',
    async (has) => {
      const user = await guarded(verify, has === 'an Authy id' ? '4711' : null);
      const refused = await verify.client().obtainToken(user.username, user.password);
      expect(refused.errors?.[0]).toMatchObject({
        message: 'Sign-in for this account needs staff.',
        extensions: { code: 'FORBIDDEN' },
      });
      expect(refused.data ?? null).toBeNull();
      const { username, password } = user;
      const again = await verify.client().verifyTwoFactorToken({ username, password, token: '123456' });
      expect(codeOf(again)).toBe('FORBIDDEN');
      expect(codeOf(await verify.client().obtainToken(username, 'wrong password'))).toBe(
        'INVALID_CREDENTIALS',
      );
    },
  );

  it('gets a code by the Authy id with Authy, and signs in with it', async () => {
    const user = await guarded(authy, await enroll('501600789'));
    const client = authy.client();
    const required = requiredOf(dataOf(await client.obtainToken(user.username, user.password)).obtainToken);
    expect(required).toMatchObject({ delivery: { destination: '•••', channel: 'SMS' } });
    const [message] = simulator.simulator.messages();
    expect(message?.to).toBe('+48501600789');
    const { challenge } = required;
    const { verifyTwoFactorToken } = dataOf(
      await client.verifyTwoFactorToken({ challenge, token: message?.code }),
    );
    const { me } = dataOf(await client.as(pairOf(verifyTwoFactorToken).access).me());
    expect(me).toMatchObject({ twoFactorEnabled: true, phone: null });
  });

  it('keeps older sessions from setting a phone or a password', async () => {
    const user = await verify.createUser();
    const { client } = await signIn(verify, user);
    const columns = { authyId: '4712', secondFactorEnabledAt: verify.now() };
    await verify.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, columns);
    expect(dataOf(await client.me()).me).toMatchObject({ twoFactorEnabled: true });
    expect(codeOf(await client.verifyPhone('+48501600780'))).toBe('REAUTHENTICATION_REQUIRED');
    expect(codeOf(await client.changePassword(user.password, 'another long password'))).toBe(
      'REAUTHENTICATION_REQUIRED',
    );
    expect(codeOf(await client.disableTwoFactor())).toBe('REAUTHENTICATION_REQUIRED');
  });
});
