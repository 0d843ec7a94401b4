import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { addApp } from '../setup/factors/authenticator-app.js';
import { codeOf, dataOf, pairOf, requiredOf } from '../setup/client.js';
import { switchOn } from '../setup/flows.js';
import { linkOf, mailsTo, mailTo, newAddress, registerUser } from '../setup/mail.js';
import { watchProvider } from '../setup/provider.js';
import { PASSWORD, startServer, type TestServer } from '../setup/server.js';

const claimsOf = (access: string) =>
  JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()) as {
    amr: string[];
    acr: string;
  };

const otherEmailCode = (code: string) => (code === '00000000' ? '00000001' : '00000000');

describe('a sign-in by mail', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer({ EMAIL_SIGN_IN: 'true' })));
  afterAll(() => server.close());

  it('opens a session of one factor', async () => {
    const { email } = await registerUser(server);
    dataOf(await server.client().requestEmailSignIn(email));
    const { challenge, token } = linkOf(await mailTo(server, email));
    const pair = pairOf(dataOf(await server.client().verifyEmail(challenge, token)).verifyEmail);
    expect(claimsOf(pair.access)).toMatchObject({ amr: ['otp'], acr: 'aal1' });
  });

  it('opens one session, however often and at once the link is used', async () => {
    const { email } = await registerUser(server);
    dataOf(await server.client().requestEmailSignIn(email));
    const { challenge, token } = linkOf(await mailTo(server, email));
    const all = await Promise.all(
      Array.from({ length: 10 }, () => server.client().verifyEmail(challenge, token)),
    );
    expect(all.filter(({ data }) => data)).toHaveLength(1);
    for (const refused of [
      ...all.filter(({ data }) => !data),
      await server.client().verifyEmail(challenge, token),
    ])
      expect(codeOf(refused)).toBe('CHALLENGE_EXPIRED');
  });

  it('asks for the second factor as ever', async () => {
    const { email, username, password } = await registerUser(server);
    const user = await server.app.users.findByUsername(username, server.app.orm.em.fork());
    const { phone } = await switchOn(server, { user, username, password });
    const client = server.client();
    dataOf(await client.requestEmailSignIn(email));
    const link = linkOf(await mailTo(server, email));
    const { challenge } = requiredOf(
      dataOf(await client.verifyEmail(link.challenge, link.token)).verifyEmail,
    );
    const verified = await client.verifyTwoFactorToken({ challenge, token: server.messageTo(phone).code });
    const { access } = dataOf(verified).verifyTwoFactorToken;
    expect(claimsOf(access).amr).toEqual(['otp', 'sms', 'mfa']);
  });

  it('asks for the second factor also on a remembered device, which takes its place after the password alone', async () => {
    const { email, username, password, pair } = await registerUser(server);
    const { client } = await addApp(server, server.client().as(pair.access));
    const { token: device } = dataOf(await client.trustDevice('Laptop')).trustDevice;
    const remembered = server.client().remembered(device);
    pairOf(dataOf(await remembered.obtainToken(username, password)).obtainToken);
    dataOf(await remembered.requestEmailSignIn(email));
    const { challenge, token } = linkOf(await mailTo(server, email));
    requiredOf(dataOf(await remembered.verifyEmail(challenge, token)).verifyEmail);
  });

  it('opens a session that may only enroll where everybody needs a second factor', async () => {
    const strict = await startServer({ EMAIL_SIGN_IN: 'true', TWO_FACTOR_POLICY: 'required' });
    const { email, pair } = await registerUser(strict);
    expect(codeOf(await strict.client().as(pair.access).sessions())).toBe('TWO_FACTOR_ENROLLMENT_REQUIRED');
    dataOf(await strict.client().requestEmailSignIn(email));
    const { challenge, token } = linkOf(await mailTo(strict, email));
    const { access } = pairOf(dataOf(await strict.client().verifyEmail(challenge, token)).verifyEmail);
    expect(codeOf(await strict.client().as(access).sessions())).toBe('TWO_FACTOR_ENROLLMENT_REQUIRED');
    await strict.close();
  });

  it('ends with a new password where its second factor is still asked for', async () => {
    const { email, username, password } = await registerUser(server);
    const user = await server.app.users.findByUsername(username, server.app.orm.em.fork());
    const { phone } = await switchOn(server, { user, username, password });
    const client = server.client();
    dataOf(await client.requestEmailSignIn(email));
    const link = linkOf(await mailTo(server, email));
    const { challenge } = requiredOf(
      dataOf(await client.verifyEmail(link.challenge, link.token)).verifyEmail,
    );
    dataOf(await client.requestPasswordReset(email));
    const reset = linkOf(await mailTo(server, email));
    dataOf(await client.resetPassword(reset.challenge, reset.token, 'staple battery horse'));
    const { code: token } = server.messageTo(phone);
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token }))).toBe('CHALLENGE_EXPIRED');
  });

  it('is used up by nothing but a request of the API: programs that look for viruses open links', async () => {
    const { email } = await registerUser(server);
    dataOf(await server.client().requestEmailSignIn(email));
    const { link } = await mailTo(server, email);
    const path = (link ?? '').replace('http://auth.test', server.url);
    for (const method of ['GET', 'HEAD', 'GET']) expect((await fetch(path, { method })).status).toBe(200);
    const { challenge, token } = linkOf(await mailTo(server, email));
    const query = `mutation { verifyEmail(challenge: "${challenge}", token: "${token}") { __typename } }`;
    const asked = await fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { accept: 'application/json' },
    });
    expect(asked.status).not.toBe(200);
    pairOf(dataOf(await server.client().verifyEmail(challenge, token)).verifyEmail);
  });

  it('sends nothing to an address that nobody has proved', async () => {
    const [nobody, staffMade] = [newAddress(), newAddress()];
    await server.createUser({ email: staffMade });
    for (const email of [nobody, staffMade]) {
      dataOf(await server.client().requestEmailSignIn(email));
      expect(await mailsTo(server, email)).toEqual([]);
    }
  });

  it('is refused where it is not offered', async () => {
    const other = await startServer();
    expect(codeOf(await other.client().requestEmailSignIn(newAddress()))).toBe('FORBIDDEN');
    await other.close();
  });
});

