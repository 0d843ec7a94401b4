import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PendingSignIn } from '../../../src/factors/pending/pending-sign-in.entity.js';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { SentCode } from '../../../src/factors/phone/sent-code.entity.js';
import { User } from '../../../src/accounts/user.entity.js';
import { codeOf, dataOf, requiredOf } from '../../setup/client.js';
import { otherThan, signIn, switchOn, waitingLogin } from '../../setup/flows.js';
import { ApprovesAll, isCheck, watchProvider } from '../../setup/provider.js';
import { newPhone, startServer, type TestServer } from '../../setup/server.js';
import type { HttpRequest, HttpResponse } from '../../../src/vendors/http-transport.js';

/** Twilio's replies to a message that it takes, and to a check of a right code and of one that it does not know. */
const SENT = reply(201, { sid: `VE${'a1'.repeat(16)}`, status: 'pending' });
const APPROVED = reply(200, { sid: `VE${'a1'.repeat(16)}`, status: 'approved' });
const GONE = reply(404, { status: 404, code: 20404, message: 'The requested resource was not found' });

function reply(status: number, body: object): HttpResponse {
  return { status, headers: {}, body: JSON.stringify(body) };
}

/** One-time codes: OWASP ASVS 5.0 V6.5 and V6.6, NIST SP 800-63B-4 3.1.3. */
describe('a code', () => {
  let server: TestServer;
  let asked: HttpRequest[];
  /** The replies to the next requests, in place of the simulator's. */
  const replies: Promise<HttpResponse>[] = [];

  beforeAll(async () => {
    server = await startServer();
    asked = watchProvider(server, () => replies.shift());
  });
  afterAll(() => server.close());

  it('gives one pair to twenty requests at once, and is used up', async () => {
    const { client, challenge, code } = await waitingLogin(server);
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => client.verifyTwoFactorToken({ challenge, token: code })),
    );
    expect(responses.filter(({ data }) => data?.verifyTwoFactorToken)).toHaveLength(1);
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
  });

  it('signs in with the approval though a parallel attempt found it gone', async () => {
    const { client, challenge, code } = await waitingLogin(server);
    const late = Promise.withResolvers<HttpResponse>();
    replies.push(late.promise, Promise.resolve(GONE));
    const both = [1, 2].map(() => client.verifyTwoFactorToken({ challenge, token: code }));
    expect(codeOf(await Promise.race(both))).toBe('CHALLENGE_EXPIRED');
    late.resolve(APPROVED);
    const responses = await Promise.all(both);
    expect(responses.filter(({ data }) => data?.verifyTwoFactorToken)).toHaveLength(1);
  });

  it('is checked at most five times, of fifty wrong ones at once', async () => {
    const { client, challenge, code, user, phone } = await waitingLogin(server);
    const before = asked.filter(isCheck).length;
    const responses = await Promise.all(
      Array.from({ length: 50 }, () => client.verifyTwoFactorToken({ challenge, token: otherThan(code) })),
    );
    const checked = responses.filter((response) => codeOf(response) === 'INVALID_TWO_FACTOR_TOKEN');
    expect(checked).toHaveLength(5);
    expect(asked.filter(isCheck)).toHaveLength(before + 5);
    const em = server.app.orm.em.fork();
    const { attempts } = await em.findOneOrFail(SentCode, { user: user.user.id, purpose: 'login' });
    const { wrongCodesInRow } = await em.findOneOrFail(User, { id: user.user.id });
    expect([attempts, wrongCodesInRow]).toEqual([5, 5]);

    // Nor does what was not checked use up the tries of the account. After the pause there is a new code.
    server.passSeconds(31);
    const next = requiredOf((await client.obtainToken(user.username, user.password)).data?.obtainToken);
    const right = { challenge: next.challenge, token: server.messageTo(phone).code };
    expect(codeOf(await client.verifyTwoFactorToken(right))).toBeUndefined();
  });

  it('counts the tries of all its challenges', async () => {
    const { client, challenge, code, user } = await waitingLogin(server);
    const second = requiredOf((await client.obtainToken(user.username, user.password)).data?.obtainToken);
    expect(second.challenge).not.toBe(challenge);
    for (const through of [challenge, second.challenge, challenge, second.challenge, challenge])
      expect(codeOf(await client.verifyTwoFactorToken({ challenge: through, token: otherThan(code) }))).toBe(
        'INVALID_TWO_FACTOR_TOKEN',
      );
    const before = asked.length;
    expect(codeOf(await client.verifyTwoFactorToken({ challenge: second.challenge, token: code }))).toBe(
      'CHALLENGE_EXPIRED',
    );
    expect(asked).toHaveLength(before);
    const { errors } = await client.obtainToken(user.username, user.password);
    expect(errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
  });

  it('ends all its challenges when one is used', async () => {
    const { client, challenge, code, user } = await waitingLogin(server);
    const second = requiredOf((await client.obtainToken(user.username, user.password)).data?.obtainToken);
    expect(
      codeOf(await client.verifyTwoFactorToken({ challenge: second.challenge, token: code })),
    ).toBeUndefined();
    const before = asked.length;
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
    expect(asked).toHaveLength(before);
  });

  it('lets the next message go at once after it was approved', async () => {
    const { client, challenge, code, user, phone } = await waitingLogin(server);
    await client.verifyTwoFactorToken({ challenge, token: code });
    const before = server.messagesTo(phone).length;
    const next = requiredOf((await client.obtainToken(user.username, user.password)).data?.obtainToken);
    expect(server.messagesTo(phone)).toHaveLength(before + 1);
    expect(
      codeOf(
        await client.verifyTwoFactorToken({ challenge: next.challenge, token: server.messageTo(phone).code }),
      ),
    ).toBeUndefined();
  });

  it('sends no second message within the pause, and says when one may go', async () => {
    const { client, phone, delivery, challenge, user } = await waitingLogin(server);
    const before = server.messagesTo(phone).length;
    const again = requiredOf((await client.obtainToken(user.username, user.password)).data?.obtainToken);
    expect(again.delivery.resendAt).toBe(delivery.resendAt);
    const early = await client.resendTwoFactorToken(challenge);
    expect(codeOf(early)).toBe('RATE_LIMITED');
    expect(early.errors?.[0]?.extensions.retryAfter).toBeGreaterThan(0);
    expect(server.messagesTo(phone)).toHaveLength(before);
    server.passSeconds(31);
    const { data } = await client.resendTwoFactorToken(challenge, 'CALL');
    expect(data?.resendTwoFactorToken).toMatchObject({ challenge, delivery: { channel: 'CALL' } });
    expect(server.messageTo(phone)).toMatchObject({ channel: 'call' });
    expect(server.messagesTo(phone)).toHaveLength(before + 1);
    // The second pause is twice as long.
    server.passSeconds(31);
    expect(codeOf(await client.resendTwoFactorToken(challenge))).toBe('RATE_LIMITED');
    server.passSeconds(30);
    expect(codeOf(await client.resendTwoFactorToken(challenge))).toBeUndefined();
  });

  it('is sent again once, of five calls at once', async () => {
    for (let round = 0; round < 3; round++) {
      const { client, challenge, phone } = await waitingLogin(server);
      const before = server.messagesTo(phone).length;
      server.passSeconds(31);
      const responses = await Promise.all(
        Array.from({ length: 5 }, () => client.resendTwoFactorToken(challenge)),
      );
      expect(responses.map(codeOf).filter((response) => response !== 'RATE_LIMITED')).toEqual([undefined]);
      expect(server.messagesTo(phone)).toHaveLength(before + 1);
    }
  });

  it('is not sent again after it was used, tried five times, or ten minutes old', async () => {
    const used = await waitingLogin(server);
    await used.client.verifyTwoFactorToken({ challenge: used.challenge, token: used.code });
    const tried = await waitingLogin(server);
    for (let guess = 0; guess < 5; guess++)
      await tried.client.verifyTwoFactorToken({ challenge: tried.challenge, token: otherThan(tried.code) });
    server.passSeconds(31);
    const old = await waitingLogin(server);
    const before = asked.length;
    for (const { client, challenge } of [used, tried])
      expect(codeOf(await client.resendTwoFactorToken(challenge))).toBe('CHALLENGE_EXPIRED');
    server.passSeconds(601);
    expect(codeOf(await old.client.resendTwoFactorToken(old.challenge))).toBe('CHALLENGE_EXPIRED');
    expect(asked).toHaveLength(before);
  });

  it('is not accepted before its message was sent', async () => {
    const user = await server.createUser();
    await switchOn(server, user);
    const client = server.client();
    const { username, password } = user;
    const sending = Promise.withResolvers<HttpResponse>();
    replies.push(sending.promise);
    const before = asked.length;
    const login = client.obtainToken(username, password);
    while (asked.length === before) await new Promise((next) => setImmediate(next));
    const early = await client.verifyTwoFactorToken({ username, password, token: '123456' });
    expect(codeOf(early)).toBe('INVALID_CREDENTIALS');
    sending.resolve(SENT);
    const { challenge } = requiredOf((await login).data?.obtainToken);
    replies.push(Promise.resolve(APPROVED));
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: '123456' }))).toBeUndefined();
  });

  it('of the provider configured before is neither checked nor sent again', async () => {
    const { client, challenge, code, user, phone } = await waitingLogin(server);
    const where = { user: user.user.id, status: 'pending' } as const;
    await server.app.orm.em.fork().nativeUpdate(SentCode, where, { provider: 'authy' });
    const before = asked.filter(isCheck).length;
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
    expect(asked.filter(isCheck)).toHaveLength(before);

    const sent = server.messagesTo(phone).length;
    server.passSeconds(30);
    expect(codeOf(await client.resendTwoFactorToken(challenge))).toBe('CHALLENGE_EXPIRED');
    expect(server.messagesTo(phone)).toHaveLength(sent);
    const again = requiredOf(dataOf(await client.obtainToken(user.username, user.password)).obtainToken);
    const token = server.messageTo(phone).code;
    dataOf(await client.verifyTwoFactorToken({ challenge: again.challenge, token }));
  });

  it('is sent again after the pause that is configured', async () => {
    const patient = await startServer({ SEND_PAUSE: '90s' });
    try {
      const { challenge, client, delivery } = await waitingLogin(patient);
      expect(Math.round((Date.parse(delivery.resendAt) - patient.now().getTime()) / 1000)).toBeGreaterThan(
        60,
      );
      patient.passSeconds(60);
      expect(codeOf(await client.resendTwoFactorToken(challenge))).toBe('RATE_LIMITED');
      patient.passSeconds(31);
      expect(codeOf(await client.resendTwoFactorToken(challenge))).toBeUndefined();
    } finally {
      await patient.close();
    }
  });

  it('is one message for eight clicks at once', async () => {
    for (let round = 0; round < 3; round++) {
      const { client, user, phone, challenge, code } = await waitingLogin(server);
      await client.verifyTwoFactorToken({ challenge, token: code });
      const before = server.messagesTo(phone).length;
      const clicks = await Promise.all(
        Array.from({ length: 8 }, () => client.obtainToken(user.username, user.password)),
      );
      expect(clicks.map(codeOf)).toEqual(Array(8).fill(undefined));
      expect(server.messagesTo(phone)).toHaveLength(before + 1);
    }
  });

  it('is refused after ten minutes', async () => {
    const { client, challenge, code } = await waitingLogin(server);
    server.passSeconds(601);
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
  });

  it('is refused on another person’s challenge, and for another purpose', async () => {
    const a = await waitingLogin(server);
    const b = await waitingLogin(server);
    expect(codeOf(await a.client.verifyTwoFactorToken({ challenge: b.challenge, token: a.code }))).toBe(
      'INVALID_TWO_FACTOR_TOKEN',
    );

    const { client } = await signIn(server, await server.createUser());
    const phone = newPhone();
    const { data } = await client.verifyPhone(phone);
    const challenge = data?.verifyPhone.challenge ?? '';
    expect(
      codeOf(await server.client().verifyTwoFactorToken({ challenge, token: server.messageTo(phone).code })),
    ).toBe('CHALLENGE_EXPIRED');
  });

  it('stays counted against the account after new codes and a right password', async () => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    const codes: (string | undefined)[] = [];
    for (let login = 0; login < 3; login++) {
      server.passSeconds(601);
      const client = server.client();
      const { challenge } = requiredOf(
        (await client.obtainToken(user.username, user.password)).data?.obtainToken,
      );
      for (let guess = 0; guess < 5; guess++)
        codes.push(
          codeOf(
            await client.verifyTwoFactorToken({ challenge, token: otherThan(server.messageTo(phone).code) }),
          ),
        );
    }
    expect(codes.slice(0, 10)).toEqual(Array(10).fill('INVALID_TWO_FACTOR_TOKEN'));
    expect(codes.slice(10)).toEqual(Array(5).fill('RATE_LIMITED'));
  });

  it('locks the second factor after a hundred in a row, until staff unlocks it', async () => {
    const { client, challenge, code, user, phone } = await waitingLogin(server);
    const em = () => server.app.orm.em.fork();
    await em().nativeUpdate(User, { id: user.user.id }, { wrongCodesInRow: 98 });
    const wrong = { challenge, token: otherThan(code) };
    expect(codeOf(await client.verifyTwoFactorToken(wrong))).toBe('INVALID_TWO_FACTOR_TOKEN');
    // A right password is no right code: it does not begin a new row.
    expect(codeOf(await client.obtainToken(user.username, user.password))).toBeUndefined();
    expect(codeOf(await client.verifyTwoFactorToken(wrong))).toBe('INVALID_TWO_FACTOR_TOKEN');
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('FORBIDDEN');
    expect(await em().count(SecurityEvent, { userId: user.user.id, type: 'secondFactorLocked' })).toBe(1);
    const before = server.app.simulator?.messages().length;
    server.passSeconds(31);
    expect(codeOf(await client.resendTwoFactorToken(challenge))).toBe('CHALLENGE_EXPIRED');
    server.passSeconds(700);
    expect(codeOf(await client.obtainToken(user.username, user.password))).toBe('FORBIDDEN');
    expect(codeOf(await client.obtainToken(user.username, 'wrong password'))).toBe('INVALID_CREDENTIALS');
    expect(server.app.simulator?.messages()).toHaveLength(before ?? -1);

    await server.app.admin.unlock(user.user, em());
    const again = requiredOf((await client.obtainToken(user.username, user.password)).data?.obtainToken);
    const right = { challenge: again.challenge, token: server.messageTo(phone).code };
    expect(codeOf(await client.verifyTwoFactorToken(right))).toBeUndefined();
    expect((await em().findOneOrFail(User, { id: user.user.id })).wrongCodesInRow).toBe(0);
  });

  it('is sent to no new phone while the second factor is locked', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    await server.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, { wrongCodesInRow: 100 });
    const phone = newPhone();
    expect(codeOf(await client.verifyPhone(phone))).toBe('FORBIDDEN');
    expect(server.messagesTo(phone)).toEqual([]);
  });

  it('is accepted at once after staff unlocks', async () => {
    const { client, challenge, code, user, phone } = await waitingLogin(server);
    const em = () => server.app.orm.em.fork();
    const next = async () => {
      server.passSeconds(601);
      return requiredOf(dataOf(await client.obtainToken(user.username, user.password)).obtainToken).challenge;
    };
    const tryFiveTimes = async (wrong: { challenge: string; token: string }) => {
      for (let tries = 0; tries < 5; tries++)
        expect(codeOf(await client.verifyTwoFactorToken(wrong))).toBe('INVALID_TWO_FACTOR_TOKEN');
    };
    await em().nativeUpdate(User, { id: user.user.id }, { wrongCodesInRow: 90 });
    await tryFiveTimes({ challenge, token: otherThan(code) });
    await tryFiveTimes({ challenge: await next(), token: otherThan(server.messageTo(phone).code) });
    await server.app.admin.unlock(user.user, em());
    const right = { challenge: await next(), token: server.messageTo(phone).code };
    expect(codeOf(await client.verifyTwoFactorToken(right))).toBeUndefined();
  });

  it('reports the lock once', async () => {
    const { client, challenge, code, user } = await waitingLogin(server);
    const em = () => server.app.orm.em.fork();
    const locks = () => em().count(SecurityEvent, { userId: user.user.id, type: 'secondFactorLocked' });
    await em().nativeUpdate(User, { id: user.user.id }, { wrongCodesInRow: 95 });
    const wrong = { challenge, token: otherThan(code) };
    for (let tries = 0; tries < 4; tries++) await client.verifyTwoFactorToken(wrong);
    expect(await locks()).toBe(0);
    expect(codeOf(await client.verifyTwoFactorToken(wrong))).toBe('INVALID_TWO_FACTOR_TOKEN');
    expect(await locks()).toBe(1);
    expect(codeOf(await client.verifyTwoFactorToken(wrong))).toBe('CHALLENGE_EXPIRED');
    expect(codeOf(await client.obtainToken(user.username, user.password))).toBe('FORBIDDEN');
    expect(await locks()).toBe(1);
  });

  it('ends the challenge when the provider calls it gone', async () => {
    const { client, challenge, code } = await waitingLogin(server);
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: '000000' }))).toBe(
      'CHALLENGE_EXPIRED',
    );
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
  });

  it('and its challenge are not in the database', async () => {
    const { challenge, code, user } = await waitingLogin(server);
    const em = server.app.orm.em.fork();
    const rows = [await em.find(PendingSignIn, {}), await em.find(SentCode, { user: user.user.id })];
    expect(rows.map(({ length }) => length)).not.toContain(0);
    const dump = JSON.stringify(rows);
    expect(dump).not.toContain(challenge);
    expect(dump).not.toContain(`"${code}"`);
  });

  it('is not sent with anything that opens more than its own step', async () => {
    const { client, challenge, phone } = await waitingLogin(server);
    const holder = client.as(challenge);
    for (const response of [
      await holder.me(),
      await holder.verifyPhone(newPhone()),
      await holder.registerPhone(phone, '123456'),
      await holder.disableTwoFactor(),
    ])
      expect([response.status, codeOf(response)]).toEqual([401, 'UNAUTHENTICATED']);
    expect(codeOf(await client.refreshToken(challenge))).toBe('TOKEN_INVALID');
  });

  it('for registration belongs to the last number asked for', async () => {
    const { client } = await signIn(server, await server.createUser());
    const [first, second] = [newPhone(), newPhone()];
    await client.verifyPhone(first);
    await client.verifyPhone(second);
    expect(codeOf(await client.registerPhone(first, server.messageTo(second).code))).toBe(
      'CHALLENGE_EXPIRED',
    );
    expect(codeOf(await client.registerPhone(first, server.messageTo(first).code))).toBe('CHALLENGE_EXPIRED');
    expect(codeOf(await client.registerPhone(second, server.messageTo(second).code))).toBeUndefined();
  });

  it('for registration is of one number, also when two are asked for at once', async () => {
    const { client } = await signIn(server, await server.createUser());
    const [first, second] = [newPhone(), newPhone()];
    await Promise.all([first, second].map((phone) => client.verifyPhone(phone)));
    const [toFirst, toSecond] = [server.messageTo(first).code, server.messageTo(second).code];
    for (const [phone, code] of [
      [first, toSecond],
      [second, toFirst],
    ] as const)
      expect((await client.registerPhone(phone, code)).data).toBeFalsy();

    const proofs = [
      await client.registerPhone(first, toFirst),
      await client.registerPhone(second, toSecond),
    ] as const;
    const proven = proofs.flatMap(({ data }, index) =>
      data ? [{ pair: data.registerPhone, phone: index === 0 ? first : second }] : [],
    );
    expect(proven).toHaveLength(1);
    for (const { pair, phone } of proven)
      expect((await client.as(pair.access).me()).data?.me).toMatchObject({ phone });
  });

  it('for a number that was never asked for is refused', async () => {
    const { client } = await signIn(server, await server.createUser());
    expect(codeOf(await client.registerPhone(newPhone(), '123456'))).toBe('CHALLENGE_EXPIRED');
  });

  it('is refused after five wrong ones', async () => {
    const { client, challenge, code } = await waitingLogin(server);
    for (const attemptsLeft of [4, 3, 2, 1, 0]) {
      const { errors } = await client.verifyTwoFactorToken({ challenge, token: otherThan(code) });
      expect(errors?.[0]?.extensions).toEqual({ code: 'INVALID_TWO_FACTOR_TOKEN', attemptsLeft });
    }
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
  });

  it('shows that a number is taken only to the user who proved it', async () => {
    const { phone } = await switchOn(server, await server.createUser());
    const { client } = await signIn(server, await server.createUser());
    server.passSeconds(60);
    const { data } = await client.verifyPhone(phone);
    expect(data?.verifyPhone.__typename).toBe('TwoFactorRequired');
    const { code } = server.messageTo(phone);
    expect(codeOf(await client.registerPhone(phone, otherThan(code)))).toBe('INVALID_TWO_FACTOR_TOKEN');
    expect(codeOf(await client.registerPhone(phone, code))).toBe('PHONE_ALREADY_REGISTERED');
    expect((await client.me()).data?.me).toMatchObject({ phone: null, twoFactorEnabled: false });
  });

  it('for a login without a challenge needs the password', async () => {
    const { user, code } = await waitingLogin(server);
    const { username, password } = user;
    const submit = (password: string) =>
      server.client().verifyTwoFactorToken({ username, password, token: code });
    expect(codeOf(await submit('wrong password'))).toBe('INVALID_CREDENTIALS');
    expect(codeOf(await submit(password))).toBeUndefined();
  });

  it('for a phone belongs to the user who requested it', async () => {
    const [one, other] = [
      await signIn(server, await server.createUser()),
      await signIn(server, await server.createUser()),
    ];
    const phone = newPhone();
    await one.client.verifyPhone(phone);
    const { code } = server.messageTo(phone);
    expect(codeOf(await other.client.registerPhone(phone, code))).toBe('CHALLENGE_EXPIRED');
  });
});

