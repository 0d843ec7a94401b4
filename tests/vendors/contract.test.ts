import { describe, expect, it } from '@jest/globals';
import type { HttpRequest } from '../../src/vendors/http-transport.js';
import {
  inProcess,
  LOGIN_SERVICE,
  magicNumber,
  newestCode,
  PHONE,
  referenceOf,
  twilioProvider,
  type Wire,
  WIRES,
} from './harness.js';
import { problemsOfReply, problemsOfRequest } from './official-description.js';

/** Every request the provider can make, and every kind of reply it can get. */
async function everything(wire: Wire): Promise<void> {
  const { provider } = twilioProvider(wire);
  const factor = { phone: PHONE };
  for (const channel of ['sms', 'call', 'whatsapp'] as const)
    await provider.startPhoneVerification({
      phone: PHONE,
      channel,
      locale: 'pt-BR',
      ipAddress: '2001:db8::7',
    });

  const sent = await provider.sendLoginCode(factor, { phone: PHONE, channel: 'sms' });
  const delivery = { purpose: 'login', phone: PHONE, reference: referenceOf(sent) } as const;
  const { right, wrong } = newestCode(wire);
  await provider.checkLoginCode(factor, delivery, wrong);
  await provider.checkLoginCode(factor, delivery, right);
  await provider.checkLoginCode(factor, delivery, right);

  const next = await provider.sendLoginCode(factor, { phone: PHONE, channel: 'sms' });
  await provider.cancel({ ...delivery, reference: referenceOf(next) });
  for (const lastFour of ['0000', '0001', '0002', '0003', '0004', '0005', '0008'])
    await provider.startPhoneVerification({ phone: magicNumber(lastFour), channel: 'sms' });
}

describe.each(WIRES)('the official description of Verify v2, %s', (_name, openWire) => {
  it('allows every request of the provider', async () => {
    const wire = await openWire();
    await everything(wire);

    expect(wire.requests).toHaveLength(17);
    expect(wire.requests.flatMap(problemsOfRequest)).toEqual([]);
  });

  it('allows every reply of the simulator', async () => {
    const wire = await openWire();
    await everything(wire);

    expect(wire.replies).toHaveLength(17);
    expect(new Set(wire.replies.map(({ status }) => status))).toEqual(
      new Set([200, 201, 400, 403, 404, 429, 500]),
    );
    expect(wire.replies.flatMap((reply, index) => problemsOfReply(requestAt(wire, index), reply))).toEqual(
      [],
    );
  });
});

describe('the simulator beyond what the provider asks', () => {
  it.each([`/v2/Services/${LOGIN_SERVICE}`, 'verification'])(
    'responds to GET %s as described',
    async (path) => {
      const wire = inProcess();
      const sent = await twilioProvider(wire).provider.sendLoginCode(
        { phone: PHONE },
        { phone: PHONE, channel: 'sms' },
      );
      const fetched =
        path === 'verification' ? `/v2/Services/${LOGIN_SERVICE}/Verifications/${referenceOf(sent)}` : path;
      const request: HttpRequest = {
        ...requestAt(wire, 0),
        method: 'GET',
        url: `https://verify.twilio.com${fetched}`,
        body: undefined,
      };
      const reply = await wire.simulator.handle(request);

      expect(reply.status).toBe(200);
      expect(problemsOfReply(request, reply)).toEqual([]);
    },
  );
});

describe('the contract test itself', () => {
  const start = async () => {
    const wire = inProcess();
    await twilioProvider(wire).provider.startPhoneVerification({
      phone: PHONE,
      channel: 'sms',
      locale: 'pl',
    });
    const [reply] = wire.replies;
    if (!reply) throw new Error('no reply');
    return { request: requestAt(wire, 0), reply };
  };

  it.each([
    ['a misspelled parameter', (body: string) => body.replace('Locale=', 'Local=')],
    ['a parameter in lower case', (body: string) => body.replace('To=', 'to=')],
    ['a missing parameter', (body: string) => body.replace(/&?Channel=sms/, '')],
  ])('notices %s', async (_what, spoil) => {
    const { request } = await start();
    expect(problemsOfRequest(request)).toEqual([]);
    expect(problemsOfRequest({ ...request, body: spoil(request.body ?? '') })).not.toEqual([]);
  });

  it.each([
    ['a path that is not there', (url: string) => url.replace('Verifications', 'Verification')],
    ['an SID of another kind', (url: string) => url.replace('/VA', '/AC')],
  ])('notices %s', async (_what, spoil) => {
    const { request } = await start();
    expect(problemsOfRequest({ ...request, url: spoil(request.url) })).not.toEqual([]);
  });

  it.each([
    ['a misspelled field', '"send_code_attempts"', '"send_code_attempt"'],
    ['a date of another format', /"date_created":"[^"]+"/, '"date_created":"yesterday"'],
    ['a channel that does not exist', '"channel":"sms","status"', '"channel":"SMS","status"'],
    ['an SID of another kind', '"sid":"VE', '"sid":"VX'],
  ])('notices %s in a reply', async (_what, from, to) => {
    const { request, reply } = await start();
    const spoiled = reply.body.replace(from, to);

    expect(spoiled).not.toBe(reply.body);
    expect(problemsOfReply(request, { ...reply, body: spoiled })).not.toEqual([]);
  });
});

function requestAt({ requests }: Wire, index: number): HttpRequest {
  const request = requests[index];
  if (!request) throw new Error(`no request ${index}`);
  return request;
}
