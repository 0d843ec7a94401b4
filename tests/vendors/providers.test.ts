import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { User } from '../../src/accounts/user.entity.js';
import type { SimulatedMessage } from '../../src/vendors/simulator/simulator.js';
import { type SimulatorServer, startSimulatorServer } from '../../src/vendors/simulator/standalone.js';
import type { HttpRequest, HttpResponse } from '../../src/vendors/http-transport.js';
import { codeOf, pairOf, requiredOf } from '../setup/client.js';
import { signIn } from '../setup/flows.js';
import { newPhone, startServer, type TestServer, type TestUser } from '../setup/server.js';
import { holdTimeouts } from '../setup/timeouts.js';

const SECRET = 'planted-provider-secret';
const ACCOUNT = `AC${'a1'.repeat(16)}`;
const VERIFY_SERVICE = `VA${'b2'.repeat(16)}`;

type Reply = HttpResponse | 'nothing';

interface Vendor {
  name: string;
  /** What an operator sets; the least that the README names, and where the simulator is. */
  env(secret: string, simulatorUrl: string): Record<string, string>;
  loginDigits: number;
  channels: string[];
  /** Whether a request checks a login code. */
  isLoginCheck(request: HttpRequest): boolean;
  /** Sends that no number stands for: what the vendor replies, and what the user gets. */
  sends: [what: string, replies: Reply[], code: string][];
  /** The same for checks of a login code. */
  checks: [what: string, replies: Reply[], code: string][];
}

