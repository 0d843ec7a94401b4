import { describe, expect, it } from '@jest/globals';
import { TwilioMessagingNotifier } from '../../../src/vendors/twilio/twilio-messaging.notifier.js';
import { ACCOUNT, magicNumber, PHONE, scripted, TIMEOUT_MS, WIRES, type Wire } from '../harness.js';

const SERVICE = `MG${'3'.repeat(32)}`;

/** Longer than any test takes, unless the test is about the time. */
function createNotifier(wire: Wire, password = 'token', timeoutMs = 20_000) {
  const notifier = new TwilioMessagingNotifier({
    config: { accountSid: ACCOUNT, username: ACCOUNT, password, baseUrl: wire.twilioBaseUrl },
    messagingServiceSid: SERVICE,
    site: 'login.example.com',
    timeoutMs,
    transport: wire.transport,
  });
  return notifier;
}

describe.each(WIRES)('the messaging notifier, %s', (_name, openWire) => {
  it('sends one text through the Messaging service', async () => {
    const wire = await openWire();
    const outcome = await createNotifier(wire).notify({ phone: PHONE, news: 'phoneChanged' });
    expect(outcome).toEqual({ kind: 'delivered' });
    expect(wire.requests).toHaveLength(1);
    expect(new URL(wire.requests[0]?.url ?? '').pathname).toBe(
      `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`,
    );
    const form = new URLSearchParams(wire.requests[0]?.body);
    expect(Object.fromEntries(form)).toEqual({
      To: PHONE,
      MessagingServiceSid: SERVICE,
      Body: expect.stringContaining('login.example.com'),
    });
    expect(wire.simulator.messages()).toMatchObject([{ to: PHONE, code: '', outcome: 'delivered' }]);
  });

  it.each([
    ['landline', magicNumber('0001'), 'token', 'error 21614', true],
    ['HTTP 500', magicNumber('0005'), 'token', 'error 20500', false],
    ['no reply', magicNumber('0006'), 'token', 'no reply within', false],
    ['HTML', magicNumber('0007'), 'token', 'not a JSON object', false],
    ['wrong credentials', PHONE, 'wrong', 'error 20003', false],
  ])(
    'returns a failure, without the number and without a second try: %s',
    async (name, phone, password, detail, isFinal) => {
      const wire = await openWire();
      const outcome = await createNotifier(
        wire,
        password,
        name === 'no reply' ? TIMEOUT_MS : undefined,
      ).notify({ phone, news: 'twoFactorDisabled' });
      expect(wire.requests).toHaveLength(1);
      expect(outcome).toEqual({ kind: 'failed', detail: expect.stringContaining(detail), isFinal });
      expect(JSON.stringify(outcome)).not.toContain(phone.slice(1));
    },
  );
});

describe('the messaging notifier', () => {
  it.each([
    ['pl-PL', 'phoneChanged', 'inny telefon'],
    ['de', 'twoFactorDisabled', 'keinen Code'],
    ['es-MX', 'phoneChanged', 'otro teléfono'],
    ['fr-CA', 'twoFactorDisabled', 'ne demande plus'],
    ['nn', 'phoneChanged', 'another phone'],
    ['__proto__', 'phoneChanged', 'another phone'],
    [undefined, 'twoFactorDisabled', 'no longer takes a code'],
  ] as const)(
    'writes in the language of the account, with English below: %s',
    async (locale, news, words) => {
      const wire = scripted({ status: 201, headers: {}, body: '{"sid":"SM1"}' });
      await createNotifier(wire).notify({ phone: PHONE, news, locale });
      const body = new URLSearchParams(wire.requests[0]?.body).get('Body') ?? '';
      expect(body).toContain(words);
      expect(body.match(/change your password/g)).toHaveLength(1);
    },
  );
});
