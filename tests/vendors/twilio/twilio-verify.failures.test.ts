import { describe, expect, it } from '@jest/globals';
import type {
  CheckOutcome,
  DeliveryReference,
  SendOutcome,
} from '../../../src/vendors/phone-code-provider.js';
import type { HttpResponse } from '../../../src/vendors/http-transport.js';
import { jsonReply, PHONE, scripted, silent, twilioProvider } from '../harness.js';

const SID = `VE${'b'.repeat(32)}`;
const CODE = '918273';
const DELIVERY: DeliveryReference = { purpose: 'login', phone: PHONE, reference: SID };

const verification = (fields: object) =>
  jsonReply(200, { sid: SID, status: 'pending', valid: false, ...fields });
const twilioError = (status: number, code: number, message = 'Error') =>
  jsonReply(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
const raw = (status: number, body: string): HttpResponse => ({ status, headers: {}, body });

const send = (wire: ReturnType<typeof scripted>) =>
  twilioProvider(wire).provider.sendLoginCode({ phone: PHONE }, { phone: PHONE, channel: 'sms' });
const check = (wire: ReturnType<typeof scripted>) =>
  twilioProvider(wire).provider.checkLoginCode({ phone: PHONE }, DELIVERY, CODE);

const UNAVAILABLE = { kind: 'unavailable', detail: expect.any(String) };

describe('Twilio Verify, replies the simulator has no number for', () => {
  it.each<[string, HttpResponse, SendOutcome | typeof UNAVAILABLE]>([
    ['60212 concurrent starts', twilioError(429, 60212), { kind: 'refused', reason: 'tooManySends' }],
    ['60200 on another parameter', twilioError(400, 60200, 'Invalid parameter `Channel`: sms'), UNAVAILABLE],
    ['60200 without a name', twilioError(400, 60200, 'Invalid parameter'), UNAVAILABLE],
    [
      '60200 in Twilio’s older spelling',
      twilioError(400, 60200, `Invalid parameter: To`),
      { kind: 'refused', reason: 'invalidNumber' },
    ],
    [
      '20404, a service that does not exist',
      twilioError(404, 20404),
      { kind: 'unavailable', detail: 'the Verify service does not exist (20404): doctor says which' },
    ],
    ['60223, a channel that is off', twilioError(403, 60223), UNAVAILABLE],
    ['a code nobody knows yet', twilioError(400, 69999), UNAVAILABLE],
    ['a start that is approved already', verification({ status: 'approved' }), UNAVAILABLE],
    [
      'an SID of another kind',
      jsonReply(201, { sid: `VA${'b'.repeat(32)}`, status: 'pending' }),
      UNAVAILABLE,
    ],
    ['a start without an SID', jsonReply(201, { status: 'pending' }), UNAVAILABLE],
  ])('start: %s', async (_row, reply, expected) => {
    const wire = scripted(reply);

    expect(await send(wire)).toEqual(expected);
    expect(wire.requests).toHaveLength(1);
  });

  it.each<[string, HttpResponse, CheckOutcome | typeof UNAVAILABLE]>([
    ['approved', verification({ status: 'approved', valid: true }), { kind: 'approved' }],
    ['valid: true while pending is a rejection', verification({ valid: true }), { kind: 'rejected' }],
    ['canceled', verification({ status: 'canceled' }), { kind: 'expired' }],
    ['expired', verification({ status: 'expired' }), { kind: 'expired' }],
    ['deleted', verification({ status: 'deleted' }), { kind: 'expired' }],
    ['max_attempts_reached', verification({ status: 'max_attempts_reached' }), { kind: 'exhausted' }],
    ['a status nobody knows', verification({ status: 'Approved' }), UNAVAILABLE],
    ['a status of the wrong type', verification({ status: true, valid: true }), UNAVAILABLE],
    ['an approval of nothing', jsonReply(200, { status: 'approved', valid: true }), UNAVAILABLE],
    [
      '60200 on To is gone',
      twilioError(400, 60200, `Invalid parameter \`To\`: ${PHONE}`),
      { kind: 'expired' },
    ],
    ['60200 on Code', twilioError(400, 60200, 'Invalid parameter `Code`'), UNAVAILABLE],
    ['60202', twilioError(429, 60202), { kind: 'exhausted' }],
  ])('check: %s', async (_row, reply, expected) => {
    expect(await check(scripted(reply))).toEqual(expected);
  });

  it.each<[string, HttpResponse | Error]>([
    ['a 2xx of HTML', raw(200, '<h1>approved</h1>')],
    ['half a JSON', raw(200, '{"sid":"VE')],
    ['an empty body', raw(200, '')],
    ['a bare null', raw(200, 'null')],
    ['a list', raw(200, '[{"status":"approved"}]')],
    ['an error page of a proxy', raw(429, '<h1>Slow down</h1>')],
    ['a 4xx that is not in Twilio’s shape', jsonReply(403, { error: 'blocked' })],
    ['503 in Twilio’s shape', twilioError(503, 20503)],
    ['a redirect', raw(302, '')],
    ['a refused connection', new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })],
  ])('%s is an outage, for a start and for a check', async (_row, reply) => {
    for (const ask of [send, check]) {
      const wire = scripted(reply);
      expect(await ask(wire)).toEqual(UNAVAILABLE);
      expect(wire.requests).toHaveLength(1);
    }
  });

  it.each<[string, HttpResponse, string]>([
    ['an error that is not in Twilio’s shape', jsonReply(403, { error: 'blocked' }), 'open'],
    ['a success that is no verification', jsonReply(200, {}), 'open'],
    ['wrong credentials', twilioError(401, 20003), 'open'],
    ['an error about one request', twilioError(403, 60223), 'closed'],
    ['a verification that is gone', twilioError(404, 20404), 'closed'],
  ])('after %s the circuit is as it should be', async (_what, reply, circuit) => {
    const { provider } = twilioProvider(scripted(reply), { breaker: { outagesToOpen: 1 } });
    await provider.checkLoginCode({ phone: PHONE }, DELIVERY, CODE);

    expect(provider.health()).toEqual({ circuit });
  });

  it('takes the second reply after 20429', async () => {
    const wire = scripted(twilioError(429, 20429), verification({}));

    expect(await send(wire)).toEqual({ kind: 'sent', reference: SID, channel: 'sms' });
    expect(wire.requests).toHaveLength(2);
    expect(wire.requests[1]).toEqual(wire.requests[0]);
  });

  it('repeats a check that Twilio did not take, once', async () => {
    const wire = scripted(twilioError(429, 20429), verification({ status: 'approved' }));

    expect(await check(wire)).toEqual({ kind: 'approved' });
    expect(wire.requests).toHaveLength(2);
  });

  it('gives up a check that hangs, without approval or retry', async () => {
    const wire = silent();

    expect(await check(wire)).toEqual(UNAVAILABLE);
    expect(wire.requests).toHaveLength(1);
  });

  it('says nothing of the request when the connection fails', async () => {
    const url = `https://verify.twilio.com/?To=${PHONE}&Code=${CODE}`;
    const wire = scripted(new TypeError(`fetch to ${url} failed`, { cause: new Error(url) }));
    const { provider, logger } = twilioProvider(wire);
    const outcome = await provider.checkLoginCode({ phone: PHONE }, DELIVERY, CODE);

    const written = JSON.stringify([outcome, logger.lines]);
    expect(logger.lines).toHaveLength(1);
    expect(written).not.toContain(CODE);
    expect(written).not.toContain(PHONE);
  });
});
