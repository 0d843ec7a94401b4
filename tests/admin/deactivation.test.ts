import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf } from '../setup/client.js';
import { signIn, waitingLogin } from '../setup/flows.js';
import { newPhone, startServer, type TestServer } from '../setup/server.js';

describe('a user who was deactivated and activated again', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  async function offAndOn(user: Parameters<TestServer['app']['admin']['setActive']>[0]): Promise<void> {
    await server.app.admin.setActive(user, false, server.app.orm.em.fork());
    await server.app.admin.setActive(user, true, server.app.orm.em.fork());
  }

  it('does not sign in with a code from before, by challenge or by credentials', async () => {
    const { user, client, challenge, code } = await waitingLogin(server);
    await offAndOn(user.user);
    const { username, password } = user;
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
    expect(codeOf(await client.verifyTwoFactorToken({ username, password, token: code }))).toBe(
      'INVALID_CREDENTIALS',
    );
    expect(codeOf(await client.resendTwoFactorToken(challenge))).toBe('CHALLENGE_EXPIRED');
  });

  it('does not register a phone with a code from before, and has no session left', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const phone = newPhone();
    await client.verifyPhone(phone);
    const { code } = server.messageTo(phone);
    await offAndOn(user.user);
    expect(codeOf(await client.me())).toBe('UNAUTHENTICATED');
    const { client: again } = await signIn(server, user);
    expect(codeOf(await again.registerPhone(phone, code))).toBe('CHALLENGE_EXPIRED');
  });
});
