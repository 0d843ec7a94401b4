import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { User } from '../../../../src/accounts/user.entity.js';
import { PendingSignIn } from '../../../../src/factors/pending/pending-sign-in.entity.js';
import { SecurityEvent } from '../../../../src/audit/security-event.entity.js';
import { SendConversion } from '../../../../src/factors/phone/sends/send-conversion.entity.js';
import { SentCode } from '../../../../src/factors/phone/sent-code.entity.js';
import type { HttpRequest, HttpResponse } from '../../../../src/vendors/http-transport.js';
import { type Client, codeOf, dataOf, extensionsOf, pairOf, requiredOf } from '../../../setup/client.js';
import { otherThan, signIn, switchOn, waitingLogin } from '../../../setup/flows.js';
import { LIMIT_STORES } from '../../../setup/database/limit-stores.js';
import { metric } from '../../../setup/metrics.js';
import { watchProvider } from '../../../setup/provider.js';
import { newPhone, startServer, type TestServer, type TestUser } from '../../../setup/server.js';

const LIMITED = { code: 'RATE_LIMITED', retryAfter: expect.any(Number) };

let server: TestServer;

function serve(env: Record<string, string> = {}): void {
  beforeAll(async () => {
    server = await startServer(env);
  });
  afterAll(() => server.close());
}

/** Someone signed in who has no phone yet, at an address of their own. */
async function someone(): Promise<Client> {
  return (await signIn(server, await server.createUser())).client;
}

/** CASES: phone. What a number must be before the provider gets it. */
describe('numbers that may get codes', () => {
  serve({ PHONE_COUNTRIES: 'PL,GB,IL' });
  let asked: HttpRequest[];

  beforeAll(() => {
    asked = watchProvider(server);
  });
  beforeEach(() => void asked.splice(0));

  it.each([
    ['premium rate', '+48700123456'],
    ['premium rate', '+449098790000'],
    ['shared cost', '+48801123456'],
    ['personal number', '+447012345678'],
    ['pager', '+447640123456'],
    ['voicemail', '+97215151234567'],
    ['of another country', '+4915112345678'],
    ['of another country', '+12025550123'],
    ['of no country', '+80012345678'],
  ])('are not %s: %s', async (_kind, phone) => {
    const client = await someone();
    expect(extensionsOf(await client.verifyPhone(phone))).toEqual({
      code: 'PHONE_NOT_ALLOWED',
      field: 'phone',
    });
    expect(asked).toEqual([]);
    expect(server.log()).not.toContain(phone);
  });

  it.each(['+48000000000', '+4812345678', '+481234567890', '+999123456789'])(
    'are not such as nobody can have: %s',
    async (phone) => {
      const client = await someone();
      expect(extensionsOf(await client.verifyPhone(phone))).toEqual({
        code: 'INVALID_PHONE_NUMBER',
        field: 'phone',
      });
      expect(asked).toEqual([]);
    },
  );

  it('are real ones, +48123456789 among them', async () => {
    const client = await someone();
    expect(codeOf(await client.verifyPhone('+48123456789'))).toBeUndefined();
    expect(server.messagesTo('+48123456789')).toHaveLength(1);
  });

  it.each([' (+48) 604 234 567', '\t＋４８６０４２３４５６７\n', '\u202a+48 604 234 567\u202c'])(
    'are read as people and contacts apps write them: %j',
    async (phone) => {
      const before = server.messagesTo('+48604234567');
      const { data } = await (await someone()).verifyPhone(phone);
      expect(data?.verifyPhone.delivery.destination).toBe('+48 ••• ••• •67');
      expect(server.messagesTo('+48604234567')).toHaveLength(before.length + 1);
    },
  );

  it('are those of allowed countries when they are registered already, too', async () => {
    const user = await server.createUser();
    const registered = { phone: '+4915112345678', secondFactorEnabledAt: server.now() };
    await server.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, registered);
    const refused = await server.client().obtainToken(user.username, user.password);
    expect(extensionsOf(refused)).toEqual({ code: 'PHONE_NOT_ALLOWED', field: 'phone' });
    expect(asked).toEqual([]);
  });

  it('are those of allowed countries when the code is sent again, too', async () => {
    const { client, challenge, user } = await waitingLogin(server);
    const em = server.app.orm.em.fork();
    const phone = '+4915112345679';
    await em.nativeUpdate(User, { id: user.user.id }, { phone });
    await em.nativeUpdate(SentCode, { user: user.user.id, status: 'pending' }, { phone });
    server.passSeconds(31);
    asked.splice(0);
    const refused = await client.resendTwoFactorToken(challenge);
    expect(extensionsOf(refused)).toEqual({ code: 'PHONE_NOT_ALLOWED', field: 'phone' });
    expect(asked).toEqual([]);
  });

  it('of somebody else get the response of free ones', async () => {
    const { phone } = await switchOn(server, await server.createUser());
    const responseTo = async (asked: string) => {
      const { status, data, errors } = await (await someone()).verifyPhone(asked);
      const variable = { challenge: '', message: '', expiresAt: '', methods: [] };
      const delivery = { ...data?.verifyPhone.delivery, destination: '', resendAt: '' };
      return { status, errors, data: { ...data?.verifyPhone, ...variable, delivery } };
    };
    expect(await responseTo(phone)).toEqual(await responseTo(newPhone()));
  });
});

