import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, dataOf, pairOf } from '../../setup/client.js';
import { linkOf, mailTo, newAddress, registerUser } from '../../setup/mail.js';
import { startServer, type TestServer } from '../../setup/server.js';

describe('a change of the e-mail address', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it('takes effect when the new address is proved, and the old one is notified', async () => {
    const user = await registerUser(server);
    const client = server.client().as(user.pair.access);
    const address = newAddress();
    dataOf(await client.requestEmailChange(address));
    expect(dataOf(await client.me()).me).toMatchObject({ email: user.email });
    const { challenge, token } = linkOf(await mailTo(server, address));
    const pair = dataOf(await client.confirmEmailChange(challenge, token)).confirmEmailChange;
    const again = await server.client().as(pair.access).confirmEmailChange(challenge, token);
    expect(codeOf(again)).toBe('CHALLENGE_EXPIRED');
    expect(dataOf(await server.client().as(pair.access).me()).me).toMatchObject({ email: address });
    expect(await mailTo(server, user.email)).toMatchObject({ subject: 'Your e-mail address was changed' });
    expect(codeOf(await server.client().refreshToken(user.pair.refresh))).toBe('TOKEN_INVALID');
    pairOf(dataOf(await server.client().obtainToken(address, user.password)).obtainToken);
    expect(codeOf(await server.client().obtainToken(user.email, user.password))).toBe('INVALID_CREDENTIALS');
  });

  it('needs a recent sign-in', async () => {
    const user = await registerUser(server);
    server.passSeconds(301);
    const { refreshToken } = dataOf(await server.client().refreshToken(user.pair.refresh));
    const client = server.client().as(refreshToken.access);
    expect(codeOf(await client.requestEmailChange(newAddress()))).toBe('REAUTHENTICATION_REQUIRED');
  });

  it('is not completed with a mail from before the owner threw somebody out', async () => {
    const user = await registerUser(server);
    const address = newAddress();
    const before = server.client().as(user.pair.access);
    dataOf(await before.requestEmailChange(address));
    const { challenge, token } = linkOf(await mailTo(server, address));
    const changed = dataOf(await before.changePassword(user.password, 'staple battery horse')).changePassword;
    const client = server.client().as(changed.access);
    expect(codeOf(await client.confirmEmailChange(challenge, token))).toBe('CHALLENGE_EXPIRED');
    expect(dataOf(await client.me()).me).toMatchObject({ email: user.email });
  });

  it('looks the same for the address of another account, whose owner gets a mail', async () => {
    const [owner, user] = [await registerUser(server), await registerUser(server)];
    const client = server.client().as(user.pair.access);
    const { requestEmailChange } = dataOf(await client.requestEmailChange(owner.email));
    expect(await mailTo(server, owner.email)).toMatchObject({
      subject: 'You already have an account',
      link: null,
    });
    expect(codeOf(await client.confirmEmailChange(requestEmailChange.challenge, '12345678'))).toBe(
      'INVALID_EMAIL_TOKEN',
    );
  });

  it('is not confirmed by another user, nor after another account proved the address', async () => {
    const [user, other] = [await registerUser(server), await registerUser(server)];
    const client = server.client().as(user.pair.access);
    const address = newAddress();
    dataOf(await client.requestEmailChange(address));
    const { challenge, token } = linkOf(await mailTo(server, address));
    const stranger = server.client().as(other.pair.access);
    expect(codeOf(await stranger.confirmEmailChange(challenge, token))).toBe('CHALLENGE_EXPIRED');
    await registerUser(server, address);
    expect(codeOf(await client.confirmEmailChange(challenge, token))).toBe('CHALLENGE_EXPIRED');
    expect(dataOf(await client.me()).me).toMatchObject({ email: user.email });
  });
});
