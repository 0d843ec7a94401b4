import { jest } from '@jest/globals';
import type { HttpRequest, HttpResponse } from '../../src/two-factor/transport.js';
import type { TestServer } from './server.js';

/**
 * Watches what a server asks its provider, and may answer in the simulator's place. Once a server.
 *
 * @returns every request from now on
 */
export function watchProvider(
  { app: { simulator } }: TestServer,
  answerInstead: (request: HttpRequest) => Promise<HttpResponse> | undefined = () => undefined,
): HttpRequest[] {
  if (!simulator) throw new Error('This server asks somebody else.');
  const answer = simulator.handle.bind(simulator);
  const requests: HttpRequest[] = [];
  jest.spyOn(simulator, 'handle').mockImplementation((request) => {
    requests.push(request);
    return answerInstead(request) ?? answer(request);
  });
  return requests;
}

/** Whether a request has the provider judge a code. */
export function isCheck({ url }: HttpRequest): boolean {
  return url.endsWith('/VerificationCheck');
}