describe('limits', () => {
  serve({ LIMIT_SENDS_PER_PREFIX: '5/1h', LIMIT_SENDS_PER_USER: '100/10m' });

  it('let four messages go to a number, of fifty calls by anybody', async () => {
    const phone = '+48601234567';
    const codes = new Set<string | undefined>();
    for (let users = 0; users < 5; users++) {
      const client = await someone();
      for (let calls = 0; calls < 10; calls++) codes.add(codeOf(await client.verifyPhone(phone)));
    }
    expect(server.messagesTo(phone)).toHaveLength(4);
    expect(codes).toEqual(new Set([undefined, 'RATE_LIMITED']));
  });

  it('let four messages of a login go, by signing in again or by resending', async () => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    const client = server.client();
    const login = () => client.obtainToken(user.username, user.password);
    const { challenge } = requiredOf((await login()).data?.obtainToken);
    const codes: (string | undefined)[] = [];
    for (const [pause, again] of [
      [31, login],
      [61, () => client.resendTwoFactorToken(challenge)],
      [121, login],
      [241, login],
    ] as const) {
      server.passSeconds(pause);
      codes.push(codeOf(await again()));
    }
    expect(codes).toEqual([undefined, undefined, undefined, 'RATE_LIMITED']);
    expect(server.messagesTo(phone)).toHaveLength(1 + 4);
  });

  it('keep nobody from signing in whose number others ask codes for', async () => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    server.passSeconds(60);
    const askFor = async (number: string) => codeOf(await (await someone()).verifyPhone(number));
    const codes: (string | undefined)[] = [];
    for (let stranger = 0; stranger < 5; stranger++) codes.push(await askFor(phone));
    expect(codes.at(-1)).toBe('RATE_LIMITED');
    const prefix = phone.slice(0, -3);
    expect(await askFor(`${prefix}787`)).toBe('RATE_LIMITED');
    server.passSeconds(60);
    expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBeUndefined();
    expect(server.messagesTo(phone)).toHaveLength(6);
  });

  it('count one number, however it is written', async () => {
    for (const phone of ['+48 602 234 567', '+48-602-234-567', '+48602234567', '+48 (602) 23 45 67'])
      expect(codeOf(await (await someone()).verifyPhone(phone))).toBeUndefined();
    expect(server.messagesTo('+48602234567')).toHaveLength(4);
    expect(extensionsOf(await (await someone()).verifyPhone('+48 602-234-567'))).toEqual(LIMITED);
  });

  it('stop a client that goes through neighbouring numbers', async () => {
    const neighbours = Array.from({ length: 8 }, (_, index) => `+48603234${index + 1}56`);
    const codes: (string | undefined)[] = [];
    for (const phone of neighbours) codes.push(codeOf(await (await someone()).verifyPhone(phone)));
    expect(codes.map((code) => code ?? 'sent')).toEqual([
      ...Array<string>(5).fill('sent'),
      ...Array<string>(3).fill('RATE_LIMITED'),
    ]);
    expect(neighbours.flatMap((phone) => server.messagesTo(phone))).toHaveLength(5);
    expect(codeOf(await (await someone()).verifyPhone('+48603235561'))).toBeUndefined();
  });

  it('let one message go for twenty calls at once', async () => {
    const client = await someone();
    const phone = newPhone();
    const atOnce = <T>(call: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, call));
    // With connections that are open already, none is ahead of the others.
    await atOnce(() => client.me());
    const responses = await atOnce(() => client.verifyPhone(phone));
    expect(responses.map(codeOf).filter(Boolean)).toEqual([]);
    expect(server.messagesTo(phone)).toHaveLength(1);
    expect(codeOf(await client.verifyPhone('+48700123456'))).toBe('PHONE_NOT_ALLOWED');
  });

  it('let four messages go to a number in ten minutes, also after each pause', async () => {
    const [one, other] = [await server.createUser(), await server.createUser()];
    const phone = newPhone();
    const codes: (string | undefined)[] = [];
    for (const user of [one, one, other, other, one]) {
      codes.push(codeOf(await (await signIn(server, user)).client.verifyPhone(phone)));
      // Longer than the pause after the message.
      server.passSeconds(61);
    }
    expect(codes).toEqual([undefined, undefined, undefined, undefined, 'RATE_LIMITED']);
    expect(server.messagesTo(phone)).toHaveLength(4);
  });
});

