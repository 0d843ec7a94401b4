import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { authyProvider, inProcess, magicNumber, PHONE, twilioProvider } from './harness.js';

const PROBE_AFTER_MS = 10_000;
const breaker = { outagesToOpen: 3, probeAfterMs: PROBE_AFTER_MS };

const providers: [string, typeof twilioProvider | typeof authyProvider][] = [
  ['Twilio', twilioProvider],
  ['Authy', authyProvider],
];

describe.each(providers)('the circuit breaker of %s', (_name, createProvider) => {
  let now: number;

  // Its pause ends when the test says so, however busy the machine is.
  beforeEach(() => {
    now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const open = () => {
    const wire = inProcess();
    const { provider, logger } = createProvider(wire, { breaker });
    const send = (phone: string) => provider.startPhoneVerification({ phone, channel: 'sms' });
    const fail = async (times: number) => {
      for (let n = 0; n < times; n++) await send(magicNumber('0005'));
    };
    return { wire, provider, logger, send, fail };
  };

  it('opens after outages in a row, says so, and then sends no requests', async () => {
    const { wire, provider, logger, send, fail } = open();
    await fail(3);

    expect(provider.health()).toEqual({ circuit: 'open' });
    expect(logger.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: expect.stringContaining('circuit opened') }),
    );
    now += PROBE_AFTER_MS - 1;
    expect(await send(PHONE)).toEqual({ kind: 'unavailable', detail: 'circuit is open' });
    expect(wire.requests).toHaveLength(3);
  });

  it('opens at the fifth outage in a row when nothing else is said', async () => {
    const { provider } = createProvider(inProcess());
    for (const circuit of ['closed', 'closed', 'closed', 'closed', 'open']) {
      await provider.startPhoneVerification({ phone: magicNumber('0005'), channel: 'sms' });
      expect(provider.health()).toEqual({ circuit });
    }
  });

  it('stays closed when one reply comes between', async () => {
    const { provider, send, fail } = open();
    await fail(2);
    await send(PHONE);
    await fail(2);

    expect(provider.health()).toEqual({ circuit: 'closed' });
  });

  it('lets one call through after its pause and closes when that succeeds', async () => {
    const { provider, send, fail } = open();
    await fail(3);
    now += PROBE_AFTER_MS;

    expect(await send(PHONE)).toMatchObject({ kind: 'sent' });
    expect(provider.health()).toEqual({ circuit: 'closed' });
  });

  it('opens again at once when the call it lets through fails', async () => {
    const { wire, provider, send, fail } = open();
    await fail(3);
    now += PROBE_AFTER_MS;
    await fail(1);

    expect(provider.health()).toEqual({ circuit: 'open' });
    expect(await send(PHONE)).toMatchObject({ kind: 'unavailable' });
    expect(wire.requests).toHaveLength(4);
  });

  it('is half open while that call is under way', async () => {
    const { provider, send, fail } = open();
    await fail(3);
    now += PROBE_AFTER_MS;
    const probe = send(magicNumber('0006'));

    expect(provider.health()).toEqual({ circuit: 'halfOpen' });
    await probe;
    expect(provider.health()).toEqual({ circuit: 'open' });
  });

  it('opens on time-outs too', async () => {
    const { wire, send } = open();
    await Promise.all([1, 2, 3].map(() => send(magicNumber('0006'))));

    await send(PHONE);
    expect(wire.requests).toHaveLength(3);
  });
});
