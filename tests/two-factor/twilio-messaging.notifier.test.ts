import { describe, expect, it } from '@jest/globals';
import { TwilioMessagingNotifier } from '../../src/two-factor/twilio-messaging.notifier.js';
import {
  ACCOUNT,
  magicNumber,
  PHONE,
  recordingLogger,
  scripted,
  TIMEOUT_MS,
  WIRES,
  type Wire,
} from './harness.js';

const SERVICE = `MG${'3'.repeat(32)}`;

function createNotifier(wire: Wire, password = 'token') {
  const logger = recordingLogger();
  const notifier = new TwilioMessagingNotifier({
    config: { accountSid: ACCOUNT, username: ACCOUNT, password, baseUrl: wire.twilioBaseUrl },
    messagingServiceSid: SERVICE,
    site: 'login.example.com',
    timeoutMs: TIMEOUT_MS,
    transport: wire.transport,
    logger,
  });
  return { notifier, logger };
}

describe.each(WIRES)('the messaging notifier, %s', (_name, openWire) => {
  it('sends one text through the Messaging service', async () => {
    const wire = await openWire();
    const { notifier, logger } = createNotifier(wire);
    await notifier.notify({ phone: PHONE, news: 'phoneChanged' });
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
    expect(logger.lines).toEqual([]);
  });

  it.each([
    ['landline', magicNumber('0001'), 'token', 'error 21614'],
    ['HTTP 500', magicNumber('0005'), 'token', 'error 20500'],
    ['no answer', magicNumber('0006'), 'token', 'no answer within'],
    ['HTML', magicNumber('0007'), 'token', 'not a JSON object'],
    ['wrong credentials', PHONE, 'wrong', 'error 20003'],
  ])(
    'logs and swallows: %s; without the number, and without a second try',
    async (_, phone, password, detail) => {
      const wire = await openWire();
      const { notifier, logger } = createNotifier(wire, password);
      await notifier.notify({ phone, news: 'twoFactorDisabled' });
      expect(wire.requests).toHaveLength(1);
      expect(logger.lines).toMatchObject([
        { level: 'warn', details: { detail: expect.stringContaining(detail) } },
      ]);
      expect(JSON.stringify(logger.lines)).not.toContain(phone.slice(1));
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
  ] as const)('writes in the language of the request: %s', async (locale, news, words) => {
    const wire = scripted({ status: 201, headers: {}, body: '{"sid":"SM1"}' });
    const { notifier } = createNotifier(wire);
    await notifier.notify({ phone: PHONE, news, locale });
    expect(new URLSearchParams(wire.requests[0]?.body).get('Body')).toContain(words);
  });
});