describe('a code that the provider would approve again and again', () => {
  let server: TestServer;
  let asked: HttpRequest[];
  const twilio = new ApprovesAll();

  beforeAll(async () => {
    server = await startServer();
    asked = watchProvider(server, twilio.reply);
  });
  afterAll(() => server.close());

  it('gives one pair to twenty requests at once, and is not checked again', async () => {
    const { client, challenge, code } = await waitingLogin(server);
    twilio.atOnce = 5;
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => client.verifyTwoFactorToken({ challenge, token: code })),
    );
    twilio.atOnce = 1;
    expect(responses.filter(({ data }) => data?.verifyTwoFactorToken)).toHaveLength(1);

    const next = await waitingLogin(server);
    const enter = () => next.client.verifyTwoFactorToken({ challenge: next.challenge, token: next.code });
    expect(codeOf(await enter())).toBeUndefined();
    const before = asked.length;
    expect(codeOf(await enter())).toBe('CHALLENGE_EXPIRED');
    expect(asked).toHaveLength(before);
  });

  it('makes a number the second factor of one, of two who prove it at once', async () => {
    const phone = newPhone();
    const both = [];
    for (let users = 0; users < 2; users++) {
      const { client } = await signIn(server, await server.createUser());
      dataOf(await client.verifyPhone(phone));
      both.push(client);
    }
    twilio.atOnce = 2;
    const { code } = server.messageTo(phone);
    const responses = await Promise.all(both.map((client) => client.registerPhone(phone, code)));
    twilio.atOnce = 1;
    expect(responses.map(codeOf).toSorted()).toEqual(['PHONE_ALREADY_REGISTERED', undefined]);
  });

  it('ends after ten minutes', async () => {
    const { client, challenge, code } = await waitingLogin(server);
    server.passSeconds(601);
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
  });

  it('ends with the account', async () => {
    const { client, challenge, code, user } = await waitingLogin(server);
    await server.app.admin.setActive(user.user, false, server.app.orm.em.fork());
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
  });

  it('serves one purpose only', async () => {
    const user = await server.createUser();
    const { client, phone } = await switchOn(server, user);
    await server.client().obtainToken(user.username, user.password);
    expect(codeOf(await client.registerPhone(phone, server.messageTo(phone).code))).toBe('CHALLENGE_EXPIRED');

    const next = newPhone();
    const challenge = requiredOf((await client.verifyPhone(next)).data?.verifyPhone).challenge;
    const token = server.messageTo(next).code;
    expect(codeOf(await server.client().verifyTwoFactorToken({ challenge, token }))).toBe(
      'CHALLENGE_EXPIRED',
    );
  });
});

