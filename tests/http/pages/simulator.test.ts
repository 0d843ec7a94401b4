import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { mountSimulator } from '../../../src/http/pages/simulator.js';
import type { SimulatedMail } from '../../../src/vendors/simulator/mailbox.js';
import { Simulator } from '../../../src/vendors/simulator/simulator.js';
import { dataOf } from '../../setup/client.js';
import { registerUser } from '../../setup/mail.js';
import { PASSWORD, startServer, type TestServer } from '../../setup/server.js';

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

describe('/simulator/mail', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it('gives programs the mails, newest first and not to be cached, with null where there is no link or code', async () => {
    const owner = await registerUser(server);
    const register = () => server.client().register(`user-${randomUUID()}`, owner.email, PASSWORD);
    const { challenge } = dataOf(await register()).register;
    await server.app.outbox.deliverDue();
    const response = await fetch(`${server.url}/simulator/mail`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [newest, older, ...more] = (await response.json()) as SimulatedMail[];
    const mail = { to: owner.email, subject: expect.any(String), text: expect.any(String) };
    const sentAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(more).toEqual([]);
    expect(newest).toEqual({ ...mail, sentAt, code: null, link: null });
    expect(older).toEqual({
      ...mail,
      sentAt,
      code: expect.stringMatching(/^\d{8}$/),
      link: expect.any(String),
    });
    const { origin, pathname, searchParams } = new URL(older?.link ?? '');
    expect(origin + pathname).toBe('http://auth.test/verify-email');
    // Of a registration: the page asks whose account it is.
    expect([...searchParams.keys()].sort()).toEqual(['challenge', 'token', 'username']);
    expect(searchParams.get('challenge')).not.toBe(challenge);
    expect(searchParams.get('token')).toMatch(/^[\w-]{43}$/);
  });

  it('is not there where mails go out', async () => {
    const other = await startServer({ MAIL_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'login@example.com' });
    expect((await fetch(`${other.url}/simulator/mail`)).status).toBe(404);
    await other.close();
  });
});
