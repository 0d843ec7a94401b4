import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TotpSecret } from '../../../src/factors/totp/totp-secret.entity.js';
import { addApp, App, switchOnWithApp } from '../../setup/factors/authenticator-app.js';
import { codeOf, dataOf, extensionsOf, pairOf, requiredOf, secondsUnused } from '../../setup/client.js';
import { otherThan, signIn, switchOn } from '../../setup/flows.js';
import { startServer, type TestServer } from '../../setup/server.js';

describe('an authenticator app', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  async function waiting() {
    const user = await server.createUser();
    const { app, client: signedIn } = await switchOnWithApp(server, user);
    const client = server.client();
    const { username, password } = user;
    const required = requiredOf(dataOf(await client.obtainToken(username, password)).obtainToken);
    return { ...required, user, app, client, signedIn };
  }

  it('becomes the second factor, and signs in', async () => {
    const { app, client, challenge, ...required } = await waiting();
    expect(required).toMatchObject({
      message: 'Enter the code that your authenticator app shows.',
      purpose: 'SIGN_IN',
      delivery: null,
      methods: [{ __typename: 'AuthenticatorAppMethod', kind: 'AUTHENTICATOR_APP', codeLength: 6 }],
    });
    expect(codeOf(await client.resendTwoFactorToken(challenge))).toBe('FORBIDDEN');
    server.passSeconds(60);
    const typed = { challenge, token: app.codeAt(server.now()) };
    const { access } = pairOf(dataOf(await client.verifyTwoFactorToken(typed)).verifyTwoFactorToken);
    const { me } = dataOf(await client.as(access).authenticators());
    expect(me).toMatchObject({
      twoFactorEnabled: true,
      preferredTwoFactorMethod: 'AUTHENTICATOR_APP',
      authenticators: [{ __typename: 'AuthenticatorApp', name: 'Authenticator app' }],
    });
    expect(secondsUnused(me)).toBeGreaterThanOrEqual(60);
  });

  it('takes no code twice, the one of the enrollment neither', async () => {
    const user = await server.createUser();
    const { client: signedIn } = await signIn(server, user);
    const { enrollment, secret } = dataOf(await signedIn.startAuthenticatorApp()).startAuthenticatorApp;
    const client = server.client();
    const first = new App(secret).codeAt(server.now());
    dataOf(await signedIn.confirmAuthenticatorApp(enrollment, first));
    const login = async () =>
      requiredOf(dataOf(await client.obtainToken(user.username, user.password)).obtainToken);
    const { challenge } = await login();
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: first }))).toBe(
      'INVALID_TWO_FACTOR_TOKEN',
    );
    server.passSeconds(30);
    const second = new App(secret).codeAt(server.now());
    dataOf(await client.verifyTwoFactorToken({ challenge, token: second }));
    const again = await login();
    expect(codeOf(await client.verifyTwoFactorToken({ challenge: again.challenge, token: second }))).toBe(
      'INVALID_TWO_FACTOR_TOKEN',
    );
  });

  it('gives one session for twenty right codes at once', async () => {
    const { client, challenge, app, user } = await waiting();
    const more = await Promise.all(
      Array.from({ length: 3 }, async () =>
        requiredOf(dataOf(await client.obtainToken(user.username, user.password)).obtainToken),
      ),
    );
    const token = app.codeAt(server.now());
    const challenges = [challenge, ...more.map((other) => other.challenge)];
    const responses = await Promise.all(
      challenges.map((one) => client.verifyTwoFactorToken({ challenge: one, token })),
    );
    expect(responses.filter((response) => codeOf(response) === undefined)).toHaveLength(1);
  });

  it('works one step early and late, at enrollment as at sign-in', async () => {
    for (const seconds of [-30, 30]) {
      const { client } = await signIn(server, await server.createUser());
      const { enrollment, secret } = dataOf(await client.startAuthenticatorApp()).startAuthenticatorApp;
      // Otherwise the step could end between here and the server.
      server.passSeconds(30 - ((server.now().getTime() / 1000) % 30));
      const off = new Date(server.now().getTime() + seconds * 1000);
      dataOf(await client.confirmAuthenticatorApp(enrollment, new App(secret).codeAt(off)));
    }
    const { client, challenge, app } = await waiting();
    const tooEarly = app.codeAt(new Date(server.now().getTime() + 75_000));
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: tooEarly }))).toBe(
      'INVALID_TWO_FACTOR_TOKEN',
    );
    const late = app.codeAt(new Date(server.now().getTime() + 30_000));
    dataOf(await client.verifyTwoFactorToken({ challenge, token: late }));
  });

  it('is tried five times', async () => {
    const { client, challenge, app } = await waiting();
    const wrong = otherThan(app.codeAt(server.now()));
    const lefts: unknown[] = [];
    for (let tries = 0; tries < 5; tries++)
      lefts.push(extensionsOf(await client.verifyTwoFactorToken({ challenge, token: wrong }))?.attemptsLeft);
    expect(lefts).toEqual([4, 3, 2, 1, 0]);
    const right = await client.verifyTwoFactorToken({ challenge, token: app.codeAt(server.now()) });
    expect(codeOf(right)).toBe('CHALLENGE_EXPIRED');
  });

  it('is not mistaken for a message: each code belongs to one kind', async () => {
    const user = await server.createUser();
    const { client: signedIn, phone } = await switchOn(server, user);
    const { app } = await addApp(server, signedIn);
    const client = server.client();
    const { challenge, methods, delivery } = requiredOf(
      dataOf(await client.obtainToken(user.username, user.password)).obtainToken,
    );
    // The first factor stays the preferred one.
    expect(delivery.channel).toBe('SMS');
    expect(methods.map(({ kind }) => kind)).toEqual(['PHONE', 'AUTHENTICATOR_APP']);
    const shown = app.codeAt(server.now());
    const { code } = server.messageTo(phone);
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: shown }))).toBe(
      'INVALID_TWO_FACTOR_TOKEN',
    );
    expect(
      codeOf(await client.verifyTwoFactorToken({ challenge, token: code, kind: 'AUTHENTICATOR_APP' })),
    ).toBe('INVALID_TWO_FACTOR_TOKEN');
    dataOf(await client.verifyTwoFactorToken({ challenge, token: shown, kind: 'AUTHENTICATOR_APP' }));
  });

  it('that is preferred saves the message, until one is asked for', async () => {
    const user = await server.createUser();
    const { client: signedIn, phone } = await switchOn(server, user);
    const { client: both } = await addApp(server, signedIn);
    dataOf(await both.preferTwoFactorMethod('AUTHENTICATOR_APP'));
    const sent = server.messagesTo(phone).length;
    const client = server.client();
    const { challenge, delivery } = requiredOf(
      dataOf(await client.obtainToken(user.username, user.password)).obtainToken,
    );
    expect(delivery).toBeNull();
    expect(server.messagesTo(phone)).toHaveLength(sent);
    const resent = dataOf(await client.resendTwoFactorToken(challenge)).resendTwoFactorToken;
    expect(resent.delivery.channel).toBe('SMS');
    dataOf(await client.verifyTwoFactorToken({ challenge, token: server.messageTo(phone).code }));
  });

  it('of another user, or copied from another row, opens nothing', async () => {
    const { client, challenge, user, app } = await waiting();
    const other = await waiting();
    const foreign = other.app.codeAt(server.now());
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: foreign }))).toBe(
      'INVALID_TWO_FACTOR_TOKEN',
    );
    const em = server.app.orm.em.fork();
    const secretOf = (userId: string) =>
      em.findOneOrFail(TotpSecret, { authenticator: { user: userId } }, { populate: ['authenticator'] });
    const [own, copied] = [await secretOf(user.user.id), await secretOf(other.user.user.id)];
    const { sealedSecret, keyId } = copied;
    await em.nativeUpdate(TotpSecret, { authenticator: own.authenticator.id }, { sealedSecret, keyId });
    for (const token of [foreign, app.codeAt(server.now())])
      expect(codeOf(await client.verifyTwoFactorToken({ challenge, token }))).toBe(
        'INVALID_TWO_FACTOR_TOKEN',
      );
  });

  it('that is being set up replaces none, and ends after ten minutes and five tries', async () => {
    const user = await server.createUser();
    const { client: guarded, app } = await switchOnWithApp(server, user);
    const setup = dataOf(await guarded.startAuthenticatorApp('Second')).startAuthenticatorApp;
    const wrong = otherThan(new App(setup.secret).codeAt(server.now()));
    for (let left = 4; left >= 0; left--)
      expect(extensionsOf(await guarded.confirmAuthenticatorApp(setup.enrollment, wrong))).toMatchObject({
        code: 'INVALID_TWO_FACTOR_TOKEN',
        attemptsLeft: left,
      });
    const right = new App(setup.secret).codeAt(server.now());
    expect(codeOf(await guarded.confirmAuthenticatorApp(setup.enrollment, right))).toBe('CHALLENGE_EXPIRED');
    const client = server.client();
    const { challenge } = requiredOf(
      dataOf(await client.obtainToken(user.username, user.password)).obtainToken,
    );
    dataOf(await client.verifyTwoFactorToken({ challenge, token: app.codeAt(server.now()) }));
  });

  it('is one of five at most', async () => {
    let { client } = await signIn(server, await server.createUser());
    for (let count = 0; count < 5; count++) ({ client } = await addApp(server, client, `App ${count}`));
    expect(codeOf(await client.startAuthenticatorApp())).toBe('AUTHENTICATOR_LIMIT');
  });

  it('can be named and removed, but not as the last one', async () => {
    const { client, id } = await switchOnWithApp(server, await server.createUser());
    expect(dataOf(await client.renameAuthenticator(id, ' Work ')).renameAuthenticator).toMatchObject({
      name: 'Work',
    });
    expect(codeOf(await client.renameAuthenticator(id, ' '))).toBe('BAD_USER_INPUT');
    expect(codeOf(await client.removeAuthenticator(id))).toBe('LAST_AUTHENTICATOR');
    const second = await addApp(server, client);
    const { access } = dataOf(await second.client.removeAuthenticator(id)).removeAuthenticator;
    const { me } = dataOf(await client.as(access).authenticators());
    expect(me.authenticators.map((one) => one.id)).toEqual([second.id]);
    expect(codeOf(await client.as(access).removeAuthenticator(id))).toBe('BAD_USER_INPUT');
  });
});
