import { beforeEach, describe, expect, it } from '@jest/globals';
import type {
  DeliveryReference,
  FactorReference,
  SendOutcome,
} from '../../../src/vendors/phone-code-provider.js';
import {
  authyProvider,
  magicNumber,
  newestCode,
  PHONE,
  referenceOf,
  TIMEOUT_MS,
  type Wire,
  WIRES,
} from '../harness.js';

describe.each(WIRES)('Authy, %s', (_name, openWire) => {
  let wire: Wire;
  let provider: ReturnType<typeof authyProvider>['provider'];
  let logger: ReturnType<typeof authyProvider>['logger'];

  beforeEach(async () => {
    wire = await openWire();
    ({ provider, logger } = authyProvider(wire));
  });

  const startPhone = async (phone = PHONE): Promise<DeliveryReference> => {
    const outcome = await provider.startPhoneVerification({ phone, channel: 'sms' });
    return { purpose: 'registration', phone, reference: referenceOf(outcome) };
  };
  const enroll = async (phone = PHONE): Promise<FactorReference> => {
    const outcome = await provider.enroll({ phone });
    if (outcome.kind !== 'enrolled') throw new Error(outcome.kind);
    return outcome.factor;
  };
  const startLogin = async (factor: FactorReference): Promise<DeliveryReference> => {
    const outcome = await provider.sendLoginCode(factor, { phone: factor.phone, channel: 'sms' });
    return { purpose: 'login', phone: factor.phone, reference: referenceOf(outcome) };
  };

  it('proves a phone, enrolls it and guards a login with it, as the original did', async () => {
    const registration = await startPhone();
    expect(await provider.checkPhoneVerification(registration, newestCode(wire).right)).toEqual({
      kind: 'approved',
    });

    const factor = await enroll();
    expect(factor).toEqual({ phone: PHONE, authyId: expect.stringMatching(/^\d+$/) });

    const login = await startLogin(factor);
    expect(await provider.checkLoginCode(factor, login, newestCode(wire).right)).toEqual({
      kind: 'approved',
    });
  });

  describe('phone verification', () => {
    it.each(['sms', 'call'] as const)('sends six digits by %s', async (channel) => {
      const outcome = await provider.startPhoneVerification({ phone: PHONE, channel, locale: 'pl-PL' });

      expect(outcome).toEqual({ kind: 'sent', reference: expect.any(String), channel });
      const [message] = wire.simulator.messages();
      expect(message).toMatchObject({ to: PHONE, channel, locale: 'pl', service: 'registration' });
      expect(message?.code).toHaveLength(provider.codeLength('registration'));
    });

    it.each([
      ['+48123456789', '48', '123456789'],
      ['+390612345678', '39', '0612345678'],
      ['+12015550123', '1', '2015550123'],
    ])('splits %s as Authy wants it', async (phone, country_code, phone_number) => {
      await startPhone(phone);

      expect(JSON.parse(wire.requests[0]?.body ?? '')).toMatchObject({ country_code, phone_number });
      expect(wire.simulator.messages()[0]?.to).toBe(phone);
    });

    it.each<[string, string, SendOutcome]>([
      ['60033 invalid number', '0000', { kind: 'refused', reason: 'invalidNumber' }],
      ['60082 landline', '0001', { kind: 'refused', reason: 'notAllowed' }],
      ['60083 not provisioned', '0002', { kind: 'refused', reason: 'notAllowed' }],
      ['60003 too many requests', '0003', { kind: 'refused', reason: 'tooManySends' }],
      ['60083 country', '0008', { kind: 'refused', reason: 'notAllowed' }],
    ])('maps %s to its refusal', async (_row, lastFour, expected) => {
      const phone = magicNumber(lastFour);
      expect(await provider.startPhoneVerification({ phone, channel: 'sms' })).toEqual(expected);
    });

    it.each([
      ['503', '0004', 'HTTP 503'],
      ['500', '0005', 'HTTP 500'],
      ['no reply', '0006', `no reply within ${TIMEOUT_MS} ms`],
      ['a reply that is not JSON', '0007', 'not a JSON object'],
    ])('calls %s unavailable and does not send again', async (_row, lastFour, detail) => {
      const outcome = await provider.startPhoneVerification({ phone: magicNumber(lastFour), channel: 'sms' });

      expect(outcome).toEqual({ kind: 'unavailable', detail: expect.stringContaining(detail) });
      expect(wire.requests).toHaveLength(1);
    });

    it('leaves a number that is none for Authy to refuse', async () => {
      const outcome = await provider.startPhoneVerification({ phone: 'none', channel: 'sms' });
      expect(outcome).toEqual({ kind: 'refused', reason: 'invalidNumber' });
    });

    it('rejects a wrong code (60022), and still approves the right one after it', async () => {
      const delivery = await startPhone();
      const { right, wrong } = newestCode(wire);

      expect(await provider.checkPhoneVerification(delivery, wrong)).toEqual({ kind: 'rejected' });
      expect(await provider.checkPhoneVerification(delivery, right)).toEqual({ kind: 'approved' });
    });

    it('has nothing to check after an approval, ten minutes or 000000 (60023)', async () => {
      const delivery = await startPhone();
      const used = newestCode(wire).right;
      await provider.checkPhoneVerification(delivery, used);
      expect(await provider.checkPhoneVerification(delivery, used)).toEqual({ kind: 'expired' });

      await startPhone();
      expect(await provider.checkPhoneVerification(delivery, '000000')).toEqual({ kind: 'expired' });
      wire.clock.advanceSeconds(600);
      expect(await provider.checkPhoneVerification(delivery, newestCode(wire).right)).toEqual({
        kind: 'expired',
      });
    });
  });

  describe('login tokens', () => {
    it('have the length that Authy gives them', async () => {
      await startLogin(await enroll());
      expect(newestCode(wire).right).toHaveLength(provider.codeLength('login'));
    });

    it('are always forced, on sending and on checking', async () => {
      const factor = await enroll();
      const delivery = await startLogin(factor);
      await provider.checkLoginCode(factor, delivery, '1234567');

      const [, send, check] = wire.requests.map(({ url }) => new URL(url).searchParams.get('force'));
      expect([send, check]).toEqual(['true', 'true']);
    });

    it('go out as a call when asked for', async () => {
      const factor = await enroll();
      await provider.sendLoginCode(factor, { phone: PHONE, channel: 'call' });
      expect(wire.simulator.messages()[0]?.channel).toBe('call');
    });

    it('are rejected when wrong, used or ten minutes old', async () => {
      const factor = await enroll();
      const delivery = await startLogin(factor);
      const { right, wrong } = newestCode(wire);

      expect(await provider.checkLoginCode(factor, delivery, wrong)).toEqual({ kind: 'rejected' });
      expect(await provider.checkLoginCode(factor, delivery, right)).toEqual({ kind: 'approved' });
      expect(await provider.checkLoginCode(factor, delivery, right)).toEqual({ kind: 'rejected' });

      await startLogin(factor);
      wire.clock.advanceSeconds(600);
      expect(await provider.checkLoginCode(factor, delivery, newestCode(wire).right)).toEqual({
        kind: 'rejected',
      });
    });

    it('cannot be sent to, or checked for, a user without an Authy id', async () => {
      const factor = { phone: PHONE };
      const delivery: DeliveryReference = { purpose: 'login', phone: PHONE, reference: 'x' };

      expect((await provider.sendLoginCode(factor, { phone: PHONE, channel: 'sms' })).kind).toBe(
        'unavailable',
      );
      expect((await provider.checkLoginCode(factor, delivery, '1234567')).kind).toBe('unavailable');
      expect(wire.requests).toEqual([]);
    });

    it('cannot be sent any more after the factor was removed', async () => {
      const factor = await enroll();
      await provider.unenroll(factor);

      expect((await provider.sendLoginCode(factor, { phone: PHONE, channel: 'sms' })).kind).toBe(
        'unavailable',
      );
      expect(wire.simulator.messages()).toEqual([]);
    });
  });

  it('refuses to enroll a number that is none', async () => {
    expect(await provider.enroll({ phone: 'none' })).toEqual({ kind: 'refused', reason: 'invalidNumber' });
  });

  it('says loudly that the API key is wrong (60001), without showing it', async () => {
    ({ provider, logger } = authyProvider(wire, { password: 'wrong' }));
    const outcome = await provider.startPhoneVerification({ phone: PHONE, channel: 'sms' });

    expect(outcome).toEqual({ kind: 'unavailable', detail: expect.stringContaining('60001') });
    expect(logger.lines).toContainEqual(
      expect.objectContaining({ level: 'error', details: { provider: 'authy', code: 60001 } }),
    );
  });
});