const json = (status: number, body: object): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const HTML: HttpResponse = { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Wait</h1>' };

const twilioError = (status: number, code: number, message = 'Refused') =>
  json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
const TWILIO_LIMIT = twilioError(429, 20429, 'Too many requests');

const TWILIO: Vendor = {
  name: 'Twilio Verify',
  env: (secret, simulatorUrl) => ({
    TWO_FACTOR_PROVIDER: 'twilio',
    TWILIO_ACCOUNT_SID: ACCOUNT,
    TWILIO_AUTH_TOKEN: secret,
    TWILIO_VERIFY_SERVICE_SID: VERIFY_SERVICE,
    TWILIO_BASE_URL: simulatorUrl,
    TWO_FACTOR_CHANNELS: 'sms,call,whatsapp',
  }),
  loginDigits: 6,
  channels: ['SMS', 'CALL', 'WHATSAPP'],
  isLoginCheck: ({ url }) => url.endsWith('/VerificationCheck'),
  sends: [
    ['60212, a start at the same time', [twilioError(429, 60212)], 'RATE_LIMITED'],
    ['60223, the channel is switched off', [twilioError(403, 60223)], 'PROVIDER_UNAVAILABLE'],
    [
      '60200 about something of ours',
      [twilioError(400, 60200, 'Invalid parameter `Channel`')],
      'PROVIDER_UNAVAILABLE',
    ],
  ],
  checks: [
    ['60202, five checks are used', [twilioError(429, 60202)], 'CHALLENGE_EXPIRED'],
    ['20404, it is gone', [twilioError(404, 20404)], 'CHALLENGE_EXPIRED'],
    [
      '60200 on To, as some accounts call gone',
      [twilioError(400, 60200, 'Invalid parameter `To`')],
      'CHALLENGE_EXPIRED',
    ],
    [
      'pending, and valid all the same',
      [json(200, { sid: `VE${'c3'.repeat(16)}`, status: 'pending', valid: true })],
      'INVALID_TWO_FACTOR_TOKEN',
    ],
    ['20429 twice', [TWILIO_LIMIT, TWILIO_LIMIT], 'PROVIDER_UNAVAILABLE'],
    ['20003, credentials', [twilioError(401, 20003)], 'PROVIDER_UNAVAILABLE'],
    ['HTTP 500', [twilioError(500, 20500)], 'PROVIDER_UNAVAILABLE'],
    ['HTML', [HTML], 'PROVIDER_UNAVAILABLE'],
    ['a JSON that is no verification', [json(200, { status: 'approved' })], 'PROVIDER_UNAVAILABLE'],
    ['nothing in time', ['nothing'], 'PROVIDER_UNAVAILABLE'],
  ],
};

const authyError = (status: number, code: string) =>
  json(status, { error_code: code, message: 'Refused', errors: { message: 'Refused' }, success: false });

const AUTHY: Vendor = {
  name: 'Authy',
  env: (secret, simulatorUrl) => ({
    TWO_FACTOR_PROVIDER: 'authy',
    AUTHY_API_KEY: secret,
    AUTHY_BASE_URL: simulatorUrl,
  }),
  loginDigits: 7,
  channels: ['SMS', 'CALL'],
  isLoginCheck: ({ url }) => url.includes('/verify/'),
  sends: [
    ['a success that sent nothing', [json(200, { success: true, ignored: true })], 'PROVIDER_UNAVAILABLE'],
    ['60004, a parameter of ours', [authyError(400, '60004')], 'PROVIDER_UNAVAILABLE'],
  ],
  checks: [
    [
      '200 without the words "is valid"',
      [json(200, { success: true, message: 'Token is valid.' })],
      'INVALID_TWO_FACTOR_TOKEN',
    ],
    [
      '"is valid", but no success',
      [json(200, { success: false, token: 'is valid' })],
      'INVALID_TWO_FACTOR_TOKEN',
    ],
    ['60001, the API key', [authyError(401, '60001')], 'PROVIDER_UNAVAILABLE'],
    ['60003, too many requests', [authyError(429, '60003')], 'PROVIDER_UNAVAILABLE'],
    ['HTTP 503', [authyError(503, '60000')], 'PROVIDER_UNAVAILABLE'],
    ['HTML', [HTML], 'PROVIDER_UNAVAILABLE'],
    ['nothing in time', ['nothing'], 'PROVIDER_UNAVAILABLE'],
  ],
};

/** Another code of the same length; never the zeros that the simulator keeps for "expired". */
const otherThan = (code: string) => `${code.startsWith('1') ? '2' : '1'}${code.slice(1)}`;

/** Comes at once to a request that gets no reply, and on no machine to another. */
const TIMEOUT_MS = 59_000;
const timeouts = holdTimeouts(TIMEOUT_MS);

/**
 * The README's flow as an operator runs it: the provider by its configuration, its requests over HTTP to the
 * simulator on a port of its own, and users who only ever see GraphQL.
 */
describe.each([TWILIO, AUTHY])('over $name', (vendor) => {
  let simulator: SimulatorServer;
  let server: TestServer;
  const requests: HttpRequest[] = [];
  /** What the vendor replies next to requests of a kind, in place of the simulator. */
  let scripted: { replies: Reply[]; takes(request: HttpRequest): boolean } = {
    replies: [],
    takes: () => false,
  };

  beforeAll(async () => {
    simulator = await startSimulatorServer({ port: 0, clock: () => server.now() });
    const handle = simulator.simulator.handle.bind(simulator.simulator);
    jest.spyOn(simulator.simulator, 'handle').mockImplementation((request) => {
      requests.push(request);
      const reply = scripted.takes(request) ? scripted.replies.shift() : undefined;
      const isHanging = reply === 'nothing' || `${request.url}${request.body}`.includes('501230006');
      if (isHanging) setImmediate(timeouts.end);
      if (reply === undefined) return handle(request);
      return reply === 'nothing' ? new Promise(() => undefined) : Promise.resolve(reply);
    });
    server = await startServer({
      ...vendor.env(SECRET, simulator.url),
      TWO_FACTOR_TIMEOUT: `${TIMEOUT_MS / 1000}s`,
    });
  });
  afterAll(async () => {
    await server.close();
    await simulator.close();
  });

  /** As a developer in any language reads them, newest first. */
  async function messages(): Promise<SimulatedMessage[]> {
    return (await fetch(`${simulator.url}/simulator/messages`)).json() as Promise<SimulatedMessage[]>;
  }

  async function messagesTo(phone: string) {
    return (await messages()).filter(({ to }) => to === phone);
  }

  async function codeTo(phone: string): Promise<string> {
    const [newest] = await messagesTo(phone);
    if (!newest) throw new Error(`No message went to ${phone}.`);
    return newest.code;
  }

  const findUser = ({ user }: TestUser) => server.app.orm.em.fork().findOneOrFail(User, { id: user.id });

  /** A user whose second factor is on. */
  async function guardedUser() {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const phone = newPhone();
    await client.verifyPhone(phone);
    const { data } = await client.registerPhone(phone, await codeTo(phone));
    const pair = pairOf(data?.registerPhone);
    return { user, phone, client: client.as(pair.access) };
  }

  /** A login that waits for its code. */
  async function waitingLogin() {
    const { user, phone } = await guardedUser();
    const client = server.client();
    const { data } = await client.obtainToken(user.username, user.password);
    const { challenge } = requiredOf(data?.obtainToken);
    return { user, phone, client, challenge, code: await codeTo(phone) };
  }

  it('goes from the password to a guarded login, step by step', async () => {
    const user = await server.createUser({ email: 'ada@example.com' });
    const { client } = await signIn(server, user);
    const phone = newPhone();

    const asked = await client.verifyPhone(phone);
    expect(asked.data?.verifyPhone).toMatchObject({
      __typename: 'TwoFactorRequired',
      delivery: { channel: 'SMS', availableChannels: vendor.channels, codeLength: 6 },
    });
    const registered = await client.registerPhone(phone, await codeTo(phone));
    const { access } = pairOf(registered.data?.registerPhone);
    expect((await client.as(access).me()).data?.me).toMatchObject({ phone, twoFactorEnabled: true });

    const browser = server.client();
    const response = await browser.obtainToken(user.username, user.password);
    const required = requiredOf(response.data?.obtainToken);
    expect(required).toMatchObject({ delivery: { codeLength: vendor.loginDigits }, attemptsLeft: 5 });
    const token = await codeTo(phone);
    expect(token).toHaveLength(vendor.loginDigits);
    const { data } = await browser.verifyTwoFactorToken({ challenge: required.challenge, token });
    const pair = pairOf(data?.verifyTwoFactorToken);
    expect((await browser.as(pair.access).me()).data?.me).toMatchObject({ username: user.username });

    const next = pairOf((await browser.refreshToken(pair.refresh)).data?.refreshToken);
    expect((await browser.revokeToken(next.refresh)).data?.revokeToken).toBe(true);
    expect(codeOf(await browser.as(next.access).me())).toBe('UNAUTHENTICATED');
  });

  it('signs in with the code and the credentials, for a client that keeps nothing', async () => {
    const { client, user, code } = await waitingLogin();
    const { username, password } = user;
    const { data } = await client.verifyTwoFactorToken({ username, password, token: code });
    expect(pairOf(data?.verifyTwoFactorToken).access).toEqual(expect.any(String));
  });

  it('refuses a wrong code, takes the right one after it, and neither again', async () => {
    const { client, challenge, code } = await waitingLogin();
    const wrong = await client.verifyTwoFactorToken({ challenge, token: otherThan(code) });
    expect(wrong.errors?.[0]?.extensions).toEqual({ code: 'INVALID_TWO_FACTOR_TOKEN', attemptsLeft: 4 });
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBeUndefined();
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
  });

  it('asks about five wrong codes, and about no sixth', async () => {
    const { client, challenge, code } = await waitingLogin();
    const before = requests.filter(vendor.isLoginCheck).length;
    for (let guess = 0; guess < 5; guess++)
      expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: otherThan(code) }))).toBe(
        'INVALID_TWO_FACTOR_TOKEN',
      );
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
    expect(requests.filter(vendor.isLoginCheck)).toHaveLength(before + 5);
  });

  it('never passes on what cannot be a code', async () => {
    const { client, challenge } = await waitingLogin();
    const before = requests.length;
    for (const token of ['12345', '12345678', '12 456', '../sms', '１２３４５６', ''])
      expect(codeOf(await client.verifyTwoFactorToken({ challenge, token }))).toBe('BAD_USER_INPUT');
    expect(requests).toHaveLength(before);
  });

  it('sends the code again after the pause, through another channel', async () => {
    const { client, challenge, code, phone } = await waitingLogin();
    const before = await messagesTo(phone);
    expect(codeOf(await client.resendTwoFactorToken(challenge))).toBe('RATE_LIMITED');
    expect(await messagesTo(phone)).toHaveLength(before.length);

    server.passSeconds(31);
    const { data } = await client.resendTwoFactorToken(challenge, 'CALL');
    expect(data?.resendTwoFactorToken).toMatchObject({ challenge, delivery: { channel: 'CALL' } });
    const [newest, ...older] = await messagesTo(phone);
    expect(newest).toMatchObject({ channel: 'call', code });
    expect(older).toHaveLength(before.length);
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBeUndefined();
  });

  it('refuses a code after ten minutes', async () => {
    const { client, challenge, code } = await waitingLogin();
    server.passSeconds(601);
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBe('CHALLENGE_EXPIRED');
  });

  it('reveals another user’s number only to a client that proved it', async () => {
    const { phone, user } = await guardedUser();
    const { client } = await signIn(server, await server.createUser());
    const asked = await client.verifyPhone(phone);
    expect(asked.data?.verifyPhone.__typename).toBe('TwoFactorRequired');
    const code = await codeTo(phone);
    expect(codeOf(await client.registerPhone(phone, otherThan(code)))).toBe('INVALID_TWO_FACTOR_TOKEN');
    expect(codeOf(await client.registerPhone(phone, code))).toBe('PHONE_ALREADY_REGISTERED');
    expect(await findUser(user)).toMatchObject({ phone });
  });

  it('gives the second factor up, here and at the provider', async () => {
    const { user, client } = await guardedUser();
    const { authyId } = await findUser(user);
    expect(authyId).toEqual(vendor === AUTHY ? expect.stringMatching(/^\d+$/) : null);

    const before = requests.length;
    const { access } = pairOf((await client.disableTwoFactor()).data?.disableTwoFactor);
    expect((await client.as(access).me()).data?.me).toMatchObject({ phone: null, twoFactorEnabled: false });
    expect(await findUser(user)).toMatchObject({ phone: null, authyId: null, secondFactorEnabledAt: null });
    const removal = `POST ${simulator.url}/protected/json/users/${authyId ?? ''}/remove`;
    expect(requests.slice(before).map(({ method, url }) => `${method} ${url}`)).toEqual(
      vendor === AUTHY ? [removal] : [],
    );
    expect((await signIn(server, user)).pair.access).toEqual(expect.any(String));
  });

  it.each([
    ['0000, no such number', 'INVALID_PHONE_NUMBER'],
    ['0001, a landline', 'PHONE_NOT_ALLOWED'],
    ['0002, blocked for fraud', 'PHONE_NOT_ALLOWED'],
    ['0003, too many messages', 'RATE_LIMITED'],
    ['0004, the platform’s own limit', 'PROVIDER_UNAVAILABLE'],
    ['0005, an error of the server', 'PROVIDER_UNAVAILABLE'],
    ['0006, no reply', 'PROVIDER_UNAVAILABLE'],
    ['0007, a reply that is no JSON', 'PROVIDER_UNAVAILABLE'],
    ['0008, a country that is not permitted', 'PHONE_NOT_ALLOWED'],
  ])('a number that ends in %s, is %s', async (ending, code) => {
    const { client } = await signIn(server, await server.createUser());
    const phone = `+4850123${ending.slice(0, 4)}`;
    expect(codeOf(await client.verifyPhone(phone))).toBe(code);
    expect(await messagesTo(phone)).toEqual([]);
    // Nothing is left behind that could be entered, that is taken for a code sent, or that holds the user up.
    expect(codeOf(await client.registerPhone(phone, '123456'))).toBe('CHALLENGE_EXPIRED');
    expect(codeOf(await client.verifyPhone(phone))).toBe(code);
    expect(codeOf(await client.verifyPhone(newPhone()))).toBeUndefined();
  });

  it.each(vendor.sends)('a login whose send ends in %s', async (_what, replies, code) => {
    const { user, phone } = await guardedUser();
    const before = await messagesTo(phone);
    scripted = { replies: [...replies], takes: () => true };
    expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBe(code);
    expect(scripted.replies).toEqual([]);
    expect(await messagesTo(phone)).toHaveLength(before.length);
    const again = await server.client().obtainToken(user.username, user.password);
    expect(requiredOf(again.data?.obtainToken).attemptsLeft).toBe(5);
    expect(await messagesTo(phone)).toHaveLength(before.length + 1);
  });

  it.each(vendor.checks)('a check that ends in %s', async (_what, replies, code) => {
    const { client, challenge, code: right } = await waitingLogin();
    scripted = { replies: [...replies], takes: vendor.isLoginCheck };
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: right }))).toBe(code);
    expect(scripted.replies).toEqual([]);
    // Any reply but a plain no may have used the code up at the provider: the challenge has ended.
    const after = await client.verifyTwoFactorToken({ challenge, token: right });
    expect(codeOf(after)).toBe(code === 'INVALID_TWO_FACTOR_TOKEN' ? undefined : 'CHALLENGE_EXPIRED');
  });

  it('says loudly in the log that our credentials are refused', async () => {
    const refused = await startServer(vendor.env('wrong', simulator.url));
    const { client } = await signIn(refused, await refused.createUser());
    expect(codeOf(await client.verifyPhone(newPhone()))).toBe('PROVIDER_UNAVAILABLE');
    const errors = refused
      .log()
      .split('\n')
      .filter((line) => line.includes('"level":50'));
    expect(errors).toEqual([expect.stringMatching(/nobody gets a code/)]);
    await refused.close();
  });

  it('keeps codes, numbers and credentials out of the log, whatever went wrong', async () => {
    const tried: string[] = [];
    // Vendors, and what stands before them, repeat what they were sent.
    const outages: Reply[] = [{ ...HTML, body: SECRET }, 'nothing', json(500, { message: SECRET })];
    for (const outage of outages) {
      const { client, challenge, code } = await waitingLogin();
      const wrong = otherThan(code);
      await client.verifyTwoFactorToken({ challenge, token: wrong });
      scripted = { replies: [outage], takes: vendor.isLoginCheck };
      await client.verifyTwoFactorToken({ challenge, token: code });
      tried.push(wrong);
    }
    const sent = await messages();
    const log = server.log();
    // Without the outages in it the log would prove nothing.
    expect(log).toContain('The two-factor provider is unavailable');
    const secrets = [...tried, ...sent.map(({ code }) => code)].filter((code) =>
      new RegExp(`(?<![0-9a-z])${code}(?![0-9a-z])`, 'i').test(log),
    );
    expect(secrets).toEqual([]);
    expect(sent.filter(({ to }) => log.includes(to.slice(3)))).toEqual([]);
    expect(log).not.toContain(SECRET);
    expect(log).not.toContain(btoa(`${ACCOUNT}:${SECRET}`));
  });
});
