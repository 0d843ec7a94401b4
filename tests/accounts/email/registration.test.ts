import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { codeOf, dataOf, pairOf } from '../../setup/client.js';
import { signIn } from '../../setup/flows.js';
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

  it('says what is wrong with letters beyond ASCII before the @, which few mail servers take', async () => {
    const messageOf = async (email: string) =>
      (await server.client().register(newName(), email, PASSWORD)).errors?.[0]?.message;
    expect(await messageOf('żółw@example.com')).toMatch(/before the @/);
    expect(await messageOf('ada@')).not.toMatch(/before the @/);
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

  it('carries no link of a stranger to an address', async () => {
    const address = newAddress();
    const name = `Win at www.evil.example/${randomUUID()}`;
    dataOf(await server.client().register(name, address, PASSWORD));
    const mail = await mailTo(server, address);
    expect(mail.text).toContain('account Win at www… at');
    expect(mail.text).not.toContain('evil');
    expect(mail.link).not.toContain('evil');
    const { challenge, token } = linkOf(mail);
    const pair = pairOf(dataOf(await server.client().verifyEmail(challenge, token)).verifyEmail);
    const owner = server.client().as(pair.access);
    expect(dataOf(await owner.me()).me).toMatchObject({ username: name });
    const other = newAddress();
    dataOf(await owner.requestEmailChange(other));
    expect((await mailTo(server, other)).text).not.toContain('evil');
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

  it('is limited for each domain of addresses, which keeps nobody from setting a forgotten password', async () => {
    const strict = await startServer({ LIMIT_MAILS_PER_DOMAIN: '2/1h' });
    const at = (name: string, domain: string) =>
      strict.client().register(newName(), `${name}@${domain}`, PASSWORD);
    for (const name of ['ada', 'bob']) dataOf(await at(name, 'mail.example'));
    expect(codeOf(await at('cleo', 'MAIL.example'))).toBe('RATE_LIMITED');
    dataOf(await at('cleo', 'other.example'));
    dataOf(await strict.client().requestPasswordReset('ada@mail.example'));
    const { client } = await signIn(strict, await strict.createUser());
    expect(codeOf(await client.requestEmailChange('dora@mail.example'))).toBe('RATE_LIMITED');
    await strict.close();
  });

  it('is only for domains that are allowed, and those below them', async () => {
    const picky = await startServer({
      REGISTRATION_DOMAINS: 'example.com,xn--bcher-kva.example',
      REGISTRATION_REFUSED_DOMAINS: 'guests.example.com',
    });
    const at = (domain: string) => picky.client().register(newName(), `ada-${newName()}@${domain}`, PASSWORD);
    for (const domain of ['example.com', 'EXAMPLE.com', 'mail.example.com', 'bücher.example'])
      dataOf(await at(domain));
    for (const domain of [
      'example.org',
      'notexample.com',
      'example.com.evil.example',
      'guests.example.com',
    ]) {
      const { errors } = await at(domain);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'email' });
    }
    await picky.close();
  });

  it('gives no more guesses for more mails: ten typed codes an hour for an address', async () => {
    const { email } = await registerUser(server);
    const client = server.client();
    for (let mails = 0; mails < 2; mails++) {
      const { challenge } = dataOf(await client.requestPasswordReset(email)).requestPasswordReset;
      const { code } = await mailTo(server, email);
      const wrong = code === '00000000' ? '00000001' : '00000000';
      for (let tries = 0; tries < 5; tries++)
        expect(codeOf(await client.resetPassword(challenge, wrong, `${PASSWORD}!`))).toBe(
          'INVALID_EMAIL_TOKEN',
        );
    }
    dataOf(await client.requestPasswordReset(email));
    const mail = await mailTo(server, email);
    const { challenge, token } = linkOf(mail);
    const other = server.client();
    expect(codeOf(await other.resetPassword(challenge, mail.code ?? '', `${PASSWORD}!`))).toBe(
      'RATE_LIMITED',
    );
    // The link cannot be guessed, so it still works.
    dataOf(await other.resetPassword(challenge, token, `${PASSWORD}!`));
  });

  it('is over after a day, also where a later mail has a newer link', async () => {
    const [username, email] = [newName(), newAddress()];
    const { challenge } = dataOf(await server.client().register(username, email, PASSWORD)).register;
    await mailTo(server, email);
    server.passSeconds(DAY_SECONDS - 60);
    dataOf(await server.client().resendEmail(challenge));
    const { token } = linkOf(await mailTo(server, email));
    server.passSeconds(120);
    expect(codeOf(await server.client().verifyEmail(challenge, token))).toBe('CHALLENGE_EXPIRED');
    expect(await server.app.retention.removeExpired()).toMatchObject({ unverifiedUsers: expect.any(Number) });
    dataOf(await server.client().register(username, newAddress(), PASSWORD));
  });

  it('of a stranger leaves no password behind once the owner registers', async () => {
    const [username, email] = [newName(), newAddress()];
    dataOf(await server.client().register(username, email, 'the password of a stranger'));
    const stranger = linkOf(await mailTo(server, email));
    dataOf(await server.client().register(username, email, PASSWORD));
    expect(codeOf(await server.client().verifyEmail(stranger.challenge, stranger.token))).toBe(
      'CHALLENGE_EXPIRED',
    );
    const { challenge, token } = linkOf(await mailTo(server, email));
    pairOf(dataOf(await server.client().verifyEmail(challenge, token)).verifyEmail);
    for (const name of [username, email])
      expect(codeOf(await server.client().obtainToken(name, 'the password of a stranger'))).toBe(
        'INVALID_CREDENTIALS',
      );
    pairOf(dataOf(await server.client().obtainToken(email, PASSWORD)).obtainToken);
  });

  it('of a stranger right after the owner’s is not confirmed with the password of the owner', async () => {
    const [username, email] = [newName(), newAddress()];
    dataOf(await server.client().register(username, email, PASSWORD));
    dataOf(await server.client().register(username, email, 'the password of a stranger'));
    const { challenge, token } = linkOf(await mailTo(server, email));
    const owner = server.client();
    for (let tries = 0; tries < 5; tries++) {
      const { errors } = await owner.verifyEmail(challenge, token, PASSWORD);
      expect(errors?.[0]?.extensions).toEqual({ code: 'INVALID_CREDENTIALS', field: 'password' });
    }
    const stranger = 'the password of a stranger';
    expect(codeOf(await owner.verifyEmail(challenge, token, stranger))).toBe('CHALLENGE_EXPIRED');
    expect(codeOf(await server.client().obtainToken(username, stranger))).toBe('EMAIL_NOT_VERIFIED');
    const [event] = await server.app.orm.em
      .fork()
      .find(SecurityEvent, { type: 'emailTokenRejected' }, { orderBy: { id: 'desc' }, limit: 1 });
    expect(event).toMatchObject({ reason: 'wrongPassword' });

    dataOf(await owner.register(username, email, PASSWORD));
    const own = linkOf(await mailTo(server, email));
    pairOf(dataOf(await owner.verifyEmail(own.challenge, own.token, PASSWORD)).verifyEmail);
  });

  it('names its account in the link, for the page that asks who opened it', async () => {
    const [username, email] = [newName(), newAddress()];
    dataOf(await server.client().register(username, email, PASSWORD));
    const { searchParams } = new URL((await mailTo(server, email)).link ?? '');
    expect([...searchParams.keys()]).toEqual(['challenge', 'token', 'username']);
    expect(searchParams.get('username')).toBe(username);
  });

  it('by several at once gives a name and an address to one of them', async () => {
    const [name, email] = [newName(), newAddress()];
    const names = await Promise.all(
      Array.from({ length: 6 }, () => server.client().register(name, newAddress(), PASSWORD)),
    );
    expect(names.filter(({ data }) => data)).toHaveLength(1);
    expect(new Set(names.filter(({ data }) => !data).map(codeOf))).toEqual(new Set(['USERNAME_TAKEN']));
    const addresses = await Promise.all(
      Array.from({ length: 4 }, () => server.client().register(newName(), email, PASSWORD)),
    );
    for (const response of addresses) dataOf(response);
    const links = (await mailsTo(server, email)).filter(({ link }) => link !== null).map(linkOf);
    const verified = await Promise.all(
      links.map(({ challenge, token }) => server.client().verifyEmail(challenge, token)),
    );
    expect(verified.filter(({ data }) => data)).toHaveLength(1);
    for (const refused of verified.filter(({ data }) => !data))
      expect(codeOf(refused)).toBe('CHALLENGE_EXPIRED');
  });

  it('and a proof at once end in one account or the other, and no fault', async () => {
    for (let round = 0; round < 10; round++) {
      const email = newAddress();
      dataOf(await server.client().register(newName(), email, PASSWORD));
      const { challenge, token } = linkOf(await mailTo(server, email));
      const [verified, ...registered] = await Promise.all([
        server.client().verifyEmail(challenge, token),
        server.client().register(newName(), email, PASSWORD),
        server.client().register(newName(), email, PASSWORD),
      ]);
      expect([undefined, 'CHALLENGE_EXPIRED']).toContain(codeOf(verified));
      for (const response of registered) dataOf(response);
    }
    expect(server.log()).not.toMatch(/deadlock|40P01/);
  });

  it('takes a language of any length, and goes on without one that is too long', async () => {
    const query = `mutation ($email: EmailAddress!) { requestPasswordReset(email: $email) { challenge } }`;
    const tag = `de-${Array.from({ length: 6 }, () => 'abcdefgh').join('-')}`;
    const send = (email: string, language: string) =>
      server.client().post({ query, variables: { email } }, { 'accept-language': language });
    const { email } = await registerUser(server);
    dataOf(await send(email, `${tag}, pl;q=0.5`));
    expect(await mailTo(server, email)).toMatchObject({ subject: 'Ustaw nowe hasło' });
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

describe('a mail that is asked for again', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it('ends the older link and code at once, before the new ones are written', async () => {
    const email = newAddress();
    const client = server.client();
    const { challenge } = dataOf(await client.register(newName(), email, PASSWORD)).register;
    const mail = await mailTo(server, email);
    await server.app.outbox.stop();
    server.passSeconds(61);
    dataOf(await client.resendEmail(challenge));
    for (const token of [linkOf(mail).token, mail.code ?? ''])
      expect(codeOf(await client.verifyEmail(challenge, token))).toBe('INVALID_EMAIL_TOKEN');
  });
});
