import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf } from '../../../setup/client.js';
import { signIn } from '../../../setup/flows.js';
import { watchProvider } from '../../../setup/provider.js';
import { newPhone, startServer, type TestServer } from '../../../setup/server.js';
import type { HttpRequest, HttpResponse } from '../../../../src/vendors/http-transport.js';

describe('a provider that hangs or fails', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer({ TWO_FACTOR_TIMEOUT: '1s' })));
  afterAll(() => server.close());

  it('does not delay other requests', async () => {
    const patient = await startServer({ TWO_FACTOR_TIMEOUT: '60s' });
    const sent = Promise.withResolvers<HttpRequest>();
    const response = Promise.withResolvers<HttpResponse>();
    watchProvider(patient, (request) => {
      sent.resolve(request);
      return response.promise;
    });
    const { client } = await signIn(patient, await patient.createUser());
    const hanging = client.verifyPhone(newPhone());
    await sent.promise;
    expect(codeOf(await client.me())).toBeUndefined();
    const body = JSON.stringify({ sid: `VE${'a1'.repeat(16)}`, status: 'pending' });
    response.resolve({ status: 201, headers: {}, body });
    expect(codeOf(await hanging)).toBeUndefined();
    await patient.close();
  });

  it.each([
    ['hangs', '+48501230006'],
    ['refuses requests over its limit', '+48501230004'],
    ['returns an error', '+48501230005'],
    ['returns HTML', '+48501230007'],
  ])('is PROVIDER_UNAVAILABLE when it %s', async (_what, phone) => {
    const { client } = await signIn(server, await server.createUser());
    const response = await client.verifyPhone(phone);
    expect(response.status).toBe(200);
    expect(codeOf(response)).toBe('PROVIDER_UNAVAILABLE');
  });
});