describe('a client that asks again and again', () => {
  serve({ LIMIT_SENDS_PER_USER: '2/10m' });
  const em = () => server.app.orm.em.fork();

  /** What is kept of a user's codes. */
  async function keptOf({ user }: TestUser) {
    return {
      codes: await em().count(SentCode, { user: user.id }),
      refusals: await em().count(SecurityEvent, { userId: user.id, type: 'codeNotSent' }),
      challenges: await em().count(PendingSignIn, { sentCode: { user: user.id } }),
    };
  }

  it('leaves nothing behind but one entry in the log, when a limit refuses', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const [first, second] = [newPhone(), newPhone()];
    for (const phone of [first, second]) dataOf(await client.verifyPhone(phone));
    const codes = new Set<string | undefined>();
    for (let calls = 0; calls < 10; calls++) codes.add(codeOf(await client.verifyPhone(first)));
    expect(codes).toEqual(new Set(['RATE_LIMITED']));
    expect(await keptOf(user)).toEqual({ codes: 2, refusals: 1, challenges: 2 });

    // A call may meet the claim of another one before that is refused.
    for (let rounds = 0; rounds < 3; rounds++) {
      const responses = await Promise.all(Array.from({ length: 12 }, () => client.verifyPhone(first)));
      const refused = responses.filter((response) => codeOf(response) !== undefined);
      expect(new Set(refused.map(codeOf))).toEqual(new Set(['RATE_LIMITED']));
    }
    expect(await keptOf(user)).toEqual({ codes: 2, refusals: 1, challenges: 2 });
    expect(await metric(server, 'rate_limit_exceeded_total{limit="sendsPerUser"}')).not.toBe('0');
  });

  it('has twenty challenges on a code, the newest', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const phone = newPhone();
    const challenges: string[] = [];
    for (let calls = 0; calls < 25; calls++)
      challenges.push(dataOf(await client.verifyPhone(phone)).verifyPhone.challenge);
    expect(await keptOf(user)).toEqual({ codes: 1, refusals: 0, challenges: 20 });
    const [beforeOldest = '', oldest = ''] = challenges.slice(-21);
    expect(codeOf(await client.resendTwoFactorToken(beforeOldest))).toBe('CHALLENGE_EXPIRED');
    server.passSeconds(31);
    expect(codeOf(await client.resendTwoFactorToken(oldest))).toBeUndefined();

    const atOnce = await Promise.all(Array.from({ length: 20 }, () => client.verifyPhone(phone)));
    expect(new Set(atOnce.map(codeOf))).toEqual(new Set([undefined]));
    dataOf(await client.verifyPhone(phone));
    expect(await keptOf(user)).toMatchObject({ codes: 1, challenges: 20 });
    expect(server.messagesTo(phone)).toHaveLength(2);
  });
});

