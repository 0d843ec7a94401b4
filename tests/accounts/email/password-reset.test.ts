import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { User } from '../../../src/accounts/user.entity.js';
import { addApp } from '../../setup/factors/authenticator-app.js';
import { codeOf, dataOf, pairOf, requiredOf } from '../../setup/client.js';
import { switchOn } from '../../setup/flows.js';
import { linkOf, mailsTo, mailTo, newAddress, registerUser } from '../../setup/mail.js';
import { startServer, type TestServer } from '../../setup/server.js';

const NEW_PASSWORD = 'staple battery horse';

describe('a forgotten password', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** A user who asked for a new password, with the link of the mail. */
  async function requested() {
    const user = await registerUser(server);
    const client = server.client();
    dataOf(await client.requestPasswordReset(user.email));
    return { user, client, ...linkOf(await mailTo(server, user.email)) };
  }

  it('is set anew by the link, which ends every session and signs nobody in', async () => {
    const { user, client, challenge, token } = await requested();
    expect(dataOf(await client.resetPassword(challenge, token, NEW_PASSWORD)).resetPassword).toBe(true);
    expect(codeOf(await client.refreshToken(user.pair.refresh))).toBe('TOKEN_INVALID');
    expect(codeOf(await client.obtainToken(user.username, user.password))).toBe('INVALID_CREDENTIALS');
    pairOf(dataOf(await client.obtainToken(user.username, NEW_PASSWORD)).obtainToken);
    expect(await mailTo(server, user.email)).toMatchObject({ subject: 'Your password was changed' });
    expect(codeOf(await client.resetPassword(challenge, token, NEW_PASSWORD))).toBe('CHALLENGE_EXPIRED');
  });

  it('leaves the second factor on', async () => {
    const { email, username, password } = await registerUser(server);
    const user = await server.app.users.findByUsername(username, server.app.orm.em.fork());
    await switchOn(server, { user, username, password });
    dataOf(await server.client().requestPasswordReset(email));
    const { challenge, token } = linkOf(await mailTo(server, email));
    dataOf(await server.client().resetPassword(challenge, token, NEW_PASSWORD));
    requiredOf(dataOf(await server.client().obtainToken(username, NEW_PASSWORD)).obtainToken);
  });

  it('ends a sign-in that waits for its code', async () => {
    const { email, username, password } = await registerUser(server);
    const user = await server.app.users.findByUsername(username, server.app.orm.em.fork());
    const { phone } = await switchOn(server, { user, username, password });
    const client = server.client();
    const required = requiredOf(dataOf(await client.obtainToken(username, password)).obtainToken);
    dataOf(await client.requestPasswordReset(email));
    const { challenge, token } = linkOf(await mailTo(server, email));
    dataOf(await client.resetPassword(challenge, token, NEW_PASSWORD));
    const { code } = server.messageTo(phone);
    expect(codeOf(await client.verifyTwoFactorToken({ challenge: required.challenge, token: code }))).toBe(
      'CHALLENGE_EXPIRED',
    );
  });

  it('ends a sign-in that waits for a code of an app or a recovery code', async () => {
    const { email, username, password, pair } = await registerUser(server);
    const { client: owner, app } = await addApp(server, server.client().as(pair.access));
    const { codes } = dataOf(await owner.generateRecoveryCodes()).generateRecoveryCodes;
    const client = server.client();
    const { challenge } = requiredOf(dataOf(await client.obtainToken(username, password)).obtainToken);
    dataOf(await client.requestPasswordReset(email));
    const reset = linkOf(await mailTo(server, email));
    dataOf(await client.resetPassword(reset.challenge, reset.token, NEW_PASSWORD));
    for (const token of [app.codeAt(server.now()), codes[0]])
      expect(codeOf(await client.verifyTwoFactorToken({ challenge, token }))).toBe('CHALLENGE_EXPIRED');
  });

  it('gets the same response for an address that nobody has, and no mail', async () => {
    const { email } = await registerUser(server);
    const nobody = newAddress();
    const [known, unknown] = await Promise.all(
      [email, nobody].map(async (one) => dataOf(await server.client().requestPasswordReset(one))),
    );
    const challenge = unknown?.requestPasswordReset.challenge ?? '';
    const { codeLength, message } = known?.requestPasswordReset ?? {};
    expect(unknown?.requestPasswordReset).toMatchObject({ codeLength, message });
    expect(await mailsTo(server, nobody)).toEqual([]);
    expect(codeOf(await server.client().resetPassword(challenge, '12345678', NEW_PASSWORD))).toBe(
      'INVALID_EMAIL_TOKEN',
    );
  });

  it('sends nothing to an address that is not confirmed', async () => {
    const email = newAddress();
    await server.createUser({ email });
    dataOf(await server.client().requestPasswordReset(email));
    expect(await mailsTo(server, email)).toEqual([]);
  });

  it('does not use the token up on a weak password', async () => {
    const { user, client, challenge, token } = await requested();
    for (let tries = 0; tries < 6; tries++)
      expect(codeOf(await client.resetPassword(challenge, token, user.username))).toBe('WEAK_PASSWORD');
    dataOf(await client.resetPassword(challenge, token, NEW_PASSWORD));
  });

  it('takes the link for thirty minutes, the code for ten, and only of the newest mail', async () => {
    const { user, client, challenge, token } = await requested();
    const { code } = await mailTo(server, user.email);
    server.passSeconds(601);
    expect(codeOf(await client.resetPassword(challenge, code ?? '', NEW_PASSWORD))).toBe(
      'INVALID_EMAIL_TOKEN',
    );
    dataOf(await server.client().requestPasswordReset(user.email));
    const newer = linkOf(await mailTo(server, user.email));
    expect(codeOf(await client.resetPassword(challenge, token, NEW_PASSWORD))).toBe('CHALLENGE_EXPIRED');
    server.passSeconds(1801);
    expect(codeOf(await client.resetPassword(newer.challenge, newer.token, NEW_PASSWORD))).toBe(
      'CHALLENGE_EXPIRED',
    );
  });

  it('takes no link from before the password was changed', async () => {
    const { email, username, password, pair } = await registerUser(server);
    dataOf(await server.client().requestPasswordReset(email));
    const { challenge, token } = linkOf(await mailTo(server, email));
    dataOf(await server.client().as(pair.access).changePassword(password, NEW_PASSWORD));
    const late = await server.client().resetPassword(challenge, token, 'yet another battery');
    expect(codeOf(late)).toBe('CHALLENGE_EXPIRED');
    pairOf(dataOf(await server.client().obtainToken(username, NEW_PASSWORD)).obtainToken);
  });

  it('is not set where a credential was changed while the new password was looked up', async () => {
    let onLookup = async (): Promise<unknown> => undefined;
    const vendor = createServer((_request, response) => void onLookup().then(() => response.end()));
    await new Promise<void>((listening) => vendor.listen(0, '127.0.0.1', listening));
    const { port } = vendor.address() as AddressInfo;
    const lookups = { BREACHED_PASSWORDS: 'hibp', BREACHED_PASSWORDS_URL: `http://127.0.0.1:${port}` };
    const careful = await startServer(lookups);
    try {
      const { email, username, password } = await registerUser(careful);
      dataOf(await careful.client().requestPasswordReset(email));
      const { challenge, token } = linkOf(await mailTo(careful, email));
      const { id } = await careful.app.users.findByUsername(username, careful.app.orm.em.fork());
      onLookup = () =>
        careful.app.orm.em.fork().nativeUpdate(User, { id }, { credentialsChangedAt: careful.now() });
      expect(codeOf(await careful.client().resetPassword(challenge, token, NEW_PASSWORD))).toBe(
        'CHALLENGE_EXPIRED',
      );
      pairOf(dataOf(await careful.client().obtainToken(username, password)).obtainToken);
    } finally {
      await careful.close();
      vendor.closeAllConnections();
      vendor.close();
    }
  });

  it('takes no token that was mailed for something else', async () => {
    const email = newAddress();
    const client = server.client();
    dataOf(await client.register(`user-${email}`.replace('@', '.'), email, NEW_PASSWORD));
    const { challenge, token } = linkOf(await mailTo(server, email));
    expect(codeOf(await client.resetPassword(challenge, token, NEW_PASSWORD))).toBe('CHALLENGE_EXPIRED');
    const reset = await requested();
    expect(codeOf(await client.verifyEmail(reset.challenge, reset.token))).toBe('CHALLENGE_EXPIRED');
  });

  it('lets a user in again who was locked out by wrong passwords', async () => {
    const { user, client, challenge, token } = await requested();
    for (let tries = 0; tries < 10; tries++)
      await server.client().obtainToken(user.username, 'wrong password');
    expect(codeOf(await client.obtainToken(user.username, user.password))).toBe('RATE_LIMITED');
    dataOf(await client.resetPassword(challenge, token, NEW_PASSWORD));
    pairOf(dataOf(await server.client().obtainToken(user.username, NEW_PASSWORD)).obtainToken);
  });
});