describe('a sign-in by mail whose second step cannot begin', () => {
  let server: TestServer;
  let isDown = false;
  beforeAll(async () => {
    // A message that failed counts on the number.
    server = await startServer({ EMAIL_SIGN_IN: 'true', LIMIT_SENDS_PER_NUMBER: '100/10m' });
    watchProvider(server, () =>
      isDown ? Promise.resolve({ status: 503, headers: {}, body: '' }) : undefined,
    );
  });
  afterEach(() => void (isDown = false));
  afterAll(() => server.close());

  async function mailed() {
    const { email, username, password } = await registerUser(server);
    const user = await server.app.users.findByUsername(username, server.app.orm.em.fork());
    const { phone } = await switchOn(server, { user, username, password });
    const client = server.client();
    const { challenge } = dataOf(await client.requestEmailSignIn(email)).requestEmailSignIn;
    const mail = await mailTo(server, email);
    return { client, phone, challenge, link: linkOf(mail).token, code: mail.code ?? '' };
  }

  it.each(['link', 'code'] as const)(
    'takes the %s again once codes can be sent, and counts wrong codes alone',
    async (what) => {
      const { client, phone, challenge, ...proofs } = await mailed();
      isDown = true;
      for (let tries = 0; tries < 4; tries++)
        expect(codeOf(await client.verifyEmail(challenge, proofs[what]))).toBe('PROVIDER_UNAVAILABLE');
      const { errors } = await client.verifyEmail(challenge, otherEmailCode(proofs.code));
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_EMAIL_TOKEN', attemptsLeft: 4 });
      isDown = false;
      const verified = dataOf(await client.verifyEmail(challenge, proofs[what])).verifyEmail;
      expect(codeOf(await client.verifyEmail(challenge, proofs[what]))).toBe('CHALLENGE_EXPIRED');
      const { code: token } = server.messageTo(phone);
      dataOf(await client.verifyTwoFactorToken({ challenge: requiredOf(verified).challenge, token }));
    },
  );

  it('opens one second step, and sends one code, however often and at once the link is used', async () => {
    const { client, phone, challenge, link } = await mailed();
    const before = server.messagesTo(phone).length;
    const all = await Promise.all(Array.from({ length: 10 }, () => client.verifyEmail(challenge, link)));
    expect(all.filter(({ data }) => data)).toHaveLength(1);
    expect(server.messagesTo(phone)).toHaveLength(before + 1);
    for (const refused of all.filter(({ data }) => !data)) expect(codeOf(refused)).toBe('CHALLENGE_EXPIRED');
  });
});

describe('a confirmed address in the place of the username', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it('signs in, in any case', async () => {
    const { email } = await registerUser(server);
    pairOf(dataOf(await server.client().obtainToken(email.toUpperCase(), PASSWORD)).obtainToken);
  });

  it('gives nobody further tries', async () => {
    const { email, username } = await registerUser(server);
    for (let tries = 0; tries < 10; tries++)
      await server.client().obtainToken(tries % 2 ? email : username, 'wrong password');
    for (const name of [email, username])
      expect(codeOf(await server.client().obtainToken(name, PASSWORD))).toBe('RATE_LIMITED');
  });

  it('counts in every spelling alike, whether somebody has it or not', async () => {
    const codesFor = async (address: string) => {
      // A soft hyphen is no part of a domain, so that all of these mean one mailbox.
      const spellings = Array.from({ length: 11 }, (_, index) =>
        address.replace(/@(.{4})/, `@$1${'\u00AD'.repeat(index)}`),
      );
      const codes: unknown[] = [];
      for (const name of spellings)
        codes.push(codeOf(await server.client().obtainToken(name, 'wrong password')));
      return codes;
    };
    const { email } = await registerUser(server);
    const known = await codesFor(email);
    expect(known).toEqual([...Array<string>(10).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED']);
    expect(await codesFor(newAddress())).toEqual(known);
  });

  it('is no way in while it is not confirmed', async () => {
    const email = newAddress();
    await server.createUser({ email });
    expect(codeOf(await server.client().obtainToken(email, PASSWORD))).toBe('INVALID_CREDENTIALS');
  });
});