describe('the pause after a message', () => {
  serve({ LIMIT_SENDS_PER_NUMBER: '5/10m', LIMIT_SENDS_PER_USER: '100/10m' });
  /** The replies to the next requests, in place of the simulator's. */
  const replies: HttpResponse[] = [];

  beforeAll(() => {
    watchProvider(server, () => {
      const reply = replies.shift();
      return reply && Promise.resolve(reply);
    });
  });

  it('stays as it is, with the code, when a limit refuses the next one, however often', async () => {
    const phone = newPhone();
    for (let users = 0; users < 3; users++) await (await someone()).verifyPhone(phone);
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    dataOf(await client.verifyPhone(phone));
    server.passSeconds(31);
    const { challenge } = dataOf(await client.verifyPhone(phone)).verifyPhone;
    const pending = async () => {
      const em = server.app.orm.em.fork();
      const { sends, resendAt, channel } = await em.findOneOrFail(SentCode, { user: user.user.id });
      return { sends, resendAt, channel };
    };
    const before = await pending();
    server.passSeconds(61);
    const codes = new Set<string | undefined>();
    for (let call = 0; call < 40; call++)
      codes.add(codeOf(await client.resendTwoFactorToken(challenge, 'CALL')));
    expect(codes).toEqual(new Set(['RATE_LIMITED']));
    expect(await pending()).toEqual(before);
  });

  it('does not grow, and no channel is kept, while the provider fails', async () => {
    const { client, challenge } = await waitingLogin(server);
    server.passSeconds(31);
    for (let outage = 0; outage < 3; outage++) {
      replies.push({ status: 500, headers: {}, body: '' });
      expect(codeOf(await client.resendTwoFactorToken(challenge, 'CALL'))).toBe('PROVIDER_UNAVAILABLE');
    }
    const before = server.now().getTime();
    const again = dataOf(await client.resendTwoFactorToken(challenge)).resendTwoFactorToken;
    expect(again.delivery.channel).toBe('SMS');
    const sentAt = Date.parse(again.delivery.resendAt) - 60_000;
    expect(sentAt).toBeGreaterThanOrEqual(before);
    expect(sentAt).toBeLessThanOrEqual(server.now().getTime());
  });

  it('doubles with each message, and ends with the code at the latest', async () => {
    const phone = newPhone();
    const owner = await someone();
    // Nobody stays signed in for so long.
    const client = server.client();
    let before = server.now().getTime();
    let response = dataOf(await owner.verifyPhone(phone)).verifyPhone;
    for (const seconds of [30, 60, 120, 240]) {
      const sentAt = Date.parse(response.delivery.resendAt) - seconds * 1000;
      expect(sentAt).toBeGreaterThanOrEqual(before);
      expect(sentAt).toBeLessThanOrEqual(server.now().getTime());
      server.passSeconds(seconds);
      before = server.now().getTime();
      response = dataOf(await client.resendTwoFactorToken(response.challenge)).resendTwoFactorToken;
    }
    expect(server.messagesTo(phone)).toHaveLength(5);
    expect(response.delivery.resendAt).toBe(response.expiresAt);
  });
});

