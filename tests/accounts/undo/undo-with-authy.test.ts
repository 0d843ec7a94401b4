import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { type SimulatorServer, startSimulatorServer } from '../../../src/vendors/simulator/standalone.js';
import { type Client, dataOf, pairOf, requiredOf } from '../../setup/client.js';
import { linkOf, mailTo, registerUser } from '../../setup/mail.js';
import { codeTo } from '../../setup/provider.js';
import { newPhone, startServer, type TestServer } from '../../setup/server.js';

describe('the undo of a change of phone, with Authy', () => {
  let simulator: SimulatorServer;
  let server: TestServer;
  beforeAll(async () => {
    simulator = await startSimulatorServer({ port: 0, clock: () => server.now() });
    server = await startServer({
      TWO_FACTOR_PROVIDER: 'authy',
      AUTHY_API_KEY: 'any',
      AUTHY_BASE_URL: simulator.url,
    });
  });
  afterAll(async () => {
    await server.close();
    await simulator.close();
  });

  async function register(client: Client, phone: string): Promise<Client> {
    dataOf(await client.verifyPhone(phone));
    const pair = pairOf(dataOf(await client.registerPhone(phone, codeTo(simulator, phone))).registerPhone);
    return client.as(pair.access);
  }

  it('has Authy know the old number again, under a new id', async () => {
    const user = await registerUser(server);
    const [old, other] = [newPhone(), newPhone()];
    const client = await register(server.client().as(user.pair.access), old);
    await register(client, other);
    const { token } = linkOf(await mailTo(server, user.email));
    const { challenge } = dataOf(await server.client().undoChange(token)).undoChange;
    const { code } = await mailTo(server, user.email);
    dataOf(await server.client().resetPassword(challenge, code ?? '', 'another horse battery'));
    const login = await server.client().obtainToken(user.username, 'another horse battery');
    const { challenge: second } = requiredOf(dataOf(login).obtainToken);
    const typed = { challenge: second, token: codeTo(simulator, old) };
    pairOf(dataOf(await server.client().verifyTwoFactorToken(typed)).verifyTwoFactorToken);
  });
});
