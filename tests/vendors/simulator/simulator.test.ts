import { describe, expect, it } from '@jest/globals';
import { Simulator, type SimulatedMessage } from '../../../src/vendors/simulator/simulator.js';
import type { HttpResponse } from '../../../src/vendors/http-transport.js';
import { ACCOUNT, LOGIN_SERVICE, PHONE, testClock } from '../harness.js';

const BASIC = `Basic ${Buffer.from(`${ACCOUNT}:secret`).toString('base64')}`;

function open() {
  const clock = testClock();
  const simulator = new Simulator({ clock: clock.now, serviceNames: { [LOGIN_SERVICE]: 'login' } });
  const call = (method: 'GET' | 'POST', path: string, form?: Record<string, string>, authorization = BASIC) =>
    simulator.handle({
      method,
      url: `https://verify.twilio.com/v2/Services/${LOGIN_SERVICE}${path}`,
      headers: { Authorization: authorization, 'Content-Type': 'application/x-www-form-urlencoded' },
      ...(form && { body: new URLSearchParams(form).toString() }),
    });
  const start = (to = PHONE) => call('POST', '/Verifications', { To: to, Channel: 'sms' });
  const newest = (): SimulatedMessage => {
    const [message] = simulator.messages();
    if (!message) throw new Error('no message');
    return message;
  };
  return { clock, simulator, call, start, newest };
}

const bodyOf = (reply: HttpResponse): Record<string, unknown> =>
  JSON.parse(reply.body) as Record<string, unknown>;

describe('the simulator, as Verify', () => {
  it('keeps SID and code of a pending verification, and adds an attempt per send', async () => {
    const { start, simulator, clock } = open();
    const first = bodyOf(await start());
    clock.advanceSeconds(30);
    const second = bodyOf(await start());

    expect(second['sid']).toBe(first['sid']);
    expect(second['send_code_attempts']).toHaveLength(2);
    const [newer, older] = simulator.messages();
    expect(newer?.code).toBe(older?.code);
    expect(newer?.sentAt.getTime()).toBe((older?.sentAt.getTime() ?? 0) + 30_000);
  });

  it('gives each number and each verification its own code', async () => {
    const { start, simulator } = open();
    for (let n = 0; n < 20; n++) await start(`+4860012${3400 + n}`);
    expect(new Set(simulator.messages().map(({ code }) => code)).size).toBeGreaterThan(15);
  });

  it('returns a success that is pending and not valid for a wrong code', async () => {
    const { start, call, newest } = open();
    await start();
    const wrong = newest().code === '111111' ? '222222' : '111111';
    const reply = await call('POST', '/VerificationCheck', { To: PHONE, Code: wrong });

    expect(reply.status).toBe(200);
    expect(bodyOf(reply)).toMatchObject({ status: 'pending', valid: false });
  });

  it('finds a verification by its number as well as by its SID', async () => {
    const { start, call, newest } = open();
    await start();
    const reply = await call('POST', '/VerificationCheck', { To: PHONE, Code: newest().code });
    expect(bodyOf(reply)).toMatchObject({ status: 'approved', valid: true });
  });

  it.each(['approved', 'canceled'])('lets its owner set a verification to %s, once', async (status) => {
    const { start, call, newest } = open();
    const sid = String(bodyOf(await start())['sid']);

    expect(bodyOf(await call('POST', `/Verifications/${sid}`, { Status: status }))).toMatchObject({ status });
    expect(newest().outcome).toBe(status);
    expect((await call('POST', `/Verifications/${sid}`, { Status: status })).status).toBe(404);
    expect((await call('GET', `/Verifications/${sid}`)).status).toBe(404);
  });

  it.each([
    ['no credentials', ''],
    ['the wrong ones', `Basic ${Buffer.from(`${ACCOUNT}:wrong`).toString('base64')}`],
  ])('refuses a caller with %s (20003)', async (_what, authorization) => {
    const reply = await open().call('GET', '', undefined, authorization);
    expect([reply.status, bodyOf(reply)['code']]).toEqual([401, 20003]);
  });

  it.each([
    ['no number', { Channel: 'sms' }, 60200],
    ['no channel', { To: PHONE }, 60200],
    ['a number that is none', { To: '+481', Channel: 'sms' }, 60200],
    ['a number without a country', { To: '600123457', Channel: 'sms' }, 60200],
    ['a channel that is off', { To: PHONE, Channel: 'email' }, 60223],
  ])('refuses a start with %s', async (_what, form, code) => {
    const { call, simulator } = open();
    expect(bodyOf(await call('POST', '/Verifications', form))['code']).toBe(code);
    expect(simulator.messages()).toEqual([]);
  });

  it('does not know any other path', async () => {
    expect((await open().call('POST', '/Entities', {})).status).toBe(404);
    const elsewhere = await open().simulator.handle({
      method: 'GET',
      url: 'http://localhost/elsewhere',
      headers: {},
    });
    expect(elsewhere.status).toBe(404);
  });
});

describe('the simulator’s messages', () => {
  it('say what a phone would show, and when it ends', async () => {
    const { start, simulator, clock } = open();
    await start();
    const [message] = simulator.messages();

    expect(message).toEqual({
      to: PHONE,
      channel: 'sms',
      code: expect.stringMatching(/^\d{6}$/),
      body: `Your graphql-two-factor-auth verification code is: ${message?.code}`,
      sentAt: clock.now(),
      expiresAt: new Date(clock.now().getTime() + 600_000),
      outcome: 'pending',
      service: 'login',
      locale: undefined,
    });
  });

  it('follow their code to its end', async () => {
    const { start, call, newest, clock } = open();
    await start();
    await call('POST', '/VerificationCheck', { To: PHONE, Code: newest().code });
    expect(newest().outcome).toBe('approved');

    await start();
    const wrong = newest().code === '111111' ? '222222' : '111111';
    for (let n = 0; n < 5; n++) await call('POST', '/VerificationCheck', { To: PHONE, Code: wrong });
    expect(newest().outcome).toBe('exhausted');

    clock.advanceSeconds(600);
    expect(newest().outcome).toBe('expired');
  });

  it('come newest first and never grow beyond 500', async () => {
    const { start, simulator, newest } = open();
    for (let n = 0; n < 505; n++) await start(`+48600${String(100_100 + n)}`);

    expect(simulator.messages()).toHaveLength(500);
    expect(newest().to).toBe('+48600100604');
    expect(simulator.messages().at(-1)?.to).toBe('+48600100105');
  });

  it('reach a listener as they go out, until it ends its subscription', async () => {
    const { start, simulator } = open();
    const events: string[] = [];
    const stop = simulator.onMessage(({ to, outcome }) => events.push(`${to} ${outcome}`));
    await start();
    stop();
    await start();

    expect(events).toEqual([`${PHONE} pending`]);
  });
});
