import { afterEach } from '@jest/globals';
import { addSeconds, type Clock } from '../../src/core/clock.js';
import { AuthyProvider } from '../../src/vendors/authy/authy.provider.js';
import { createCircuitBreaker, type CircuitBreakerOptions } from '../../src/vendors/circuit-breaker.js';
import { Simulator } from '../../src/vendors/simulator/simulator.js';
import { startSimulatorServer } from '../../src/vendors/simulator/standalone.js';
import {
  fetchTransport,
  type HttpRequest,
  type HttpResponse,
  type Transport,
} from '../../src/vendors/http-transport.js';
import { TwilioVerifyProvider } from '../../src/vendors/twilio/twilio-verify.provider.js';
import { holdTimeouts } from '../setup/timeouts.js';

export const LOGIN_SERVICE = `VA${'1'.repeat(32)}`;
export const REGISTRATION_SERVICE = `VA${'2'.repeat(32)}`;
export const ACCOUNT = `AC${'a'.repeat(32)}`;
export const PHONE = '+48600123457';
/** Comes at once to a request that gets no reply, and on no machine to another. */
export const TIMEOUT_MS = 59_000;
const timeouts = holdTimeouts(TIMEOUT_MS);

/** A number whose last four digits give the outcome. */
export const magicNumber = (lastFour: string) => `+4860012${lastFour}`;

export interface TestClock {
  now: Clock;
  advanceSeconds(seconds: number): void;
}

export function testClock(): TestClock {
  let now = new Date('2026-03-01T12:00:00Z');
  return { now: () => now, advanceSeconds: (seconds) => void (now = addSeconds(now, seconds)) };
}

export function recordingLogger() {
  const lines: { level: 'warn' | 'error'; details: object; message: string }[] = [];
  const write = (level: 'warn' | 'error') => (details: object, message: string) =>
    void lines.push({ level, details, message });
  return { lines, debug: () => undefined, info: () => undefined, warn: write('warn'), error: write('error') };
}

/** How requests reach the simulator. Every request is kept for inspection. */
export interface Wire {
  simulator: Simulator;
  clock: TestClock;
  twilioBaseUrl: string;
  authyBaseUrl: string;
  transport: Transport;
  requests: HttpRequest[];
  replies: HttpResponse[];
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** For `describe.each`: the same simulator inside the process and behind a port. */
export const WIRES: [string, () => Promise<Wire>][] = [
  ['in process', async () => inProcess()],
  ['over HTTP', overHttp],
];

export function inProcess(): Wire {
  const clock = testClock();
  const simulator = new Simulator({ clock: clock.now });
  const urls = { twilioBaseUrl: 'https://verify.twilio.com', authyBaseUrl: 'https://api.authy.com' };
  return { simulator, clock, ...urls, ...recorded(simulator.transport) };
}

async function overHttp(): Promise<Wire> {
  const clock = testClock();
  const { url, simulator, close } = await startSimulatorServer({ port: 0, clock: clock.now });
  closers.push(close);
  return { simulator, clock, twilioBaseUrl: url, authyBaseUrl: url, ...recorded(fetchTransport) };
}

/** A vendor that gives these replies, in this order, the last one for ever. */
export function scripted(...replies: (HttpResponse | Error)[]): Wire {
  let next = 0;
  const transport: Transport = async () => {
    const reply = replies[Math.min(next++, replies.length - 1)];
    if (!reply || reply instanceof Error) throw reply ?? new Error('nothing scripted');
    return reply;
  };
  return { ...inProcess(), ...recorded(transport) };
}

/** A vendor that never replies. */
export function silent(): Wire {
  const transport: Transport = () => new Promise(() => undefined);
  return { ...inProcess(), ...recorded(transport, () => true) };
}

export function jsonReply(status: number, body: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export function twilioProvider(
  wire: Wire,
  {
    breaker,
    password = 'secret',
    rateLimits = { user: undefined, address: undefined },
  }: ProviderOptions = {},
) {
  const logger = recordingLogger();
  const provider = new TwilioVerifyProvider({
    config: {
      accountSid: ACCOUNT,
      username: ACCOUNT,
      password,
      loginServiceSid: LOGIN_SERVICE,
      registrationServiceSid: REGISTRATION_SERVICE,
      messagingServiceSid: undefined,
      rateLimits,
      baseUrl: wire.twilioBaseUrl,
    },
    channels: ['sms', 'call', 'whatsapp'],
    timeoutMs: TIMEOUT_MS,
    retryAfterMs: 5,
    transport: wire.transport,
    breaker: createCircuitBreaker('twilio', logger, breaker),
    logger,
  });
  return { provider, logger };
}

export function authyProvider(wire: Wire, { breaker, password = 'secret' }: ProviderOptions = {}) {
  const logger = recordingLogger();
  const provider = new AuthyProvider({
    config: { apiKey: password, baseUrl: wire.authyBaseUrl },
    channels: ['sms', 'call'],
    timeoutMs: TIMEOUT_MS,
    transport: wire.transport,
    breaker: createCircuitBreaker('authy', logger, breaker),
    logger,
  });
  return { provider, logger };
}

interface ProviderOptions {
  rateLimits?: { user: string | undefined; address: string | undefined };
  breaker?: CircuitBreakerOptions;
  /** Auth token or API key; the simulator refuses `wrong`. */
  password?: string;
}

/** The reference of a code that must have been sent. */
export function referenceOf(outcome: { kind: string; reference?: string }): string {
  if (!outcome.reference) throw new Error(`nothing was sent: ${JSON.stringify(outcome)}`);
  return outcome.reference;
}

/** The newest code in the simulator's outbox, and one of the same length that is not it. */
export function newestCode({ simulator }: Wire): { right: string; wrong: string } {
  const [message] = simulator.messages();
  if (!message) throw new Error('no message was sent');
  const lastDigit = Number(message.code.at(-1));
  return { right: message.code, wrong: message.code.slice(0, -1) + String((lastDigit + 1) % 10 || 1) };
}

/** To the number that the simulator hangs for. */
function isToSilentNumber({ url, body = '' }: HttpRequest): boolean {
  return `${url}${body}`.includes(magicNumber('0006').slice(-9));
}

function recorded(
  transport: Transport,
  getsNoReply = isToSilentNumber,
): Pick<Wire, 'transport' | 'requests' | 'replies'> {
  const requests: HttpRequest[] = [];
  const replies: HttpResponse[] = [];
  return {
    requests,
    replies,
    transport: async (request, signal) => {
      requests.push(request);
      if (getsNoReply(request)) setImmediate(timeouts.end);
      const reply = await transport(request, signal);
      replies.push(reply);
      return reply;
    },
  };
}