describe('the limit of an address', () => {
  serve({ LIMIT_SENDS_PER_ADDRESS: '2/1h' });

  it('counts sign-ins from there, and none from elsewhere', async () => {
    const codes: (string | undefined)[] = [];
    const { address } = server.client();
    for (let users = 0; users < 3; users++)
      codes.push(codeOf(await (await someone()).at(address).verifyPhone(newPhone())));
    expect(codes).toEqual([undefined, undefined, 'RATE_LIMITED']);
    expect(codeOf(await (await someone()).verifyPhone(newPhone()))).toBeUndefined();
  });

  it('is one for all of an IPv6 /64', async () => {
    const ask = async (last: string) =>
      codeOf(await (await someone()).at(`2001:db8:7:8:${last}`).verifyPhone(newPhone()));
    expect([await ask(':1'), await ask('a:b:c:d'), await ask(':2')]).toEqual([
      undefined,
      undefined,
      'RATE_LIMITED',
    ]);
  });

  it('is four times as much for an IPv6 /56, for sign-ins and for registrations', async () => {
    const asks: (() => Promise<string | undefined>)[] = [];
    for (let net = 0; net < 10; net++) {
      const user = await server.createUser();
      const { client } = await switchOn(server, user);
      const there = client.at(`2001:db8:9:a0${net}::1`);
      asks.push(async () => codeOf(await there.obtainToken(user.username, user.password)));
    }
    for (let net = 0; net < 10; net++) {
      const there = (await someone()).at(`2001:db8:9:a0${net}::1`);
      asks.push(async () => codeOf(await there.verifyPhone(newPhone())));
    }
    const outcomes: string[] = [];
    for (const ask of asks) outcomes.push((await ask()) ?? 'sent');
    const each = [...Array<string>(8).fill('sent'), 'RATE_LIMITED', 'RATE_LIMITED'];
    expect(outcomes).toEqual([...each, ...each]);
  });

  it('uses up no tries of a number that it refuses to send to', async () => {
    const { address } = server.client();
    const ask = async (phone: string) => codeOf(await (await someone()).at(address).verifyPhone(phone));
    expect([await ask(newPhone()), await ask(newPhone())]).toEqual([undefined, undefined]);
    const phone = newPhone();
    for (let calls = 0; calls < 5; calls++) expect(await ask(phone)).toBe('RATE_LIMITED');
    expect(codeOf(await (await someone()).verifyPhone(phone))).toBeUndefined();
  });
});

describe('the limits that Twilio counts', () => {
  serve({ TWILIO_RATE_LIMIT_ADDRESS: 'end_user_ip' });

  it('get one address for all of an IPv6 /64, and another for its neighbour', async () => {
    const asked = watchProvider(server);
    for (const address of ['2001:db8:7:8::1', '2001:db8:7:8:a:b:c:d', '2001:db8:7:9::1'])
      dataOf(await (await someone()).at(address).verifyPhone(newPhone()));
    const [one, same, other] = asked.map(
      ({ body }) => new URLSearchParams(body).get('RateLimits') ?? 'nothing',
    );
    expect(one).toMatch(/^\{"end_user_ip":"\w{32}"\}$/);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });
});

describe('the daily budget', () => {
  serve({ LIMIT_SENDS_PER_DAY: '6/1d', LIMIT_SENDS_PER_USER: '1/10m' });

  it('keeps half for logins, counts no refused send, and logs when it is spent', async () => {
    const noisy = await someone();
    expect(codeOf(await noisy.verifyPhone(newPhone()))).toBeUndefined();
    for (let call = 0; call < 5; call++)
      expect(codeOf(await noisy.verifyPhone(newPhone()))).toBe('RATE_LIMITED');
    for (let users = 0; users < 2; users++)
      expect(codeOf(await (await someone()).verifyPhone(newPhone()))).toBeUndefined();

    const lineOf = () => server.log().split('The daily budget of messages is spent').length - 1;
    expect(lineOf()).toBe(0);
    const phone = newPhone();
    for (let users = 0; users < 3; users++) {
      const refusal = extensionsOf(await (await someone()).verifyPhone(phone));
      expect(refusal).toEqual(LIMITED);
      expect(refusal?.retryAfter).toBeGreaterThan(80_000);
    }
    expect(server.messagesTo(phone)).toEqual([]);
    expect(lineOf()).toBe(1);
    server.passSeconds(301);
    await (await someone()).verifyPhone(newPhone());
    expect(lineOf()).toBe(2);
    expect(await metric(server, 'rate_limit_exceeded_total{limit="registrationSendsPerDay"}')).toBe('4');
    expect(await server.app.orm.em.fork().count(SendConversion, { sent: { $gt: 3 } })).toBe(0);
  });
});

