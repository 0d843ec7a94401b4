import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, dataOf, pairOf } from '../../setup/client.js';
import { linkOf, mailsTo, mailTo, newAddress, registerUser } from '../../setup/mail.js';
import { PASSWORD, startServer, type TestServer } from '../../setup/server.js';

const DAY_SECONDS = 86_400;
const newName = () => `user-${randomUUID()}`;

describe('a registration', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it('signs in by the link of the mail, on any device', async () => {
    const [username, email] = [newName(), newAddress()];
    const { register } = dataOf(await server.client().register(username, email, PASSWORD));
    expect(register.codeLength).toBe(8);
    expect(register.message).toContain('mail');
    const mail = await mailTo(server, email);
    expect(mail.link).toMatch(/^http:\/\/auth\.test\/verify-email\?/);
    expect(mail.text).toContain(username);
    const link = linkOf(mail);
    expect(link.challenge).toBe(register.challenge);
    const elsewhere = server.client();
    const pair = pairOf(dataOf(await elsewhere.verifyEmail(link.challenge, link.token)).verifyEmail);
    const { me } = dataOf(await elsewhere.as(pair.access).me());
    expect(me).toMatchObject({ username, email });
    expect(codeOf(await elsewhere.verifyEmail(link.challenge, link.token))).toBe('CHALLENGE_EXPIRED');
  });

  it('signs in by the code of the mail, with spaces in it', async () => {
    const email = newAddress();
    const client = server.client();
    const { challenge } = dataOf(await client.register(newName(), email, PASSWORD)).register;
    const { code } = await mailTo(server, email);
    const spaced = `${code?.slice(0, 4)} ${code?.slice(4)}`;
    pairOf(dataOf(await client.verifyEmail(challenge, spaced)).verifyEmail);
  });

  it('cannot sign in before the proof, and the refusal does not show it without the password', async () => {
    const [username, email] = [newName(), newAddress()];
    dataOf(await server.client().register(username, email, PASSWORD));
    expect(codeOf(await server.client().obtainToken(username, PASSWORD))).toBe('EMAIL_NOT_VERIFIED');
    expect(codeOf(await server.client().obtainToken(username, `${PASSWORD}!`))).toBe('INVALID_CREDENTIALS');
  });

  it('counts wrong codes, and takes none after the fifth', async () => {
    const email = newAddress();
    const client = server.client();
    const { challenge } = dataOf(await client.register(newName(), email, PASSWORD)).register;
    const { code } = await mailTo(server, email);
    const wrong = code === '00000000' ? '00000001' : '00000000';
    for (const attemptsLeft of [4, 3, 2, 1, 0]) {
      const { errors } = await client.verifyEmail(challenge, wrong);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_EMAIL_TOKEN', attemptsLeft });
    }
    expect(codeOf(await client.verifyEmail(challenge, code ?? ''))).toBe('CHALLENGE_EXPIRED');
  });

  it('gives one session to twenty right links at once', async () => {
    const email = newAddress();
    dataOf(await server.client().register(newName(), email, PASSWORD));
    const { challenge, token } = linkOf(await mailTo(server, email));
    const all = await Promise.all(
      Array.from({ length: 20 }, () => server.client().verifyEmail(challenge, token)),
    );
    expect(all.filter(({ data }) => data).length).toBe(1);
    expect(new Set(all.filter(({ data }) => !data).map(codeOf))).toEqual(new Set(['CHALLENGE_EXPIRED']));
  });

  it('looks the same for an address that another account has proved, whose owner gets a mail', async () => {
    const owner = await registerUser(server);
    const [username, stranger] = [newName(), server.client()];
    const { register } = dataOf(await stranger.register(username, owner.email, PASSWORD));
    expect(Object.keys(register)).toEqual(
      Object.keys(dataOf(await stranger.register(newName(), newAddress(), PASSWORD)).register),
    );
    const mail = await mailTo(server, owner.email);
    expect(mail).toMatchObject({ subject: 'You already have an account', code: null, link: null });
    expect(codeOf(await stranger.obtainToken(username, PASSWORD))).toBe('EMAIL_NOT_VERIFIED');
    const refused = await stranger.verifyEmail(register.challenge, '12345678');
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_EMAIL_TOKEN', attemptsLeft: 4 });
    pairOf(dataOf(await server.client().obtainToken(owner.username, PASSWORD)).obtainToken);
  });

  it('takes the place of one that waits for the same address', async () => {
    const email = newAddress();
    const first = newName();
    dataOf(await server.client().register(first, email, PASSWORD));
    const older = linkOf(await mailTo(server, email));
    const second = newName();
    dataOf(await server.client().register(second, email.toUpperCase(), PASSWORD));
    expect(codeOf(await server.client().obtainToken(first, PASSWORD))).toBe('INVALID_CREDENTIALS');
    expect(codeOf(await server.client().verifyEmail(older.challenge, older.token))).toBe('CHALLENGE_EXPIRED');
    const { challenge, token } = linkOf(await mailTo(server, email));
    const pair = pairOf(dataOf(await server.client().verifyEmail(challenge, token)).verifyEmail);
    expect(dataOf(await server.client().as(pair.access).me()).me).toMatchObject({ username: second });
  });

  it('is refused for a taken name, and frees the name of an account that nobody proved in a day', async () => {
    const { username } = await registerUser(server);
    expect(codeOf(await server.client().register(username.toUpperCase(), newAddress(), PASSWORD))).toBe(
      'USERNAME_TAKEN',
    );
    const waiting = newName();
    const email = newAddress();
    dataOf(await server.client().register(waiting, email, PASSWORD));
    expect(codeOf(await server.client().register(waiting, newAddress(), PASSWORD))).toBe('USERNAME_TAKEN');
    const late = linkOf(await mailTo(server, email));
    server.passSeconds(DAY_SECONDS + 1);
    expect(codeOf(await server.client().verifyEmail(late.challenge, late.token))).toBe('CHALLENGE_EXPIRED');
    dataOf(await server.client().register(waiting, newAddress(), PASSWORD));
    await server.app.retention.removeExpired();
    expect(codeOf(await server.client().obtainToken(waiting, PASSWORD))).toBe('EMAIL_NOT_VERIFIED');
  });

  it.each([
    ['a line break', 'ada@example.com\r\nBcc: eve@example.com'],
    ['two addresses', 'ada@example.com,eve@example.com'],
    ['quotes', '"ada lovelace"@example.com'],
    ['letters beyond ASCII before the @', 'адa@example.com'],
    ['no domain', 'ada@'],
    ['a domain without a dot', 'ada@localhost'],
    ['an address in brackets', 'ada@[127.0.0.1]'],
    ['a name before it', 'Ada <ada@example.com>'],
    ['a path after the domain', 'ada@example.com/x'],
    ['too many characters', `${'a'.repeat(65)}@example.com`],
  ])('refuses an address with %s', async (_what, email) => {
    const { errors } = await server.client().register(newName(), email, PASSWORD);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'email' });
    expect(errors?.[0]?.message).not.toContain('example.com');
  });

  it('writes to a domain of other letters in its ASCII form', async () => {
    const label = randomUUID();
    dataOf(await server.client().register(newName(), `ada@BÜCHER.${label}.example`, PASSWORD));
    expect(await mailsTo(server, `ada@xn--bcher-kva.${label}.example`)).toHaveLength(1);
  });

  it('sends its mail again after the pause, and the older link ends', async () => {
    const email = newAddress();
    const client = server.client();
    const { challenge } = dataOf(await client.register(newName(), email, PASSWORD)).register;
    const older = linkOf(await mailTo(server, email));
    const early = await client.resendEmail(challenge);
    expect(early.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
    server.passSeconds(61);
    expect(dataOf(await client.resendEmail(challenge)).resendEmail.challenge).toBe(challenge);
    const newer = linkOf(await mailTo(server, email));
    expect(codeOf(await client.verifyEmail(older.challenge, older.token))).toBe('INVALID_EMAIL_TOKEN');
    pairOf(dataOf(await client.verifyEmail(newer.challenge, newer.token)).verifyEmail);
  });

  it('is limited for each network, and for each address', async () => {
    const network = (host: number) => server.client().at(`2001:db8:1:2::${host.toString(16)}`);
    for (let host = 1; host <= 10; host++)
      dataOf(await network(host).register(newName(), newAddress(), PASSWORD));
    expect(codeOf(await network(11).register(newName(), newAddress(), PASSWORD))).toBe('RATE_LIMITED');
    const email = newAddress();
    for (let sends = 0; sends < 5; sends++) dataOf(await server.client().requestPasswordReset(email));
    expect(codeOf(await server.client().requestPasswordReset(email))).toBe('RATE_LIMITED');
    dataOf(await server.client().requestPasswordReset(newAddress()));
  });

  it('keeps no link and no code in the database, and logs neither', async () => {
    const email = newAddress();
    dataOf(await server.client().register(newName(), email, PASSWORD));
    const mail = await mailTo(server, email);
    const em = server.app.orm.em.fork();
    const rows = JSON.stringify([
      await em.execute('select * from email_steps'),
      await em.execute('select * from outbox'),
    ]);
    const { token } = linkOf(mail);
    for (const secret of [token, mail.code ?? '']) {
      expect(secret).not.toBe('');
      expect(rows).not.toContain(secret);
      expect(server.log()).not.toContain(secret);
    }
    expect(JSON.stringify(await em.execute('select payload from outbox'))).not.toContain('@');
  });
});
