import { describe, expect, it } from '@jest/globals';
import type { PhoneCodeProvider } from '../../src/vendors/phone-code-provider.js';
import type { HttpResponse } from '../../src/vendors/http-transport.js';
import {
  authyProvider,
  jsonReply,
  LOGIN_SERVICE,
  REGISTRATION_SERVICE,
  scripted,
  twilioProvider,
  WIRES,
} from './harness.js';
import { problemsOfReply, problemsOfRequest } from './official-description.js';

describe.each(WIRES)('inspecting the set-up, %s', (_name, openWire) => {
  it('reads both Verify services and the clock, as the official description has it', async () => {
    const wire = await openWire();
    const vendorTime = wire.clock.now();
    expect(await twilioProvider(wire).provider.inspect()).toEqual([
      {
        service: LOGIN_SERVICE,
        purposes: ['login'],
        kind: 'found',
        codeLength: 6,
        hasWhatsapp: true,
        vendorTime,
      },
      {
        service: REGISTRATION_SERVICE,
        purposes: ['registration'],
        kind: 'found',
        codeLength: 6,
        hasWhatsapp: true,
        vendorTime,
      },
    ]);
    expect(wire.requests).toHaveLength(2);
    for (const request of wire.requests) {
      expect(problemsOfRequest(request)).toEqual([]);
      expect(wire.replies.flatMap((reply) => problemsOfReply(request, reply))).toEqual([]);
    }
  });

  it('reads the application at Authy', async () => {
    const wire = await openWire();
    expect(await authyProvider(wire).provider.inspect()).toMatchObject([
      { purposes: ['login', 'registration'], kind: 'found', vendorTime: wire.clock.now() },
    ]);
  });

  it.each([
    ['twilio', twilioProvider],
    ['authy', authyProvider],
  ])('finds credentials that %s refuses', async (_vendor, make) => {
    const { provider } = make(await openWire(), { password: 'wrong' });
    expect(await kindsOf(provider)).toEqual(['credentialsRefused']);
  });
});

const notJson: HttpResponse = { status: 200, headers: {}, body: '<h1>Please wait</h1>' };

describe('an inspection', () => {
  it.each([
    ['a service that is not there', jsonReply(404, { code: 20404, message: '', status: 404 }), 'missing'],
    ['a reply without a code length', jsonReply(200, { sid: LOGIN_SERVICE }), 'unavailable'],
    ['HTML', notJson, 'unavailable'],
    ['a fault', jsonReply(500, { code: 20500, message: '', status: 500 }), 'unavailable'],
    ['no connection', new Error('ECONNREFUSED'), 'unavailable'],
  ])('of Twilio finds %s', async (_what, reply, kind) => {
    expect(await kindsOf(twilioProvider(scripted(reply)).provider)).toEqual([kind]);
  });

  it.each([
    ['a success without an application', jsonReply(200, { success: true })],
    ['an application without success', jsonReply(200, { app: {}, success: false })],
    ['HTML', notJson],
    ['no connection', new Error('ECONNREFUSED')],
  ])('of Authy finds it unavailable: %s', async (_what, reply) => {
    expect(await kindsOf(authyProvider(scripted(reply)).provider)).toEqual(['unavailable']);
  });

  it.each([
    ['no setting', {}],
    ['a setting without a sender', { whatsapp: { msg_service_sid: null, from: null } }],
    ['null', { whatsapp: null }],
  ])('of a Verify service with %s for WhatsApp finds no sender', async (_what, whatsapp) => {
    const reply = jsonReply(200, { code_length: 6, ...whatsapp });
    expect(await twilioProvider(scripted(reply)).provider.inspect()).toMatchObject([
      { kind: 'found', hasWhatsapp: false },
      { kind: 'found', hasWhatsapp: false },
    ]);
  });

  it('keeps a date that is none out of the findings', async () => {
    const reply = { ...jsonReply(200, { code_length: 6 }), headers: { date: 'yesterday' } };
    expect(await twilioProvider(scripted(reply)).provider.inspect()).toMatchObject([
      { kind: 'found', vendorTime: undefined },
      { kind: 'found', vendorTime: undefined },
    ]);
  });
});

/** What was found, each kind once. */
async function kindsOf(provider: PhoneCodeProvider): Promise<string[]> {
  return [...new Set((await provider.inspect()).map(({ kind }) => kind))];
}
