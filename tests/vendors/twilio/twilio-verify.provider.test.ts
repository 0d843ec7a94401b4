import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DeliveryReference, SendOutcome } from '../../../src/vendors/phone-code-provider.js';
import {
  LOGIN_SERVICE,
  magicNumber,
  newestCode,
  PHONE,
  REGISTRATION_SERVICE,
  referenceOf,
  TIMEOUT_MS,
  twilioProvider,
  type Wire,
  WIRES,
} from '../harness.js';

describe.each(WIRES)('Twilio Verify, %s', (_name, openWire) => {
  let wire: Wire;
  let provider: ReturnType<typeof twilioProvider>['provider'];
  let logger: ReturnType<typeof twilioProvider>['logger'];

  beforeEach(async () => {
    wire = await openWire();
    ({ provider, logger } = twilioProvider(wire));
  });

  const startLogin = async (phone = PHONE): Promise<DeliveryReference> => {
    const outcome = await provider.sendLoginCode({ phone }, { phone, channel: 'sms' });
    return { purpose: 'login', phone, reference: referenceOf(outcome) };
  };
  const check = (delivery: DeliveryReference, token: string) =>
    provider.checkLoginCode({ phone: delivery.phone }, delivery, token);

  describe('sending', () => {
    it.each(['sms', 'call', 'whatsapp'] as const)(
      'sends one message by %s and names its verification',
      async (channel) => {
        const outcome = await provider.startPhoneVerification({ phone: PHONE, channel });

        expect(outcome).toEqual({
          kind: 'sent',
          reference: expect.stringMatching(/^VE[0-9a-f]{32}$/),
          channel,
        });
        expect(wire.simulator.messages()).toMatchObject([
          { to: PHONE, channel, code: expect.stringMatching(/^\d{6}$/) },
        ]);
      },
    );

    it('asks the login and the registration service each for its own code', async () => {
      await provider.startPhoneVerification({ phone: PHONE, channel: 'sms' });
      await startLogin();

      const [login, registration] = wire.simulator.messages();
      expect(login?.service).toBe(LOGIN_SERVICE);
      expect(registration?.service).toBe(REGISTRATION_SERVICE);
    });

    it('passes on the language that Twilio has and the address of the device', async () => {
      await provider.startPhoneVerification({
        phone: PHONE,
        channel: 'sms',
        locale: 'pl-PL',
        ipAddress: '203.0.113.7',
      });

      const form = new URLSearchParams(wire.requests[0]?.body);
      expect(Object.fromEntries(form)).toEqual({
        To: PHONE,
        Channel: 'sms',
        Locale: 'pl',
        DeviceIp: '203.0.113.7',
      });
    });

    it('counts users and addresses in Twilio’s rate limits by keyed hashes', async () => {
      const network = '203.0.113.7';
      const request = { phone: PHONE, channel: 'sms', network, userId: 'ada' } as const;
      const rateLimits = { user: 'end_user', address: 'end_user_ip' };
      const counted = async (password: string, userId: string) => {
        const { provider: limited } = twilioProvider(wire, { rateLimits, password });
        await limited.startPhoneVerification({ ...request, userId });
        const form = new URLSearchParams(wire.requests.at(-1)?.body);
        return JSON.parse(form.get('RateLimits') ?? '{}') as Record<string, string>;
      };
      const ada = await counted('secret', 'ada');
      expect(Object.keys(ada)).toEqual(['end_user', 'end_user_ip']);
      expect(JSON.stringify(ada)).not.toMatch(/ada|203\.0\.113/);
      expect(await counted('secret', 'ada')).toEqual(ada);
      const bob = await counted('secret', 'bob');
      expect([bob['end_user'] === ada['end_user'], bob['end_user_ip'] === ada['end_user_ip']]).toEqual([
        false,
        true,
      ]);
      expect(await counted('other', 'ada')).not.toEqual(ada);

      await provider.startPhoneVerification(request);
      expect(new URLSearchParams(wire.requests.at(-1)?.body).has('RateLimits')).toBe(false);
    });

    it('leaves the language to Twilio when it is not one of its own', async () => {
      await provider.startPhoneVerification({ phone: PHONE, channel: 'sms', locale: 'tlh' });

      expect(new URLSearchParams(wire.requests[0]?.body).has('Locale')).toBe(false);
    });

    it.each<[string, string, SendOutcome]>([
      ['60200 on To', '0000', { kind: 'refused', reason: 'invalidNumber' }],
      ['60205 landline', '0001', { kind: 'refused', reason: 'notAllowed' }],
      ['60410 Fraud Guard', '0002', { kind: 'refused', reason: 'notAllowed' }],
      ['60203 too many sends', '0003', { kind: 'refused', reason: 'tooManySends' }],
      ['60605 country', '0008', { kind: 'refused', reason: 'notAllowed' }],
    ])('maps %s to its refusal, and the breaker stays out of it', async (_row, lastFour, expected) => {
      for (let times = 0; times < 6; times++) {
        const phone = magicNumber(lastFour);
        expect(await provider.sendLoginCode({ phone }, { phone, channel: 'sms' })).toEqual(expected);
      }
      expect(wire.requests).toHaveLength(6);
      expect(provider.health()).toEqual({ circuit: 'closed' });
    });

    it.each([
      ['HTTP 500', '0005', 'HTTP 500'],
      ['no reply', '0006', `no reply within ${TIMEOUT_MS} ms`],
      ['a reply that is not JSON', '0007', 'not a JSON object'],
    ])('calls %s unavailable and does not send again', async (_row, lastFour, detail) => {
      const phone = magicNumber(lastFour);
      const outcome = await provider.sendLoginCode({ phone }, { phone, channel: 'sms' });

      expect(outcome).toEqual({ kind: 'unavailable', detail: expect.stringContaining(detail) });
      expect(wire.requests).toHaveLength(1);
      expect(wire.simulator.messages()).toEqual([]);
    });

    it('repeats a start that Twilio did not take (20429) once, and then gives up', async () => {
      const phone = magicNumber('0004');
      const outcome = await provider.sendLoginCode({ phone }, { phone, channel: 'sms' });

      expect(outcome).toEqual({ kind: 'unavailable', detail: expect.stringContaining('20429') });
      expect(wire.requests).toHaveLength(2);
    });

    it('refuses the sixth message for one verification (60203)', async () => {
      for (let sent = 0; sent < 5; sent++) await startLogin();

      const sixth = await provider.sendLoginCode({ phone: PHONE }, { phone: PHONE, channel: 'sms' });
      expect(sixth).toEqual({ kind: 'refused', reason: 'tooManySends' });
      expect(wire.simulator.messages()).toHaveLength(5);
    });

    it('says loudly that the credentials are wrong (20003), without showing them', async () => {
      ({ provider, logger } = twilioProvider(wire, { password: 'wrong' }));
      const outcome = await provider.sendLoginCode({ phone: PHONE }, { phone: PHONE, channel: 'sms' });

      expect(outcome).toEqual({ kind: 'unavailable', detail: expect.stringContaining('20003') });
      expect(logger.lines).toContainEqual(
        expect.objectContaining({ level: 'error', details: { provider: 'twilio', code: 20003 } }),
      );
    });
  });

  describe('checking', () => {
    it('approves the code that was sent, once', async () => {
      const delivery = await startLogin();
      const { right } = newestCode(wire);

      expect(await check(delivery, right)).toEqual({ kind: 'approved' });
      expect(await check(delivery, right)).toEqual({ kind: 'expired' });
    });

    it('approves a registration code at the registration service', async () => {
      const outcome = await provider.startPhoneVerification({ phone: PHONE, channel: 'sms' });
      const delivery: DeliveryReference = {
        purpose: 'registration',
        phone: PHONE,
        reference: referenceOf(outcome),
      };

      expect(await provider.checkPhoneVerification(delivery, newestCode(wire).right)).toEqual({
        kind: 'approved',
      });
    });

    it('rejects a wrong code, and still approves the right one after it', async () => {
      const delivery = await startLogin();
      const { right, wrong } = newestCode(wire);

      expect(await check(delivery, wrong)).toEqual({ kind: 'rejected' });
      expect(await check(delivery, right)).toEqual({ kind: 'approved' });
    });

    it('is exhausted at the sixth check, even with the right code (60202)', async () => {
      const delivery = await startLogin();
      const { right, wrong } = newestCode(wire);
      for (let tries = 0; tries < 5; tries++)
        expect(await check(delivery, wrong)).toEqual({ kind: 'rejected' });

      expect(await check(delivery, right)).toEqual({ kind: 'exhausted' });
    });

    it('finds nothing to check after ten minutes (20404)', async () => {
      const delivery = await startLogin();
      const { right } = newestCode(wire);
      wire.clock.advanceSeconds(600);

      expect(await check(delivery, right)).toEqual({ kind: 'expired' });
    });

    it('finds nothing to check for 000000 (20404)', async () => {
      expect(await check(await startLogin(), '000000')).toEqual({ kind: 'expired' });
    });

    it('asks about the very verification, not about the number', async () => {
      const delivery = await startLogin();
      await check(delivery, '123456');

      const form = new URLSearchParams(wire.requests.at(-1)?.body);
      expect(Object.fromEntries(form)).toEqual({ VerificationSid: delivery.reference, Code: '123456' });
    });

    it('does not take a registration code for a login', async () => {
      const outcome = await provider.startPhoneVerification({ phone: PHONE, channel: 'sms' });
      const delivery: DeliveryReference = { purpose: 'login', phone: PHONE, reference: referenceOf(outcome) };

      expect(await check(delivery, newestCode(wire).right)).toEqual({ kind: 'expired' });
    });
  });

  describe('canceling', () => {
    it('ends the code at Twilio', async () => {
      const first = await startLogin();
      const { right } = newestCode(wire);
      await provider.cancel(first);

      expect(await check(first, right)).toEqual({ kind: 'expired' });
      expect((await startLogin()).reference).not.toBe(first.reference);
      expect(wire.simulator.messages().map(({ outcome }) => outcome)).toEqual(['pending', 'canceled']);
    });

    it('frees a number whose code was guessed at too often', async () => {
      const first = await startLogin();
      for (let tries = 0; tries < 5; tries++) await check(first, newestCode(wire).wrong);
      const stuck = await provider.sendLoginCode({ phone: PHONE }, { phone: PHONE, channel: 'sms' });
      expect(stuck).toEqual({ kind: 'refused', reason: 'tooManySends' });

      await provider.cancel(first);
      expect(await check(await startLogin(), newestCode(wire).right)).toEqual({ kind: 'approved' });
    });

    it('is quiet about a code that is gone', async () => {
      await expect(
        provider.cancel({ purpose: 'login', phone: PHONE, reference: `VE${'0'.repeat(32)}` }),
      ).resolves.toBeUndefined();
    });
  });

  it('never logs a code, a whole number or a credential', async () => {
    ({ provider, logger } = twilioProvider(wire, { password: 'planted-secret' }));
    const phones = ['0000', '0001', '0002', '0003', '0004', '0005', '0006', '0007', '0008'].map(magicNumber);
    const outcomes = [];
    for (const phone of phones)
      outcomes.push(await provider.sendLoginCode({ phone }, { phone, channel: 'sms' }));
    const outcome = await check(
      { purpose: 'login', phone: PHONE, reference: `VE${'0'.repeat(32)}` },
      '918273',
    );

    const written = JSON.stringify([logger.lines, outcomes, outcome]);
    expect(logger.lines.length).toBeGreaterThan(3);
    for (const secret of ['planted-secret', '918273', ...phones]) expect(written).not.toContain(secret);
  });
});
