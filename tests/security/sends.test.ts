import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Challenge, SecurityEvent, SendConversion, SentCode } from '../../src/entities/index.js';
import type { HttpRequest, HttpResponse } from '../../src/two-factor/transport.js';
import { type Answer, type Client, codeOf, dataOf, requiredOf } from '../helpers/client.js';
import { signIn, switchOn, waitingLogin } from '../helpers/flows.js';
import { metric } from '../helpers/metrics.js';
import { watchProvider } from '../helpers/provider.js';
import { newPhone, startServer, type TestServer, type TestUser } from '../helpers/server.js';

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

function extensionsOf({ errors }: Answer<unknown>) {
  return errors?.[0]?.extensions;
}

/** CASES: phone. What a number must be before the provider hears of it. */
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

  it('are real ones, +48123456789 among them, which the metadata calls a landline', async () => {
    const client = await someone();
    expect(codeOf(await client.verifyPhone('+48123456789'))).toBeUndefined();
    expect(server.messagesTo('+48123456789')).toHaveLength(1);
  });

  it('may be somebody else’s: they are answered like free ones', async () => {
    const { phone } = await switchOn(server, await server.createUser());
    const answerTo = async (asked: string) => {
      const { status, data, errors } = await (await someone()).verifyPhone(asked);
      const variable = { challenge: '', destination: '', message: '', resendAt: '', expiresAt: '' };
      return { status, errors, data: { ...data?.verifyPhone, ...variable } };
    };
    expect(await answerTo(phone)).toEqual(await answerTo(newPhone()));
  });
});

describe('limits', () => {
  serve({ LIMIT_SENDS_PER_PREFIX: '5/1h', LIMIT_SENDS_PER_USER: '100/10m' });

  it('let four messages go to a number, of fifty calls, whoever asks', async () => {
    const phone = '+48601234567';
    const codes = new Set<string | undefined>();
    for (let users = 0; users < 5; users++) {
      const client = await someone();
      for (let calls = 0; calls < 10; calls++) codes.add(codeOf(await client.verifyPhone(phone)));
    }
    expect(server.messagesTo(phone)).toHaveLength(4);
    expect(codes).toEqual(new Set([undefined, 'RATE_LIMITED']));
  });

  it('let four messages of a login go, by signing in again or by resending, whatever the pauses', async () => {
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
    expect([await askFor(`${prefix}787`), await askFor(`${prefix}788`)]).toEqual([undefined, 'RATE_LIMITED']);
    server.passSeconds(60);
    expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBeUndefined();
    expect(server.messagesTo(phone)).toHaveLength(5);
  });

  it('count one number, however it is written', async () => {
    for (const phone of ['+48 602 234 567', '+48-602-234-567', '+48602234567', '+48 (602) 23 45 67'])
      expect(codeOf(await (await someone()).verifyPhone(phone))).toBeUndefined();
    expect(server.messagesTo('+48602234567')).toHaveLength(4);
    expect(extensionsOf(await (await someone()).verifyPhone('+48 602-234-567'))).toEqual(LIMITED);
  });

  it('stop whoever goes through neighbouring numbers', async () => {
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
});

describe('whoever asks again and again', () => {
  serve({ LIMIT_SENDS_PER_USER: '2/10m' });
  const em = () => server.app.orm.em.fork();

  /** What is kept of a user's codes. */
  async function keptOf({ user }: TestUser) {
    return {
      codes: await em().count(SentCode, { user: user.id }),
      refusals: await em().count(SecurityEvent, { userId: user.id, type: 'codeNotSent' }),
      challenges: await em().count(Challenge, { sentCode: { user: user.id } }),
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
      const answers = await Promise.all(Array.from({ length: 12 }, () => client.verifyPhone(first)));
      const refused = answers.filter((answer) => codeOf(answer) !== undefined);
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
  /** What the next requests are answered instead of what the simulator would say. */
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

  it('does not grow while the provider is out of order, nor is a channel kept that nothing came through', async () => {
    const { client, challenge } = await waitingLogin(server);
    server.passSeconds(31);
    for (let outage = 0; outage < 3; outage++) {
      replies.push({ status: 500, headers: {}, body: '' });
      expect(codeOf(await client.resendTwoFactorToken(challenge, 'CALL'))).toBe('PROVIDER_UNAVAILABLE');
    }
    const again = dataOf(await client.resendTwoFactorToken(challenge)).resendTwoFactorToken;
    expect(again.channel).toBe('SMS');
    const pauseMs = Date.parse(again.resendAt) - server.now().getTime();
    expect(pauseMs).toBeGreaterThan(50_000);
    expect(pauseMs).toBeLessThanOrEqual(60_000);
  });

  it('doubles with each message, and ends with the code at the latest', async () => {
    const phone = newPhone();
    let answer = dataOf(await (await someone()).verifyPhone(phone)).verifyPhone;
    // Nobody stays signed in for so long.
    const client = server.client();
    const pauses: number[] = [];
    for (let messages = 1; messages < 5; messages++) {
      const seconds = Math.ceil((Date.parse(answer.resendAt) - server.now().getTime()) / 1000);
      pauses.push(seconds);
      server.passSeconds(seconds);
      answer = dataOf(await client.resendTwoFactorToken(answer.challenge)).resendTwoFactorToken;
    }
    expect(server.messagesTo(phone)).toHaveLength(5);
    expect(pauses).toEqual([30, 60, 120, 240]);
    expect(answer.resendAt).toBe(answer.expiresAt);
  });
});

describe('the limit of an address', () => {
  serve({ LIMIT_SENDS_PER_ADDRESS: '2/1h' });

  it('is of whoever signs in there, and of nobody elsewhere', async () => {
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

  it('uses up no tries of a number that it refuses to send to', async () => {
    const { address } = server.client();
    const ask = async (phone: string) => codeOf(await (await someone()).at(address).verifyPhone(phone));
    expect([await ask(newPhone()), await ask(newPhone())]).toEqual([undefined, undefined]);
    const phone = newPhone();
    for (let calls = 0; calls < 5; calls++) expect(await ask(phone)).toBe('RATE_LIMITED');
    expect(codeOf(await (await someone()).verifyPhone(phone))).toBeUndefined();
  });
});

describe('the daily budget', () => {
  serve({ LIMIT_SENDS_PER_DAY: '3/1d', LIMIT_SENDS_PER_USER: '1/10m' });

  it('is of everybody, is not used up by what other limits refuse, and is loud when it is spent', async () => {
    const noisy = await someone();
    expect(codeOf(await noisy.verifyPhone(newPhone()))).toBeUndefined();
    for (let call = 0; call < 5; call++)
      expect(codeOf(await noisy.verifyPhone(newPhone()))).toBe('RATE_LIMITED');
    for (let users = 0; users < 2; users++)
      expect(codeOf(await (await someone()).verifyPhone(newPhone()))).toBeUndefined();

    const lineOf = () => server.log().split('the daily budget of messages is spent').length - 1;
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
    expect(await metric(server, 'rate_limit_exceeded_total{limit="sendsPerDay"}')).toBe('4');
    expect(await server.app.orm.em.fork().count(SendConversion, { sent: { $gt: 3 } })).toBe(0);
  });
});
