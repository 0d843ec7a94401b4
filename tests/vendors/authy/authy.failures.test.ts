import { describe, expect, it } from '@jest/globals';
import type { CheckOutcome, DeliveryReference } from '../../../src/vendors/phone-code-provider.js';
import type { HttpResponse } from '../../../src/vendors/http-transport.js';
import { authyProvider, jsonReply, PHONE, scripted } from '../harness.js';

const FACTOR = { phone: PHONE, authyId: '12345678' };
const DELIVERY: DeliveryReference = { purpose: 'login', phone: PHONE, reference: 'x' };
const TOKEN = '9182736';
const UNAVAILABLE = { kind: 'unavailable', detail: expect.any(String) };

const raw = (status: number, body: string): HttpResponse => ({ status, headers: {}, body });

describe('Authy, replies the simulator has no number for', () => {
  it.each<[string, HttpResponse, CheckOutcome | typeof UNAVAILABLE]>([
    ['"is valid"', jsonReply(200, { token: 'is valid', success: true }), { kind: 'approved' }],
    [
      '"is valid", success as a string',
      jsonReply(200, { token: 'is valid', success: 'true' }),
      { kind: 'approved' },
    ],
    [
      '200 without the words',
      jsonReply(200, { message: 'Token is valid.', success: true }),
      { kind: 'rejected' },
    ],
    ['200 with other words', jsonReply(200, { token: 'is invalid', success: true }), { kind: 'rejected' }],
    ['200 without success', jsonReply(200, { token: 'is valid' }), { kind: 'rejected' }],
    ['200 with success: false', jsonReply(200, { token: 'is valid', success: false }), { kind: 'rejected' }],
    ['401', jsonReply(401, { token: 'is invalid', success: false }), { kind: 'rejected' }],
    [
      '401 with the words of a success',
      jsonReply(401, { token: 'is valid', success: true }),
      { kind: 'rejected' },
    ],
    ['60001', jsonReply(401, { error_code: '60001', success: false }), UNAVAILABLE],
    ['429', jsonReply(429, { error_code: '60003', success: false }), UNAVAILABLE],
    ['404', jsonReply(404, { message: 'User not found.', success: false }), UNAVAILABLE],
    ['HTML', raw(200, '<h1>is valid</h1>'), UNAVAILABLE],
    ['half a JSON', raw(200, '{"token":"is valid"'), UNAVAILABLE],
    ['a bare true', raw(200, 'true'), UNAVAILABLE],
  ])('token check: %s', async (_row, reply, expected) => {
    const { provider } = authyProvider(scripted(reply));
    expect(await provider.checkLoginCode(FACTOR, DELIVERY, TOKEN)).toEqual(expected);
  });

  it.each<[string, HttpResponse, CheckOutcome | typeof UNAVAILABLE]>([
    ['success', jsonReply(200, { success: true }), { kind: 'approved' }],
    [
      '200 without success',
      jsonReply(200, { message: 'Verification code is correct.' }),
      { kind: 'rejected' },
    ],
    ['401 without a code', jsonReply(401, { success: true }), UNAVAILABLE],
    ['HTML', raw(200, '<h1>correct</h1>'), UNAVAILABLE],
  ])('phone check: %s', async (_row, reply, expected) => {
    const { provider } = authyProvider(scripted(reply));
    expect(await provider.checkPhoneVerification(DELIVERY, '918273')).toEqual(expected);
  });

  it('does not call an ignored SMS sent', async () => {
    const { provider } = authyProvider(scripted(jsonReply(200, { success: true, ignored: true })));
    expect(await provider.sendLoginCode(FACTOR, { phone: PHONE, channel: 'sms' })).toEqual(UNAVAILABLE);
  });

  it('does not call a start without a uuid sent', async () => {
    const { provider } = authyProvider(scripted(jsonReply(200, { success: true })));
    expect(await provider.startPhoneVerification({ phone: PHONE, channel: 'sms' })).toEqual(UNAVAILABLE);
  });

  it.each([
    ['no id', jsonReply(200, { success: true, user: {} })],
    ['no user', jsonReply(200, { success: true })],
    ['an address it does not like', jsonReply(400, { errors: { email: 'is invalid' }, success: false })],
  ])('does not enroll on a reply with %s', async (_row, reply) => {
    expect(await authyProvider(scripted(reply)).provider.enroll({ phone: PHONE })).toEqual(UNAVAILABLE);
  });

  it('keeps the code that travels in its URL out of outcome and log, whatever fails', async () => {
    const quoting = new TypeError(`fetch https://api.authy.com/protected/json/verify/${TOKEN} failed`);
    for (const reply of [quoting, raw(502, `<p>/verify/${TOKEN}</p>`), jsonReply(404, { message: TOKEN })]) {
      const { provider, logger } = authyProvider(scripted(reply));
      const outcome = await provider.checkLoginCode(FACTOR, DELIVERY, TOKEN);

      expect(outcome).toEqual(UNAVAILABLE);
      expect(logger.lines).toHaveLength(1);
      expect(JSON.stringify([outcome, logger.lines])).not.toContain(TOKEN);
    }
  });
});