describe('codes from one address', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ LIMIT_CODES_PER_ADDRESS: '3/1h' });
  });
  afterAll(() => server.close());

  it('are limited in all of an IPv6 /64 together', async () => {
    const codes: (string | undefined)[] = [];
    for (let address = 1; address <= 4; address++) {
      const { client, challenge, code } = await waitingLogin(server);
      const there = client.at(`2001:db8:9:8::${address}`);
      codes.push(codeOf(await there.verifyTwoFactorToken({ challenge, token: otherThan(code) })));
    }
    expect(codes).toEqual([...Array<string>(3).fill('INVALID_TWO_FACTOR_TOKEN'), 'RATE_LIMITED']);
  });

  it('are limited over all users, and those from elsewhere are not', async () => {
    const stranger = server.client();
    const logins = [];
    for (let users = 0; users < 4; users++) logins.push(await waitingLogin(server));
    const codes: (string | undefined)[] = [];
    for (const { challenge, code } of logins)
      codes.push(codeOf(await stranger.verifyTwoFactorToken({ challenge, token: otherThan(code) })));
    expect(codes).toEqual([...Array<string>(3).fill('INVALID_TWO_FACTOR_TOKEN'), 'RATE_LIMITED']);
    const left: (number | undefined)[] = [];
    for (const { client, challenge, code } of logins) {
      const { errors } = await client.verifyTwoFactorToken({ challenge, token: otherThan(code) });
      left.push(errors?.[0]?.extensions.attemptsLeft);
      expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBeUndefined();
    }
    // What the address was refused used up no try of the code.
    expect(left).toEqual([3, 3, 3, 4]);
  });
});