describe.each(LIMIT_STORES)(
  'a message whose code was typed right, with messages counted in %s',
  (_where, store) => {
    serve({
      ...store,
      LIMIT_SENDS_PER_NUMBER: '2/1h',
      LIMIT_SENDS_PER_USER: '2/1h',
      LIMIT_SENDS_PER_ADDRESS: '2/1h',
      LIMIT_SENDS_PER_PREFIX: '6/1h',
      LIMIT_CODES_PER_ADDRESS: '2/1h',
    });

    it('no longer counts: sign-ins and changes of a number are not limited', async () => {
      const user = await server.createUser();
      let { client, phone } = await switchOn(server, user);
      for (let times = 0; times < 5; times++) {
        const { challenge } = requiredOf(
          dataOf(await client.obtainToken(user.username, user.password)).obtainToken,
        );
        dataOf(await client.verifyTwoFactorToken({ challenge, token: server.messageTo(phone).code }));
        phone = newPhone();
        dataOf(await client.verifyPhone(phone));
        const registered = await client.registerPhone(phone, server.messageTo(phone).code);
        client = client.as(pairOf(dataOf(registered).registerPhone).access);
      }
    });

    it('takes nothing from its neighbours, and is no way to get messages without end', async () => {
      const signInAll = async ({ username, password }: TestUser, phone: string): Promise<number> => {
        const client = server.client();
        for (let times = 0; times < 10; times++) {
          const response = await client.obtainToken(username, password);
          if (codeOf(response)) return times;
          const { challenge } = requiredOf(dataOf(response).obtainToken);
          dataOf(await client.verifyTwoFactorToken({ challenge, token: server.messageTo(phone).code }));
        }
        return 10;
      };
      const prefix = newPhone().slice(0, -3);
      const [one, other] = [await server.createUser(), await server.createUser()];
      await switchOn(server, one, `${prefix}787`);
      await switchOn(server, other, `${prefix}788`);
      expect(await signInAll(one, `${prefix}787`)).toBe(6);
      expect(await signInAll(other, `${prefix}788`)).toBe(6);
    });

    it('still counts if it was one of several with the code, or if nobody used it', async () => {
      const { client, challenge, user, phone } = await waitingLogin(server);
      const token = server.messageTo(phone).code;
      server.passSeconds(31);
      dataOf(await client.resendTwoFactorToken(challenge));
      dataOf(await client.verifyTwoFactorToken({ challenge, token }));
      const login = () => client.obtainToken(user.username, user.password);
      expect(codeOf(await login())).toBeUndefined();
      server.passSeconds(31);
      expect(codeOf(await login())).toBe('RATE_LIMITED');
    });

    it('takes no wrong code back from its address', async () => {
      const { client, challenge, phone } = await waitingLogin(server);
      const right = { challenge, token: server.messageTo(phone).code };
      const wrong = { challenge, token: otherThan(right.token) };
      expect(codeOf(await client.verifyTwoFactorToken(wrong))).toBe('INVALID_TWO_FACTOR_TOKEN');
      expect(codeOf(await client.verifyTwoFactorToken(right))).toBeUndefined();
      const other = await waitingLogin(server);
      const here = other.client.at(client.address);
      const guess = { challenge: other.challenge, token: otherThan(other.code) };
      expect(codeOf(await here.verifyTwoFactorToken(guess))).toBe('INVALID_TWO_FACTOR_TOKEN');
      expect(codeOf(await here.verifyTwoFactorToken(guess))).toBe('RATE_LIMITED');
    });
  },
);

/** Sign-ins go on, whatever somebody does with registrations. */
describe('registrations', () => {
  serve({ LIMIT_SENDS_PER_DAY: '12/1d', LIMIT_SENDS_PER_ADDRESS: '3/1h', LIMIT_SENDS_PER_USER: '3/10m' });

  it('of an office, of a user or of a whole day stop no sign-in', async () => {
    const user = await server.createUser();
    const { client, phone } = await switchOn(server, user);
    const login = async () => codeOf(await client.obtainToken(user.username, user.password));
    const office = client.address;
    const codes: (string | undefined)[] = [];
    for (let call = 0; call < 4; call++) codes.push(codeOf(await client.verifyPhone(newPhone())));
    expect(codes).toEqual([undefined, undefined, undefined, 'RATE_LIMITED']);
    expect(codeOf(await (await someone()).at(office).verifyPhone(newPhone()))).toBe('RATE_LIMITED');
    expect(await login()).toBeUndefined();

    const rest: (string | undefined)[] = [];
    for (let users = 0; users < 5; users++)
      rest.push(codeOf(await (await someone()).verifyPhone(newPhone())));
    expect(rest.at(-1)).toBe('RATE_LIMITED');
    server.passSeconds(31);
    expect(await login()).toBeUndefined();
    expect(server.messagesTo(phone)).toHaveLength(3);
  });
});
