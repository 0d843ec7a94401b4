import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { mountSimulator } from '../../../src/http/pages/simulator.js';
import { Simulator } from '../../../src/vendors/simulator/simulator.js';

const SERVICE = `VA${'1'.repeat(32)}`;

describe('/simulator', () => {
  const simulator = new Simulator({ serviceNames: { [SERVICE]: 'login' } });
  let server: FastifyInstance;
  let url: string;

  beforeAll(async () => {
    server = fastify();
    mountSimulator(server, simulator, undefined);
    url = await server.listen({ port: 0 });
  });
  afterAll(() => server.close());

  const send = (to: string) =>
    simulator.handle({
      method: 'POST',
      url: `https://verify.twilio.com/v2/Services/${SERVICE}/Verifications`,
      headers: {
        authorization: `Basic ${Buffer.from(`AC${'0'.repeat(32)}:secret`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: String(new URLSearchParams({ To: to, Channel: 'sms' })),
    });

  it('gives programs the messages, newest first and not to be cached', async () => {
    await send('+48501234567');
    await send('+48501234568');
    const response = await fetch(`${url}/simulator/messages`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const message = {
      channel: 'sms',
      code: expect.stringMatching(/^\d{6}$/),
      body: expect.stringMatching(/\d{6}$/),
      sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      outcome: 'pending',
      service: 'login',
    };
    expect(await response.json()).toEqual([
      expect.objectContaining({ ...message, to: '+48501234568' }),
      expect.objectContaining({ ...message, to: '+48501234567' }),
    ]);
  });

  it('is a page with scripts and styles of its own only', async () => {
    const response = await fetch(`${url}/simulator`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    const page = await response.text();
    expect(page).not.toMatch(/(?:https?:)?\/\/\w/);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  });

  it.each([
    ['page.css', 'text/css; charset=utf-8'],
    ['page.mjs', 'text/javascript; charset=utf-8'],
  ])('serves the %s that the page asks for', async (file, type) => {
    expect(await (await fetch(`${url}/simulator`)).text()).toContain(`"simulator/${file}"`);
    const response = await fetch(`${url}/simulator/${file}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
  });
});
