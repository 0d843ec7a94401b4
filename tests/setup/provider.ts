import { jest } from '@jest/globals';
import type { SimulatedMessage } from '../../src/vendors/simulator/simulator.js';
import type { SimulatorServer } from '../../src/vendors/simulator/standalone.js';
import type { HttpRequest, HttpResponse } from '../../src/vendors/http-transport.js';
import type { TestServer } from './server.js';

/**
 * Watches what a server asks its provider, and may reply in the simulator's place. Once a server.
 *
 * @returns every request from now on
 */
export function watchProvider(
  { app: { simulator } }: { app: Pick<TestServer['app'], 'simulator'> },
  replyInstead: (request: HttpRequest) => Promise<HttpResponse> | undefined = () => undefined,
): HttpRequest[] {
  if (!simulator) throw new Error('This server asks somebody else.');
  const reply = simulator.handle.bind(simulator);
  const requests: HttpRequest[] = [];
  jest.spyOn(simulator, 'handle').mockImplementation((request) => {
    requests.push(request);
    return replyInstead(request) ?? reply(request);
  });
  return requests;
}

/** Whether a request has the provider check a code. */
export function isCheck({ url }: HttpRequest): boolean {
  return url.endsWith('/VerificationCheck');
}

/** Twilio ends codes too. What we promise must hold without that: here everything it is asked it approves. */
export class ApprovesAll {
  /** So many checks get their approval together. */
  atOnce = 1;
  readonly #waiting: ((approval: HttpResponse) => void)[] = [];

  readonly reply = (request: HttpRequest): Promise<HttpResponse> | undefined => {
    if (!isCheck(request)) return undefined;
    const { promise, resolve } = Promise.withResolvers<HttpResponse>();
    const body = JSON.stringify({ sid: `VE${'a1'.repeat(16)}`, status: 'approved' });
    if (this.#waiting.push(resolve) >= this.atOnce)
      for (const approve of this.#waiting.splice(0)) approve({ status: 200, headers: {}, body });
    return promise;
  };
}

/** The environment of a server that asks this Twilio: one that outlives it, or serves several. The account is made up. */
export function twilioAt(url: string): Record<string, string> {
  return {
    TWO_FACTOR_PROVIDER: 'twilio',
    TWILIO_BASE_URL: url,
    TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'any',
    TWILIO_VERIFY_SERVICE_SID: `VA${'a'.repeat(32)}`,
    TWILIO_REGISTRATION_SERVICE_SID: `VA${'b'.repeat(32)}`,
  };
}

/** The newest code that such a Twilio sent to a number. */
export function codeTo(provider: SimulatorServer, phone: string): string {
  return messageTo(provider, phone).code;
}

/** The newest message that such a Twilio sent to a number. */
export function messageTo({ simulator }: SimulatorServer, phone: string): SimulatedMessage {
  const newest = simulator.messages().find(({ to }) => to === phone);
  if (!newest) throw new Error(`No message went to ${phone}.`);
  return newest;
}
